"""Between the batches of a load others have their turn, and a load alone waits for nobody."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from time import sleep
from typing import NoReturn

import pytest

from consumers import turns
from consumers.intake import Intake
from consumers.sender import LOCAL
from ledger.store.directory import LedgerDirectory
from ledger.store.messages import Outcome, RawMessage, Receipt
from tests.places import Place
from tests.wrong_events.notation import proposed, structured
from tests.wrong_events.serving import now_us

BATCH = 80
SHARE = BATCH // turns.SHARE


class Others:
    """Who record one event whenever a load waits, ``most`` altogether."""

    def __init__(self, directory: LedgerDirectory, most: int) -> None:
        self._intake = Intake(directory)
        self._most = most
        self.recorded = 0

    def __call__(self, _: float = 0) -> None:
        if self.recorded < self._most:
            take(self._intake, f"other-{self.recorded}")
            self.recorded += 1


@pytest.fixture
def directory(place: Place) -> Iterator[LedgerDirectory]:
    with LedgerDirectory(place.home(), now_us, secrets.token_bytes) as ledgers:
        ledgers.create("devon")
        yield ledgers


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, it is the share that ends the wait."""
    monkeypatch.setattr(turns, "LONGEST", 1_000)
    monkeypatch.setattr(turns, "STILL", 1_000)


def take(intake: Intake, *ids: str) -> Sequence[Outcome]:
    messages = [structured(proposed(each)) for each in ids]
    raw = [RawMessage(body=each.body, headers=each.headers, channel="http") for each in messages]
    outcomes = intake.submit(raw, sender=LOCAL)
    assert all(isinstance(each, Receipt) for each in outcomes)
    return outcomes


def load(intake: Intake, name: str) -> int:
    """Record a batch; the position of its first event."""
    first = take(intake, *(f"{name}-{number}" for number in range(BATCH)))[0]
    assert isinstance(first, Receipt)
    return first.position


@pytest.fixture
def others(directory: LedgerDirectory, monkeypatch: pytest.MonkeyPatch) -> Others:
    recording = Others(directory, most=1_000)
    monkeypatch.setattr(turns, "sleep", recording)
    return recording


@pytest.fixture
def intake(directory: LedgerDirectory, others: Others) -> Intake:
    """One that loaded two batches, with an event of somebody else's between them."""
    loading = Intake(directory)
    assert load(loading, "a") == 0
    others()
    assert load(loading, "b") == BATCH + 1
    return loading


def test_it_waits_until_others_have_had_their_share(intake: Intake) -> None:
    # Nobody recorded since: whoever waited for the lock has only just got it.
    assert load(intake, "c") == 2 * BATCH + 1 + SHARE


def test_what_others_recorded_since_is_of_their_share(intake: Intake, others: Others) -> None:
    others()
    assert load(intake, "c") == 2 * BATCH + 1 + SHARE


def test_it_goes_on_when_others_have_nothing_more(
    intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "STILL", 0.01)
    monkeypatch.setattr(turns, "sleep", sleep)
    assert load(intake, "c") == 2 * BATCH + 1


def test_it_waits_no_longer_than_it_may(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST", 0)
    assert load(intake, "c") == 2 * BATCH + 1


def test_alone_it_never_waits(
    directory: LedgerDirectory, others: Others, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(*_: object) -> NoReturn:
        raise AssertionError("it looked for others")

    monkeypatch.setattr(turns.Turns, "_give_way", look)
    alone = Intake(directory)
    assert [load(alone, name) for name in "abc"] == [0, BATCH, 2 * BATCH]
    assert others.recorded == 0


def test_once_others_are_gone_it_waits_no_more(
    intake: Intake, others: Others, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "STILL", 0.01)
    monkeypatch.setattr(turns, "sleep", sleep)
    first = load(intake, "c")
    monkeypatch.setattr(turns, "sleep", others)
    assert [load(intake, name) for name in "de"] == [first + BATCH, first + 2 * BATCH]
    assert others.recorded == 1
