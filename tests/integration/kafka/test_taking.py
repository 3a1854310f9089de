"""One batch and many stores: what a reader writes that was overtaken, or died half-way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext

import pytest
from kafka import TopicPartition

from consumers.cloudevents import parse
from consumers.kafka.message import read_record
from consumers.kafka.onlooker import Bounds
from consumers.kafka.reading import Reading
from consumers.kafka.stores import Store, Stores
from consumers.kafka.taking import KAFKA, NewStore, Taking
from ledger.store.database import WhenSent, nothing
from ledger.store.directory import LedgerDirectory
from ledger.store.feeds import Delivery, Feed, Fenced
from ledger.store.messages import Delivered, Item, RawMessage
from service import clock
from tests.kafka.events import Record, event, structured
from tests.places import Place

pytestmark = pytest.mark.integration

FEED = Feed("cluster", "id", 0, "improvement.events")
COUNCILS = ("devon", "torbay")


@pytest.fixture
def directory(place: Place) -> Iterator[LedgerDirectory]:
    """Empty ledgers of two councils."""
    with LedgerDirectory(place.home(), clock.now_us, clock.entropy) as made:
        for council in COUNCILS:
            made.create(council)
        yield made


@pytest.fixture
def stores(directory: LedgerDirectory) -> Stores:
    """The stores of the place."""
    return Stores(directory, KAFKA)


def reading(stores: Stores, feed: Feed = FEED) -> Reading:
    """The feed as somebody begins to read it now."""
    place = TopicPartition(feed.topic, feed.partition)
    return Reading(feed, place, stores.rows(), Bounds(0, 100))


def batch(begin: int, *councils: str) -> list[tuple[int, Item]]:
    """An event for each council, each of an action of its own, from offset ``begin`` on."""
    return [
        (offset, item(event(council, f"action-{offset}", 0)))
        for offset, council in enumerate(councils, start=begin)
    ]


def item(told: dict[str, object]) -> Item:
    sent = structured(told)
    read = read_record(Record(sent.value, sent.headers, sent.key))
    assert isinstance(read, RawMessage)
    return parse(read)


def sizes(directory: LedgerDirectory) -> list[int]:
    return [directory.open(council).head().size for council in COUNCILS]


def test_a_reader_that_was_overtaken_writes_nothing(
    directory: LedgerDirectory, stores: Stores
) -> None:
    taking = Taking(directory, stores, only_here=False, around=nullcontext)
    zombie, other = reading(stores), reading(stores)
    taking.take(other, 2, batch(0, "devon", "torbay"))

    with pytest.raises(Fenced, match="FENCED"):
        taking.take(zombie, 1, batch(0, "devon"))
    assert [fenced for fenced, _ in taking.lift([zombie])] == [zombie]
    assert sizes(directory) == [1, 1]
    assert zombie.position == 0


def test_who_takes_over_half_way_gives_the_rest_to_whom_it_is_for(
    directory: LedgerDirectory, stores: Stores
) -> None:
    taking = Taking(directory, stores, only_here=False, around=nullcontext)
    dying = reading(stores)
    taking.take(dying, 2, batch(0, "devon", "devon"))  # torbay was to be next

    survivor = reading(stores)
    assert survivor.position == 0
    taking.take(survivor, 4, batch(0, "devon", "devon", "torbay", "devon"))
    assert sizes(directory) == [3, 1]
    assert survivor.counts == {"had": 2, "recorded": 2}


def test_a_quiet_store_that_was_lifted_holds_nobody_back(
    directory: LedgerDirectory, stores: Stores
) -> None:
    taking = Taking(directory, stores, only_here=False, around=nullcontext)
    first = reading(stores)
    taking.take(first, 2, batch(0, "devon", "devon"))
    assert set(first.behind()) == {None, "torbay"}
    assert not list(taking.lift([first]))

    assert first.behind() == []
    assert reading(stores).position == 2


class Asked(Stores):
    """Stores that tell which of them was asked, in order."""

    def __init__(self, directory: LedgerDirectory) -> None:
        super().__init__(directory, KAFKA)
        self.order: list[Store] = []

    def deliver(
        self,
        store: Store,
        items: Sequence[Item],
        delivery: Delivery,
        when_sent: WhenSent = nothing,
    ) -> list[Delivered]:
        self.order.append(store)
        return super().deliver(store, items, delivery, when_sent)


@pytest.mark.usefixtures("directory")
@pytest.mark.parametrize("busy", ["torbay", None])
def test_a_busy_store_keeps_no_other_from_being_lifted_and_is_asked_once(
    place: Place, busy: Store
) -> None:
    with LedgerDirectory(place.home(0.05), clock.now_us, clock.entropy) as hasty:
        stores = Asked(hasty)
        taking = Taking(hasty, stores, only_here=False, around=nullcontext)
        feeds = [reading(stores, FEED._replace(partition=number)) for number in range(3)]
        assert not list(taking.lift(feeds))
        for each in feeds:
            taking.take(each, 1, batch(0, "devon"))
        del stores.order[:]
        with place.locked(busy):
            assert not list(taking.lift(feeds))
        assert stores.order.count(busy) == 1
        assert [each.behind() for each in feeds] == [[busy]] * 3

        assert not list(taking.lift(feeds))
        assert [each.behind() for each in feeds] == [[]] * 3


def test_a_ledger_that_was_not_there_is_not_given_the_end_alone(
    directory: LedgerDirectory, stores: Stores
) -> None:
    taking = Taking(directory, stores, only_here=False, around=nullcontext)
    before = reading(stores)
    directory.create("somerset")

    with pytest.raises(NewStore, match="somerset"):
        taking.take(before, 2, batch(0, "devon", "somerset"))
    assert sizes(directory) == [0, 0]
    assert before.changed(stores.rows()) == {"somerset"}


def test_what_stands_elsewhere_is_noticed(directory: LedgerDirectory, stores: Stores) -> None:
    taking = Taking(directory, stores, only_here=False, around=nullcontext)
    one, other = reading(stores), reading(stores)
    assert one.changed(stores.rows()) == set()
    taking.take(other, 1, batch(0, "devon"))
    assert one.changed(stores.rows()) == {"devon"}
    assert other.changed(stores.rows()) == set()
