"""Single events of many requests share transactions; what each of them is told stays its own."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from consumers import grouping as limits
from consumers.cloudevents import STRUCTURED_HEADERS, parse
from consumers.grouping import Grouping
from consumers.intake import Intake
from consumers.sender import LOCAL, Sender
from ledger.store.directory import LedgerDirectory
from ledger.store.messages import Item, Outcome, RawMessage, Receipt, Refused
from tests.places import Place
from tests.waiting import until
from tests.wrong_events.notation import Json, envelope, proposed, structured, text
from tests.wrong_events.serving import Served, now_us, serving

Taking = Callable[[Grouping], Awaitable[Sequence[Outcome | BaseException]]]


def item(event: Json) -> Item:
    return parse(RawMessage(body=text(event), headers=STRUCTURED_HEADERS, channel="http"))


def items(count: int, beginning: str = "event") -> list[Item]:
    return [item(proposed(f"{beginning}-{number}")) for number in range(count)]


def together(
    taken: Sequence[Item], sender: Sender = LOCAL
) -> Callable[[Grouping], Awaitable[list[Outcome | BaseException]]]:
    """All of them at once, each as a request of its own."""

    async def take(grouping: Grouping) -> list[Outcome | BaseException]:
        calls = (grouping.take(one, sender=sender) for one in taken)
        return await asyncio.gather(*calls, return_exceptions=True)

    return take


@pytest.fixture
def directory(place: Place) -> Iterator[LedgerDirectory]:
    with LedgerDirectory(place.home(0.2), now_us, secrets.token_bytes) as ledgers:
        ledgers.create("devon")
        ledgers.create("worcestershire")
        yield ledgers


def outcomes(intake: Intake, take: Taking) -> Sequence[Outcome | BaseException]:
    async def run() -> Sequence[Outcome | BaseException]:
        grouping = Grouping(intake)
        try:
            return await take(grouping)
        finally:
            assert grouping.waiting == 0
            grouping.close()

    return asyncio.run(run())


def transactions(place: Place, council: str = "devon") -> list[int]:
    """How many entries each transaction of a ledger wrote: those of one are 1 µs apart."""
    query = "SELECT recorded_us FROM stored_events ORDER BY notification_id"
    times = [at for (at,) in place.rows(query, council)]
    sizes: list[int] = []
    for number, at in enumerate(times):
        if number and at == times[number - 1] + 1:
            sizes[-1] += 1
        else:
            sizes.append(1)
    return sizes


def test_what_waits_together_is_recorded_together(place: Place, directory: LedgerDirectory) -> None:
    told = outcomes(Intake(directory), together(items(16)))

    assert [one.position for one in told if isinstance(one, Receipt)] == list(range(16))
    assert [one.id for one in told if isinstance(one, Receipt)] == [f"event-{n}" for n in range(16)]
    assert transactions(place) == [16]


def test_an_event_that_comes_alone_is_recorded_alone(
    place: Place, directory: LedgerDirectory
) -> None:
    async def one_by_one(grouping: Grouping) -> list[Outcome]:
        return [await grouping.take(one, sender=LOCAL) for one in items(3)]

    outcomes(Intake(directory), one_by_one)

    assert transactions(place) == [1, 1, 1]


def test_each_is_told_its_own_outcome(place: Place, directory: LedgerDirectory) -> None:
    unfit = item(proposed("unfit", effective="22/09/2020"))
    early = item(
        envelope("early", "improvement.action.blocked.v1", "action/early", {"reason": "-"})
    )
    first, second = items(2)

    told = outcomes(Intake(directory), together([first, unfit, second, early, first]))

    assert [one.code for one in told if isinstance(one, Refused)] == [
        "BAD_MOMENT",
        "STREAM_NOT_OPEN",
    ]
    receipts = [one for one in told if isinstance(one, Receipt)]
    assert [(one.id, one.duplicate) for one in receipts] == [
        ("event-0", False),
        ("event-1", False),
        ("event-0", True),
    ]
    assert transactions(place) == [2]


def test_ledgers_and_senders_do_not_share(place: Place, directory: LedgerDirectory) -> None:
    other = Sender("other-feed", "improvement-office", None)
    elsewhere = item(proposed("w", subject="worcestershire/plan/action/w"))

    async def take(grouping: Grouping) -> list[Outcome]:
        return await asyncio.gather(
            *(grouping.take(one, sender=LOCAL) for one in items(2)),
            *(grouping.take(one, sender=other) for one in items(2, "others")),
            grouping.take(elsewhere, sender=other),
        )

    outcomes(Intake(directory), take)

    assert transactions(place) == [2, 2]
    assert transactions(place, "worcestershire") == [1]
    ledger = directory.open("devon")
    by_sender = [b"other-feed" in (ledger.entry_bytes(at) or b"") for at in range(4)]
    assert sorted(by_sender) == [False, False, True, True]
    assert by_sender[0] == by_sender[1]


def test_a_transaction_has_a_bounded_size(
    place: Place, directory: LedgerDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "GROUP_EVENTS", 4)
    outcomes(Intake(directory), together(items(10)))
    monkeypatch.setattr(limits, "GROUP_BYTES", 2 * len(items(1)[0].raw.body) + 1)
    outcomes(Intake(directory), together(items(3, "again")))

    assert transactions(place) == [4, 4, 2, 2, 1]


def test_a_busy_ledger_is_told_to_all_and_nothing_is_kept(
    place: Place, directory: LedgerDirectory
) -> None:
    with place.locked():
        told = outcomes(Intake(directory), together(items(8)))
    again = outcomes(Intake(directory), together(items(8)))

    assert [one.code for one in told if isinstance(one, Refused)] == ["LEDGER_BUSY"] * 8
    assert all(isinstance(one, Receipt) and not one.duplicate for one in again)


class Breaking(Intake):
    """An intake that one event breaks, as a mistake of ours in a rule would."""

    def take(
        self, items: Sequence[Item], *, sender: Sender, atomic: bool, dry_run: bool
    ) -> list[Outcome]:
        if any(one.id == "event-3" for one in items):
            raise ZeroDivisionError
        return super().take(items, sender=sender, atomic=atomic, dry_run=dry_run)


def test_what_breaks_on_one_event_is_the_failure_of_no_other(directory: LedgerDirectory) -> None:
    told = outcomes(Breaking(directory), together(items(6)))

    assert [isinstance(one, Receipt) for one in told] == [True, True, True, False, True, True]
    assert isinstance(told[3], ZeroDivisionError)


def test_a_ledger_that_is_not_what_it_was_is_told_to_all_and_strands_nobody(
    place: Place, directory: LedgerDirectory
) -> None:
    directory.open("devon").append(items(1, "there"), actor=LOCAL.actor)
    with place.stranger() as stranger:
        stranger.execute("DROP TABLE inbox")

    told = outcomes(Intake(directory), together(items(4)))

    assert len(told) == 4
    assert not any(isinstance(one, Receipt) for one in told)


def test_whoever_goes_away_takes_nothing_back(directory: LedgerDirectory) -> None:
    async def leave(grouping: Grouping) -> list[Outcome | BaseException]:
        first, *rest = (asyncio.ensure_future(grouping.take(one, sender=LOCAL)) for one in items(3))
        await asyncio.sleep(0)
        first.cancel()
        return await asyncio.gather(first, *rest, return_exceptions=True)

    told = outcomes(Intake(directory), leave)
    again = outcomes(Intake(directory), together(items(1)))

    assert [type(one) for one in told] == [asyncio.CancelledError, Receipt, Receipt]
    assert isinstance(again[0], Receipt)
    assert (again[0].position, again[0].duplicate) == (0, True)


@pytest.mark.parametrize(
    ("limit", "most"),
    [("WAITING_EVENTS", 3), ("WAITING_BYTES", 3 * len(items(1)[0].raw.body))],
)
def test_more_than_can_wait_is_turned_away(
    directory: LedgerDirectory, monkeypatch: pytest.MonkeyPatch, limit: str, most: int
) -> None:
    monkeypatch.setattr(limits, limit, most)
    told = outcomes(Intake(directory), together(items(5)))
    again = outcomes(Intake(directory), together(items(5)[3:]))

    codes = [one.code if isinstance(one, Refused) else "recorded" for one in told]
    assert codes == ["recorded"] * 3 + ["OVERLOADED"] * 2
    assert all(isinstance(one, Receipt) and not one.duplicate for one in again)


def test_over_http_an_overload_says_when_to_come_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "WAITING_EVENTS", 1)
    with serving(place.home()) as served, ThreadPoolExecutor(1) as senders:
        with place.locked():
            first = senders.submit(served.send, structured(proposed("first")))
            wait_for(served, 1)
            answer = served.send(structured(proposed("second")))
        taken = first.result().status_code

    assert (answer.status_code, answer.json()["code"]) == (503, "OVERLOADED")
    assert answer.headers["retry-after"] == "1"
    assert taken == 202


def test_sixteen_clients_share_transactions_and_each_keeps_its_order(place: Place) -> None:
    def send(client: int) -> list[int]:
        stream = [proposed(f"client-{client}"), *notes(client, 9)]
        return [int(str(served.accept(structured(event))["version"])) for event in stream]

    with serving(place.home()) as served, ThreadPoolExecutor(16) as senders:
        with place.locked():
            sending = [senders.submit(send, client) for client in range(16)]
            wait_for(served, 16)
        versions = [each.result() for each in sending]
        sizes = transactions(place)

    assert versions == [list(range(1, 11))] * 16
    assert sum(sizes) == 160
    assert sum(sizes[:2]) >= 16  # the second takes all who waited, and whoever is back already
    assert len(sizes) < 160


def test_two_halves_do_not_take_turns_for_ever(place: Place, directory: LedgerDirectory) -> None:
    loads = [items(10, f"client-{client}") for client in range(4)]

    async def take(grouping: Grouping) -> list[Outcome]:
        async def send(client: int) -> list[Outcome]:
            if client > 1:
                await asyncio.sleep(0)  # until the first two are being recorded
            return [await grouping.take(each, sender=LOCAL) for each in loads[client]]

        return [each for told in await asyncio.gather(*map(send, range(4))) for each in told]

    outcomes(Intake(directory), take)
    assert transactions(place) == [2, *[4] * 9, 2]


@pytest.mark.parametrize("count", [1, 3])
def test_who_does_not_come_again_is_waited_for_no_longer_than_a_moment(
    place: Place, directory: LedgerDirectory, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr(limits, "MOMENT_S", 0.3)
    took: list[float] = []

    async def take(grouping: Grouping) -> list[Outcome | BaseException]:
        first = await together(items(count))(grouping)
        begun = asyncio.get_running_loop().time()
        then = await grouping.take(items(1, "then")[0], sender=LOCAL)
        took.append(asyncio.get_running_loop().time() - begun)
        return [*first, then]

    outcomes(Intake(directory), take)
    assert transactions(place) == [count, 1]
    assert (took[0] >= 0.25) is (count > 1)


def test_an_atomic_batch_among_them_is_all_or_none(place: Place) -> None:
    batch = [proposed("all"), proposed("none", effective="22/09/2020")]
    with serving(place.home()) as served, ThreadPoolExecutor(9) as senders:
        with place.locked():
            singles = [
                senders.submit(served.send, structured(proposed(f"single-{n}"))) for n in range(8)
            ]
            torn = senders.submit(served.send_batch, batch, "/v1/events?atomic=true")
            wait_for(served, 8)
        answers = [each.result().status_code for each in singles]
        size = served.directory.open("devon").head().size

    assert torn.result().json()["code"] == "BATCH_ABORTED"
    assert answers == [202] * 8
    assert size == 8


def notes(client: int, count: int) -> list[Json]:
    data = {"summary": "Two teams were visited.", "notedBy": "chief-officer"}
    return [
        envelope(
            f"client-{client}-{number}",
            "improvement.action.progress-noted.v1",
            f"action/client-{client}",
            data,
        )
        for number in range(count)
    ]


def wait_for(served: Served, count: int) -> None:
    """Until so many events wait."""
    until(lambda: served.grouping.waiting >= count, 10, pause_s=0.002)
