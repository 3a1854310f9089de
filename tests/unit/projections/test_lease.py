"""At most one projector at a time; when it dies, the next takes over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from projections.lease import PROJECTOR, Lease
from projections.read_model.database import Connection
from projections.read_model.place import Place
from tests.unit.projections.small_logs import StoodClock

TEN_SECONDS = 10_000_000


@pytest.fixture
def leases(place: Place) -> Iterator[Connection]:
    place.create()
    with closing(place.writer()) as connection, connection.transaction():
        yield connection


def lease(holder: str, clock: StoodClock) -> Lease:
    return Lease(PROJECTOR, holder, clock, TEN_SECONDS)


def test_the_first_takes_it_and_the_second_does_not(leases: Connection) -> None:
    clock = StoodClock()
    assert lease("one", clock).take(leases)
    assert not lease("two", clock).take(leases)


def test_its_holder_takes_it_again_and_again(leases: Connection) -> None:
    clock = StoodClock()
    one = lease("one", clock)
    for _ in range(3):
        assert one.take(leases)
        clock.now_us += TEN_SECONDS - 1
    assert not lease("two", clock).take(leases)


def test_when_it_has_run_out_another_takes_it_over(leases: Connection) -> None:
    clock = StoodClock()
    one, two = lease("one", clock), lease("two", clock)
    assert one.take(leases)
    clock.now_us = TEN_SECONDS
    assert two.take(leases)
    assert not one.take(leases)


def test_a_clock_that_was_set_back_does_not_keep_it_for_one_that_died(leases: Connection) -> None:
    clock = StoodClock()
    clock.now_us = 3_600_000_000
    assert lease("one", clock).take(leases)
    clock.now_us -= TEN_SECONDS  # clocks of two machines may differ by so much
    assert not lease("two", clock).take(leases)
    clock.now_us -= 1
    assert lease("two", clock).take(leases)


def test_one_that_overslept_goes_on_where_nobody_took_over(leases: Connection) -> None:
    clock = StoodClock()
    one = lease("one", clock)
    assert one.take(leases)
    clock.now_us = 100 * TEN_SECONDS
    assert one.take(leases)


def test_given_back_it_can_be_taken_at_once(leases: Connection) -> None:
    clock = StoodClock()
    one, two = lease("one", clock), lease("two", clock)
    assert one.take(leases)
    two.release(leases)
    assert not two.take(leases)
    one.release(leases)
    assert two.take(leases)


def test_it_is_renewed_in_its_second_half(leases: Connection) -> None:
    clock = StoodClock()
    one = lease("one", clock)
    assert not one.is_fresh(leases)
    assert one.take(leases)
    clock.now_us = TEN_SECONDS // 2
    assert one.is_fresh(leases)
    clock.now_us += 1
    assert not one.is_fresh(leases)
    assert not lease("two", clock).is_fresh(leases)


def test_a_rebuild_may_seize_it_and_its_holder_finds_out(leases: Connection) -> None:
    clock = StoodClock()
    one, two = lease("one", clock), lease("two", clock)
    assert one.take(leases)
    two.seize(leases)
    assert not one.take(leases)


def test_leases_of_other_names_do_not_meet(leases: Connection) -> None:
    clock = StoodClock()
    assert lease("one", clock).take(leases)
    assert Lease("rebuild", "two", clock, TEN_SECONDS).take(leases)
