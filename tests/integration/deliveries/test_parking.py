"""What came too early is parked, and its stream waits in order until it can be recorded."""

from __future__ import annotations

from ledger.store.ledger import Ledger
from tests.integration.deliveries.told import FEED, deliver, ids_in, retry
from tests.integration.store.told import (
    HOUR_US,
    Clock,
    append,
    codes,
    noted,
    proposed,
    sent,
    stream,
)
from tests.places import Place

NOTED = {str(n): sent(str(n), "x", noted(f"Report {n}.")) for n in range(1, 6)}
OPENING = sent("open", "x", proposed())
LATE_US = HOUR_US


def test_a_stream_that_is_not_open_waits_and_others_go_on(place: Place, ledger: Ledger) -> None:
    other = sent("other", "y", proposed())
    assert deliver(ledger, NOTED["1"], other, NOTED["2"]) == ["parked", "recorded", "parked"]
    assert deliver(ledger, NOTED["3"]) == ["parked"]
    assert [message.event_id for message in ledger.parked.list()] == ["1", "2", "3"]
    assert (ids_in(place), ledger.quarantine.list()) == (["other"], [])


def test_the_opening_goes_ahead_and_the_rest_follows_in_order(
    place: Place, ledger: Ledger, clock: Clock
) -> None:
    deliver(ledger, NOTED["1"], NOTED["2"])
    assert ledger.parked.due(clock()) == []
    assert deliver(ledger, OPENING, NOTED["3"]) == ["recorded", "parked"]
    (due,) = ledger.parked.due(clock())
    assert retry(ledger, due, NOTED) == ["recorded"] * 3
    assert ids_in(place) == ["open", "1", "2", "3"]
    assert ledger.parked.count() == 0


def test_an_opening_over_http_wakes_the_stream_and_http_waits_for_nothing(
    place: Place, ledger: Ledger, clock: Clock
) -> None:
    deliver(ledger, NOTED["1"])
    assert codes(append(ledger, OPENING, NOTED["5"])) == ["recorded"] * 2
    (due,) = ledger.parked.due(clock(), feeds=[FEED])
    assert ledger.parked.due(clock(), feeds=[FEED._replace(partition=1)]) == []
    assert retry(ledger, due, NOTED) == ["recorded"]
    assert ids_in(place) == ["open", "5", "1"]


def test_an_expected_version_ahead_waits_for_that_version(
    place: Place, ledger: Ledger, clock: Clock
) -> None:
    deliver(ledger, OPENING)
    ahead = sent("ahead", "x", noted("Third."), expected_version=2)
    assert deliver(ledger, ahead, NOTED["1"]) == ["parked", "parked"]
    assert deliver(ledger, sent("next", "x", noted(), expected_version=1)) == ["recorded"]
    (due,) = ledger.parked.due(clock())
    assert retry(ledger, due, NOTED | {"ahead": ahead}) == ["recorded"] * 2
    assert ids_in(place) == ["open", "next", "ahead", "1"]


def test_an_expected_version_behind_is_refused(ledger: Ledger) -> None:
    deliver(ledger, OPENING)
    assert deliver(ledger, sent("old", "x", noted(), expected_version=0)) == ["VERSION_CONFLICT"]


def test_a_retry_in_vain_keeps_the_order_and_waits_longer(
    place: Place, ledger: Ledger, clock: Clock
) -> None:
    deliver(ledger, NOTED["1"], NOTED["2"])
    for attempt in range(1, 4):
        clock.us += LATE_US
        (due,) = ledger.parked.due(clock())
        assert [message.attempts for message in due.messages] == [attempt - 1] * 2
        assert retry(ledger, due, NOTED) == ["parked", "parked"]
        assert ledger.parked.due(clock() + 2**attempt * 499_000) == []
    deliver(ledger, NOTED["3"], OPENING)
    (due,) = ledger.parked.due(clock())
    assert retry(ledger, due, NOTED) == ["recorded"] * 3
    assert ids_in(place) == ["open", "1", "2", "3"]


def test_giving_up_quarantines(ledger: Ledger, clock: Clock) -> None:
    deliver(ledger, NOTED["1"], NOTED["2"])
    (due,) = ledger.parked.due(clock() + LATE_US)
    assert retry(ledger, due, NOTED, give_up=True) == ["STREAM_NOT_OPEN"] * 2
    assert ledger.parked.count() == 0
    assert [kept.event_id for kept in ledger.quarantine.list()] == ["2", "1"]


def test_what_is_parked_twice_is_recorded_once(place: Place, ledger: Ledger, clock: Clock) -> None:
    assert deliver(ledger, NOTED["1"], NOTED["1"]) == ["parked", "parked"]
    deliver(ledger, OPENING)
    (due,) = ledger.parked.due(clock())
    assert retry(ledger, due, NOTED) == ["recorded", "duplicate"]
    assert deliver(ledger, NOTED["1"]) == ["duplicate"]
    assert ids_in(place) == ["open", "1"]


def test_who_comes_second_to_a_retry_writes_nothing(ledger: Ledger, clock: Clock) -> None:
    deliver(ledger, NOTED["1"])
    deliver(ledger, OPENING)
    (due,) = ledger.parked.due(clock())
    assert retry(ledger, due, NOTED) == ["recorded"]
    assert retry(ledger, due, NOTED) == []
    assert ledger.head().size == 2


def test_a_message_stays_what_it_was(ledger: Ledger) -> None:
    deliver(ledger, NOTED["1"])
    (parked,) = ledger.parked.list(stream=str(stream("x")))
    assert (parked.raw, parked.feed, parked.code) == (NOTED["1"].raw, FEED, "STREAM_NOT_OPEN")
    assert ledger.parked.show(parked.id) == parked
