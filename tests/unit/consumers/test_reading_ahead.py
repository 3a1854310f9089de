from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from consumers.ahead import Ahead, Read, reading
from consumers.ahead.reading import LARGE
from consumers.cloudevents import STRUCTURED_HEADERS, parse
from consumers.files import read_messages
from consumers.json_array import BrokenFile
from ledger.store.messages import Candidate, Item, RawMessage
from tests.worlds import EXAMPLES

BROKEN = (b"{", b"", b"[]", b'{"specversion":"1.0"}', b'{"id":"\\ud800"}', b"\xff\x00\x00")


def messages() -> list[RawMessage]:
    """Every example, and broken ones among them, as structured events and as binary ones."""
    found: list[RawMessage] = []
    for path in sorted(EXAMPLES.glob("*.jsonl")):
        with path.open("rb") as source:
            found += read_messages(source, path.name)
    broken = [
        RawMessage(body=body, headers=headers, channel="file", coordinates=f"file:broken:{number}")
        for number, body in enumerate(BROKEN)
        for headers in (STRUCTURED_HEADERS, (("content-type", "application/json"),))
    ]
    return [*found[:100], *broken, *found[100:]]


MESSAGES = messages()


def batches(size: int) -> Iterator[list[RawMessage]]:
    for start in range(0, len(MESSAGES), size):
        yield MESSAGES[start : start + size]


def items_of(done: Read) -> list[Item]:
    return done.items


def read(ahead: Ahead, size: int = LARGE) -> list[Item]:
    return [item for items in ahead.read(batches(size), items_of) for item in items]


def test_what_was_read_ahead_is_what_is_read_here() -> None:
    expected = [parse(message) for message in MESSAGES]
    assert sum(isinstance(each, Candidate) for each in expected) > LARGE
    with Ahead(alone=0) as ahead:
        assert read(ahead) == expected
        assert process_of(ahead)
        assert read(ahead, LARGE + 1) == expected


def test_what_is_unpacked_beside_the_caller_is_the_same() -> None:
    with Ahead(alone=0) as ahead:
        ahead.prepare_next()  # of nothing yet
        found: list[Item] = []
        for items in ahead.read([*batches(LARGE), MESSAGES[:3]], items_of):
            ahead.prepare_next()
            ahead.prepare_next()  # a batch for two ledgers says so twice
            found += items
    assert found == [parse(message) for message in [*MESSAGES, *MESSAGES[:3]]]


def test_few_messages_start_no_process() -> None:
    with Ahead() as ahead:
        assert read(ahead) == [parse(message) for message in MESSAGES]
        assert process_of(ahead) is None


def test_where_there_is_one_processor_nothing_is_read_beside(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    with Ahead(alone=0) as ahead:
        assert read(ahead) == [parse(message) for message in MESSAGES]
        assert process_of(ahead) is None


def test_the_first_is_read_here_beside_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    read_here: list[RawMessage] = []

    def parse_here(message: RawMessage) -> Item:
        assert process_of(ahead)
        read_here.append(message)
        return parse(message)

    monkeypatch.setattr(reading, "parse", parse_here)
    first, second = MESSAGES[:LARGE], MESSAGES[-LARGE:]
    with Ahead(alone=0) as ahead:
        found = list(ahead.read([first, second], items_of))
    assert read_here == first
    assert found == [[parse(message) for message in each] for each in (first, second)]


def test_where_no_wide_pipes_may_be_had_narrow_ones_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def narrow(
        command: list[str], *, stdin: int, stdout: int, pipesize: int
    ) -> subprocess.Popen[bytes]:
        if pipesize > 0:
            raise PermissionError
        return subprocess.Popen(command, stdin=stdin, stdout=stdout)

    monkeypatch.setattr(reading, "Popen", narrow)
    with Ahead(alone=0) as ahead:
        assert read(ahead) == [parse(message) for message in MESSAGES]
        assert process_of(ahead)


def test_a_process_that_is_killed_is_done_without() -> None:
    with Ahead(alone=0) as ahead:
        found: list[Item] = []
        twice = [*batches(LARGE), *batches(LARGE)]
        for number, items in enumerate(ahead.read(twice, items_of)):
            found += items
            if number == 0:
                process = process_of(ahead)
                assert process
                process.kill()
                ahead.prepare_next()
    assert found == [parse(message) for message in MESSAGES] * 2


def test_what_breaks_a_file_comes_after_what_was_before_it() -> None:
    def breaking() -> Iterator[Sequence[RawMessage]]:
        yield MESSAGES[:LARGE]
        raise BrokenFile("here")

    with Ahead(alone=0) as ahead:
        begun = ahead.read(breaking(), items_of)
        assert len(next(begun)) == LARGE
        ahead.prepare_next()  # nothing is ahead any more
        with pytest.raises(BrokenFile):
            next(begun)


@pytest.mark.parametrize("is_unpacked", [False, True])
def test_what_a_caller_did_not_wait_for_is_not_given_to_the_next(*, is_unpacked: bool) -> None:
    with Ahead(alone=0) as ahead:
        next(ahead.read([MESSAGES[:LARGE], MESSAGES[:LARGE]], items_of))
        if is_unpacked:
            ahead.prepare_next()
        found = next(ahead.read([MESSAGES[1 : LARGE + 1]], items_of))
    assert found == [parse(message) for message in MESSAGES[1 : LARGE + 1]]


def test_a_caller_that_stops_in_the_middle_leaves_no_process() -> None:
    with Ahead(alone=0) as ahead:
        begun = ahead.read([*batches(LARGE), *batches(LARGE)], items_of)
        next(begun)
        process = process_of(ahead)
    assert process
    assert process.returncode == 0


PARENT = """
from consumers.ahead import Ahead
from tests.unit.consumers.test_reading_ahead import batches, items_of, LARGE
ahead = Ahead(alone=0)
begun = ahead.read([*batches(LARGE), *batches(LARGE)], items_of)
next(begun)
print(ahead._process.pid, flush=True)
input()
"""


@pytest.mark.faults
def test_the_process_ends_with_the_one_that_records() -> None:
    root = Path(__file__).parents[3]
    command = [sys.executable, "-c", PARENT]
    with subprocess.Popen(
        command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        os.kill(pid, signal.SIGINT)  # as Ctrl-C does, which is not for it
        os.kill(pid, 0)
        parent.kill()
    for _ in range(500):
        if not is_running(pid):
            return
        time.sleep(0.01)
    pytest.fail("it is still there")


def is_running(pid: int) -> bool:
    """Whether the process has not ended; one that nobody has asked after has."""
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def process_of(ahead: Ahead) -> subprocess.Popen[bytes] | None:
    return ahead._process  # noqa: SLF001 - that there is one, and which, is nobody else's business
