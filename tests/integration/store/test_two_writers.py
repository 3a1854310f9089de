from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest

from ledger.store.home import Home
from ledger.store.ledger import Ledger
from ledger.store.messages import Receipt
from tests.integration.store.told import (
    COUNCIL,
    ORIGIN,
    agreed,
    append,
    codes,
    noted,
    proposed,
    sent,
    started,
    the_ledger,
)
from tests.places import Place

ROOT = Path(__file__).parents[3]
BATCHES, SIZE = 60, 7


@pytest.fixture
def shared(home: Home) -> Iterator[Ledger]:
    """A ledger with one open stream, whose clock runs."""
    with Ledger.create(
        home,
        council=COUNCIL,
        origin=ORIGIN,
        clock=lambda: time.time_ns() // 1000,
        entropy=os.urandom,
    ) as ledger:
        append(ledger, sent("0", "shared", proposed()))
        yield ledger


def writers(place: Place, *names: str) -> list[list[tuple[int, int, str]]]:
    """Let processes append at once; the (position, version, id) each was told."""
    command = [sys.executable, "-m", "tests.integration.store.writer", place.address]
    started = [
        subprocess.Popen(
            [*command, name, str(BATCHES), str(SIZE)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in names
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    told = []
    for process in started:
        out, err = process.communicate(timeout=60)
        assert (process.returncode, err) == (0, "")
        told.append([_told(word) for word in out.split()])
    return told


def _told(word: str) -> tuple[int, int, str]:
    position, version, event_id = word.split(":")
    return int(position), int(version), event_id


def test_two_processes_append_at_once(shared: Ledger, place: Place) -> None:
    one, other = writers(place, "one", "other")
    entries = shared.entries(0, 10_000)
    ids = [entry.cloudevent.id for entry in entries]

    assert [entry.position for entry in entries] == list(range(len(entries)))
    assert [entry.version for entry in entries] == list(range(1, len(entries) + 1))
    assert all(before.recorded_at < after.recorded_at for before, after in pairwise(entries))
    assert len(set(ids)) == len(ids) == 1 + 2 * BATCHES * SIZE + BATCHES
    for position, version, event_id in one + other:
        assert (ids[position], entries[position].version) == (event_id, version)
    both = {each[0] for each in one} & {each[0] for each in other}
    assert {ids[position] for position in both} == {f"all-{n}" for n in range(BATCHES)}


def test_two_threads_append_at_once(shared: Ledger) -> None:
    def write(name: str) -> list[Receipt]:
        told: list[Receipt] = []
        for batch in range(100):
            outcomes = append(
                shared, *(sent(f"{name}-{batch}-{n}", "shared", noted()) for n in "abc")
            )
            told += [outcome for outcome in outcomes if isinstance(outcome, Receipt)]
        return told

    with ThreadPoolExecutor(4) as threads:
        told = [receipt for each in threads.map(write, "wxyz") for receipt in each]
    assert sorted(receipt.position for receipt in told) == list(range(1, 1_201))
    assert sorted(receipt.version for receipt in told) == list(range(2, 1_202))


def test_of_many_threads_with_the_same_expected_version_one_is_taken(shared: Ledger) -> None:
    items = [sent(name, "shared", noted(), expected_version=1) for name in "abcdefgh"]
    with ThreadPoolExecutor(8) as threads:
        outcomes = [each[0] for each in threads.map(lambda item: append(shared, item), items)]
    assert sorted(codes(outcomes)) == ["VERSION_CONFLICT"] * 7 + ["recorded"]


def test_of_many_threads_with_the_same_event_all_get_its_receipt(shared: Ledger) -> None:
    item = sent("once", "shared", noted())
    with ThreadPoolExecutor(8) as threads:
        outcomes = [each[0] for each in threads.map(lambda _: append(shared, item), range(8))]
    assert sorted(codes(outcomes)) == ["duplicate"] * 7 + ["recorded"]
    assert len({outcome.leaf_hash for outcome in outcomes if isinstance(outcome, Receipt)}) == 1


def test_a_writer_sees_what_another_appended_since(ledger: Ledger, place: Place) -> None:
    append(ledger, sent("1", "x", proposed()))
    with the_ledger(place) as other:
        append(other, sent("2", "x", agreed()))
    assert codes(append(ledger, sent("3", "x", started(), expected_version=2))) == ["recorded"]


def test_two_writers_take_turns_on_one_stream(ledger: Ledger, place: Place) -> None:
    append(ledger, sent("0", "x", proposed()))
    with the_ledger(place) as other:
        for turn in range(20):
            writer = (ledger, other)[turn % 2]
            item = sent(f"t{turn}", "x", noted(), expected_version=turn + 1)
            assert codes(append(writer, item)) == ["recorded"]


def test_a_writer_far_behind_starts_from_what_is_stored(ledger: Ledger, place: Place) -> None:
    append(ledger, sent("0", "x", proposed()))
    with the_ledger(place) as other:
        for part in range(6):
            many = [sent(f"{part}-{n}", f"k{part}-{n}", proposed()) for n in range(2_000)]
            append(other, *many)
        append(other, sent("a", "x", agreed()))
    assert codes(append(ledger, sent("s", "x", started(), expected_version=2))) == ["recorded"]


def test_streams_beyond_those_remembered_are_read_again(ledger: Ledger) -> None:
    ledger._appender._states._kept = 3  # noqa: SLF001
    append(ledger, *(sent(f"p{n}", f"k{n}", proposed()) for n in range(10)))
    outcomes = append(ledger, *(sent(f"a{n}", f"k{n}", agreed()) for n in range(10)))
    assert codes(outcomes) == ["recorded"] * 10
    assert len(ledger._appender._states._states) == 3  # noqa: SLF001
