"""Between the batches of a load others have their turn, and a load alone waits for nobody."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence

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


def test_it_waits_until_others_have_had_their_share(
    directory: LedgerDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = Others(directory, most=1_000)
    monkeypatch.setattr(turns, "sleep", others)
    intake = Intake(directory)
    assert load(intake, "a") == 0
    others()
    assert load(intake, "b") == BATCH + SHARE


def test_where_others_recorded_before_it_waits_for_them_to_come_again(
    directory: LedgerDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = Others(directory, most=1_000)
    monkeypatch.setattr(turns, "sleep", others)
    intake = Intake(directory)
    load(intake, "a")
    others()
    second = load(intake, "b")
    # Whoever waited for the lock has it now, and has not recorded yet.
    assert load(intake, "c") == second + BATCH + SHARE


def test_it_goes_on_when_others_have_nothing_more(
    directory: LedgerDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "STILL", 0.01)
    intake = Intake(directory)
    load(intake, "a")
    Others(directory, most=1)()
    assert load(intake, "b") == BATCH + 1


def test_it_waits_no_longer_than_it_may(
    directory: LedgerDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "LONGEST", 0)
    others = Others(directory, most=1_000)
    monkeypatch.setattr(turns, "sleep", others)
    intake = Intake(directory)
    load(intake, "a")
    others()
    assert load(intake, "b") == BATCH + 1


def test_alone_it_never_waits(directory: LedgerDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    others = Others(directory, most=1_000)
    monkeypatch.setattr(turns, "sleep", others)
    intake = Intake(directory)
    assert [load(intake, name) for name in "abc"] == [0, BATCH, 2 * BATCH]
    assert others.recorded == 0
