"""Files and standard input go through the same intake as everything else."""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread, current_thread

import pytest

from consumers.ahead import Ahead
from consumers.cloudevents import STRUCTURED_HEADERS
from consumers.files import batches_of, submit_file
from consumers.intake import Intake
from consumers.json_array import BrokenFile
from consumers.sender import LOCAL
from ledger.entry import Actor
from ledger.store.append import Prepared
from ledger.store.directory import LedgerDirectory
from ledger.store.home import Home
from ledger.store.ledger import Ledger
from ledger.store.messages import Item, Outcome, RawMessage, Receipt, Refused
from ledger.store.sqlite.home import FolderHome
from tests.places import Place
from tests.wrong_events.notation import LEFT_OUT, Json, envelope, proposed, text
from tests.wrong_events.serving import now_us


@contextmanager
def opened(home: Home) -> Iterator[LedgerDirectory]:
    with LedgerDirectory(home, now_us, secrets.token_bytes) as ledgers:
        ledgers.create("devon")
        ledgers.create("worcestershire")
        yield ledgers


@pytest.fixture
def directory(tmp_path: Path) -> Iterator[LedgerDirectory]:
    with opened(FolderHome(tmp_path)) as ledgers:
        yield ledgers


def submitted(
    directory: LedgerDirectory, content: bytes, *, atomic: bool = False
) -> list[tuple[RawMessage, Outcome]]:
    return list(
        submit_file(
            Intake(directory),
            io.BytesIO(content),
            "plan.jsonl",
            sender=LOCAL,
            atomic=atomic,
        )
    )


def lines(*events: Json) -> bytes:
    return b"".join(text(event) + b"\n" for event in events)


def agreed(name: str, *, by: str) -> Json:
    return envelope(
        f"agreed-{name}",
        "improvement.action.agreed.v1",
        f"action/{name}",
        {"accountableRole": by, "dueOn": "2020-12-31"},
    )


def test_each_line_has_its_outcome_and_says_where_it_stood(directory: LedgerDirectory) -> None:
    content = lines(proposed("one"), proposed("two", effective=LEFT_OUT), proposed("three"))

    found = [
        (message.coordinates, getattr(outcome, "code", "recorded"))
        for message, outcome in submitted(directory, content)
    ]

    assert found == [
        ("file:plan.jsonl:1", "recorded"),
        ("file:plan.jsonl:2", "EFFECTIVE_REQUIRED"),
        ("file:plan.jsonl:3", "recorded"),
    ]


def test_a_refused_line_is_kept_with_its_place(directory: LedgerDirectory) -> None:
    content = lines(proposed("one"), proposed("two", marking="SECRET"))

    ((_, _), (message, outcome)) = submitted(directory, content)

    assert isinstance(outcome, Refused)
    assert outcome.kept_by == "devon"
    assert outcome.quarantine_id is not None
    kept = directory.open("devon").quarantine.show(outcome.quarantine_id)
    assert kept is not None
    assert kept.raw == message
    assert kept.raw.coordinates == "file:plan.jsonl:2"


def test_a_file_loaded_twice_is_recorded_once(directory: LedgerDirectory) -> None:
    content = lines(*(proposed(f"event-{number}") for number in range(2500)))
    first = [outcome for _, outcome in submitted(directory, content)]

    again = [outcome for _, outcome in submitted(directory, content)]

    assert directory.open("devon").head().size == 2500
    assert all(isinstance(outcome, Receipt) and outcome.duplicate for outcome in again)
    assert [getattr(one, "leaf_hash", None) for one in again] == [
        getattr(one, "leaf_hash", None) for one in first
    ]


def test_a_dry_run_of_a_file_records_nothing(directory: LedgerDirectory) -> None:
    content = lines(proposed("one"), proposed("two", marking="SECRET"), proposed("three"))

    (batch,) = batches_of(io.BytesIO(content), "plan.jsonl", atomic=False)
    outcomes = Intake(directory).submit(batch, sender=LOCAL, dry_run=True)

    assert [type(outcome) for outcome in outcomes] == [Receipt, Refused, Receipt]
    assert directory.open("devon").head().size == 0
    assert directory.open("devon").quarantine.list() == []


