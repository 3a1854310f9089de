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
def database(place: Place) -> Iterator[Connection]:
    place.create()
    with closing(place.writer()) as connection, connection.transaction():
        yield connection


def lease(holder: str, clock: StoodClock) -> Lease:
    return Lease(PROJECTOR, holder, clock, TEN_SECONDS)


def test_the_first_takes_it_and_the_second_does_not(database: Connection) -> None:
    clock = StoodClock()
    assert lease("one", clock).take(database)
    assert not lease("two", clock).take(database)


def test_its_holder_takes_it_again_and_again(database: Connection) -> None:
    clock = StoodClock()
    one = lease("one", clock)
    for _ in range(3):
        assert one.take(database)
        clock.now_us += TEN_SECONDS - 1
    assert not lease("two", clock).take(database)


def test_when_it_has_run_out_another_takes_it_over(database: Connection) -> None:
    clock = StoodClock()
    one, two = lease("one", clock), lease("two", clock)
    assert one.take(database)
    clock.now_us = TEN_SECONDS
    assert two.take(database)
    assert not one.take(database)


def test_one_that_overslept_goes_on_where_nobody_took_over(database: Connection) -> None:
    clock = StoodClock()
    one = lease("one", clock)
    assert one.take(database)
    clock.now_us = 100 * TEN_SECONDS
    assert one.take(database)


def test_given_back_it_can_be_taken_at_once(database: Connection) -> None:
    clock = StoodClock()
    one, two = lease("one", clock), lease("two", clock)
    assert one.take(database)
    two.release(database)
    assert not two.take(database)
    one.release(database)
    assert two.take(database)


def test_it_is_renewed_in_its_second_half(database: Connection) -> None:
    clock = StoodClock()
    one = lease("one", clock)
    assert not one.is_fresh(database)
    assert one.take(database)
    clock.now_us = TEN_SECONDS // 2
    assert one.is_fresh(database)
    clock.now_us += 1
    assert not one.is_fresh(database)
    assert not lease("two", clock).is_fresh(database)


def test_a_rebuild_may_seize_it_and_its_holder_finds_out(database: Connection) -> None:
    clock = StoodClock()
    one, two = lease("one", clock), lease("two", clock)
    assert one.take(database)
    two.seize(database)
    assert not one.take(database)


def test_leases_of_other_names_do_not_meet(database: Connection) -> None:
    clock = StoodClock()
    assert lease("one", clock).take(database)
    assert Lease("rebuild", "two", clock, TEN_SECONDS).take(database)
