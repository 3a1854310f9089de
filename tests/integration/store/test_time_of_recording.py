from __future__ import annotations

import pytest

from ledger.moments import format_us, parse_recorded_us
from ledger.store.failures import StoreUnavailable
from ledger.store.home import Home
from ledger.store.ledger import Ledger
from tests.integration.store.told import (
    HOUR_US,
    NOON,
    Clock,
    append,
    content,
    proposed,
    receipts,
    sent,
    the_ledger,
)
from tests.places import Place


def times(ledger: Ledger) -> list[int]:
    return [parse_recorded_us(entry.recorded_at) for entry in ledger.entries(0, 10_000)]


def test_events_of_one_batch_are_a_microsecond_apart(ledger: Ledger) -> None:
    append(ledger, *(sent(str(n), f"k{n}", proposed()) for n in range(3)))
    assert times(ledger) == [NOON, NOON + 1, NOON + 2]


def test_two_batches_in_one_microsecond_still_follow_one_another(ledger: Ledger) -> None:
    append(ledger, sent("1", "x", proposed()))
    append(ledger, sent("2", "y", proposed()))
    assert times(ledger) == [NOON, NOON + 1]


def test_a_batch_may_run_into_the_next_second(ledger: Ledger, clock: Clock) -> None:
    clock.us = NOON + 999_998
    taken = receipts(append(ledger, *(sent(str(n), f"k{n}", proposed()) for n in range(4))))
    assert [receipt.recorded_at for receipt in taken] == [
        "2021-02-17T12:00:00.999998Z",
        "2021-02-17T12:00:00.999999Z",
        "2021-02-17T12:00:01.000000Z",
        "2021-02-17T12:00:01.000001Z",
    ]


def test_a_clock_an_hour_back_is_waited_for_by_a_microsecond(ledger: Ledger, clock: Clock) -> None:
    append(ledger, sent("1", "x", proposed()))
    clock.us -= HOUR_US
    (receipt,) = receipts(append(ledger, sent("2", "y", proposed())))
    assert receipt.recorded_at == format_us(NOON + 1)


def test_a_clock_exactly_a_day_back_is_still_waited_for(ledger: Ledger, clock: Clock) -> None:
    append(ledger, sent("1", "x", proposed()))
    clock.us -= 24 * HOUR_US
    (receipt,) = receipts(append(ledger, sent("2", "y", proposed())))
    assert receipt.recorded_at == format_us(NOON + 1)


def test_a_clock_25_hours_back_stops_the_ledger(ledger: Ledger, clock: Clock, place: Place) -> None:
    append(ledger, sent("1", "x", proposed()))
    before = content(place)
    clock.us -= 25 * HOUR_US
    with pytest.raises(StoreUnavailable, match="CLOCK_BEHIND"):
        append(ledger, sent("2", "y", proposed()))
    assert content(place) == before


def test_a_clock_set_right_again_lets_it_go_on(ledger: Ledger, clock: Clock) -> None:
    append(ledger, sent("1", "x", proposed()))
    clock.us -= 25 * HOUR_US
    with pytest.raises(StoreUnavailable):
        append(ledger, sent("2", "y", proposed()))
    clock.us += 26 * HOUR_US
    assert receipts(append(ledger, sent("2", "y", proposed())))[0].position == 1


def test_an_empty_ledger_takes_any_clock(home: Home) -> None:
    clock = Clock(0)
    with Ledger.create(
        home, council="devon", origin="x", clock=clock, entropy=lambda count: b"\1" * count
    ) as ledger:
        clock.us = -NOON
        append(ledger, sent("1", "x", proposed(), documented=None))
        assert times(ledger) == [-NOON]


def test_another_process_counts_on_from_the_last_time(ledger: Ledger, place: Place) -> None:
    append(ledger, sent("1", "x", proposed()))
    with the_ledger(place, Clock(NOON - HOUR_US)) as other:
        append(other, sent("2", "y", proposed()))
    assert times(ledger) == [NOON, NOON + 1]