def test_an_atomic_file_is_one_batch_or_nothing(directory: LedgerDirectory) -> None:
    content = lines(*(proposed(f"event-{number}") for number in range(1001)))

    with pytest.raises(BrokenFile, match="larger than one batch"):
        submitted(directory, content, atomic=True)

    assert directory.open("devon").head().size == 0


def test_an_atomic_file_with_one_fault_records_nothing(directory: LedgerDirectory) -> None:
    content = lines(proposed("one"), agreed("other", by="chief-officer"))

    outcomes = [outcome for _, outcome in submitted(directory, content, atomic=True)]

    assert [getattr(outcome, "code", None) for outcome in outcomes] == [
        "BATCH_ABORTED",
        "STREAM_NOT_OPEN",
    ]
    assert directory.open("devon").head().size == 0


def test_what_stood_before_a_break_is_recorded(directory: LedgerDirectory) -> None:
    content = b"[" + text(proposed("one")) + b"," + text(proposed("two"))[:-5]
    found = submit_file(Intake(directory), io.BytesIO(content), "plan.json", sender=LOCAL)

    assert isinstance(next(found)[1], Receipt)
    with pytest.raises(BrokenFile, match="is the file whole"):
        next(found)
    assert directory.open("devon").head().size == 1


def test_a_broken_file_that_is_atomic_records_nothing(directory: LedgerDirectory) -> None:
    content = b"[" + text(proposed("one")) + b"," + text(proposed("two"))[:-5]

    with pytest.raises(BrokenFile, match="is the file whole"):
        submitted(directory, content, atomic=True)

    assert directory.open("devon").head().size == 0


def test_two_councils_in_one_file_go_to_their_own_ledgers(directory: LedgerDirectory) -> None:
    elsewhere = [
        proposed(f"w-{number}", subject=f"worcestershire/improvement-2017/action/w-{number}")
        for number in range(3)
    ]

    submitted(directory, lines(proposed("one"), *elsewhere, proposed("two")))

    sizes = {council: directory.open(council).head().size for council in directory.councils()}
    assert sizes == {"devon": 2, "worcestershire": 3}


def test_what_is_read_ahead_is_taken_as_if_it_came_by_itself(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = [
        event
        for batch in range(4)
        for number in range(60)
        for event in (
            proposed(f"{batch}-{number}"),
            proposed(f"again-{number}"),
            proposed(f"w-{batch}-{number}", subject="worcestershire/improvement-2017/action/w"),
            proposed(f"nowhere-{batch}-{number}", subject="atlantis/improvement-2020/action/a"),
            agreed(f"{batch}-{number}", by="no-such-role"),
        )
    ]
    messages = [
        RawMessage(body=text(event), headers=STRUCTURED_HEADERS, channel="file") for event in events
    ]
    batches = [messages[at : at + 300] for at in range(0, len(messages), 300)]

    prepared_by: set[Thread] = set()
    prepare = Ledger.prepare

    def seen(ledger: Ledger, items: Sequence[Item], *, actor: Actor) -> Prepared:
        prepared_by.add(current_thread())
        return prepare(ledger, items, actor=actor)

    monkeypatch.setattr(Ledger, "prepare", seen)
    with opened(place.home()) as directory, Ahead(alone=0) as ahead:
        loaded = [
            outcome
            for _, outcomes in Intake(directory).load(batches, sender=LOCAL, ahead=ahead)
            for outcome in outcomes
        ]
        assert (prepared_by != {current_thread()}) == directory.home.is_served
    with opened(FolderHome(tmp_path / "apart")) as apart:
        expected = [each for one in batches for each in Intake(apart).submit(one, sender=LOCAL)]

    codes = {getattr(each, "code", "recorded") for each in loaded}
    assert codes == {"recorded", "ALREADY_OPEN", "UNKNOWN_COUNCIL", "UNKNOWN_ROLE"}
    assert list(map(became, loaded)) == list(map(became, expected))


def became(outcome: Outcome) -> object:
    """What of ``outcome`` two ledgers tell alike."""
    if isinstance(outcome, Refused):
        return outcome
    return outcome.position, outcome.stream, outcome.version, outcome.duplicate


def test_more_than_a_batch_in_one_call_is_a_mistake_of_the_caller(
    directory: LedgerDirectory,
) -> None:
    with pytest.raises(ValueError, match="at most 1000"):
        Intake(directory).submit([RawMessage(body=b"", channel="file")] * 1001, sender=LOCAL)
