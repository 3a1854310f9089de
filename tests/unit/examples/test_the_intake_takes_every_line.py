"""A stranger's first load: each file goes through the one intake and nothing is refused."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from consumers.files import submit_file
from consumers.intake import Intake
from consumers.sender import LOCAL
from ledger.moments import parse_moment
from ledger.store.directory import LedgerDirectory
from ledger.store.messages import Receipt
from ledger.store.sqlite.home import FolderHome
from tests.unit.examples.carried import EXAMPLES, FILES, lines

LOADED_US = parse_moment("2026-11-23T09:00:00Z").certain_by_us


@pytest.fixture
def directory(tmp_path: Path) -> Iterator[LedgerDirectory]:
    drawn = count()

    def entropy(size: int) -> bytes:
        return hashlib.shake_256(str(next(drawn)).encode()).digest(size)

    opened = LedgerDirectory(FolderHome(tmp_path), lambda: LOADED_US, entropy)
    for council in ("devon", "worcestershire", "nottingham-city", "example"):
        opened.create(council)
    yield opened
    opened.close()


def load(directory: LedgerDirectory, name: str) -> list[Receipt]:
    with (EXAMPLES / f"{name}.jsonl").open("rb") as source:
        outcomes = [
            outcome
            for _, outcome in submit_file(Intake(directory), source, f"{name}.jsonl", sender=LOCAL)
        ]
    refused = [outcome for outcome in outcomes if not isinstance(outcome, Receipt)]
    assert refused == []
    return [outcome for outcome in outcomes if isinstance(outcome, Receipt)]


@pytest.mark.parametrize("name", FILES)
def test_every_line_is_recorded_in_its_order(directory: LedgerDirectory, name: str) -> None:
    receipts = load(directory, name)
    assert [(receipt.id, receipt.position) for receipt in receipts] == [
        (line.id, position) for position, line in enumerate(lines(name))
    ]


@pytest.mark.parametrize("name", FILES)
def test_a_second_load_changes_nothing(directory: LedgerDirectory, name: str) -> None:
    load(directory, name)
    assert all(receipt.duplicate for receipt in load(directory, name))
