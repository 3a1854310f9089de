"""The one connection that writes to a file is lent to one thread at a time, in turns."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from eventsourcing.persistence import ConnectionPoolClosedError, ConnectionUnavailableError

from ledger.store.sqlite.lending import Writer
from tests.waiting import until


@pytest.fixture
def uri(tmp_path: Path) -> str:
    return f"{(tmp_path / 'ledger.db').as_uri()}?mode=rwc"


@pytest.fixture
def writer(uri: str) -> Iterator[Writer]:
    made = Writer(uri, 5.0)
    yield made
    made.close()


def test_it_is_the_same_connection_each_time(writer: Writer) -> None:
    with writer as first:
        pass
    with writer as second:
        assert second is first


def test_one_that_was_closed_is_made_anew(writer: Writer) -> None:
    with writer as first:
        first.close()
    with writer as second:
        assert not second.closed


def test_whoever_waits_too_long_is_told(uri: str) -> None:
    writer = Writer(uri, 0.05)
    with ThreadPoolExecutor() as threads, writer:
        for waiting in [threads.submit(writer.__enter__) for _ in range(3)]:
            with pytest.raises(ConnectionUnavailableError):
                waiting.result()
    with writer:
        pass
    writer.close()


def test_one_that_cannot_be_made_keeps_nobody_out(tmp_path: Path) -> None:
    folder = tmp_path / "later"
    writer = Writer(f"{(folder / 'ledger.db').as_uri()}?mode=rwc", 0.05)
    for _ in range(2):
        with pytest.raises(Exception, match="unable to open"), writer:
            pass
    folder.mkdir()
    with writer:
        pass
    writer.close()


def test_closed_while_it_is_lent_it_is_closed_when_it_comes_back(writer: Writer) -> None:
    with writer as connection:
        writer.close()
        assert not connection.closed
    assert connection.closed
    with pytest.raises(ConnectionPoolClosedError), writer:
        pass


def test_whoever_waits_comes_before_a_thread_that_writes_again_at_once(writer: Writer) -> None:
    turns: list[str] = []

    def wait_and_write() -> None:
        with writer:
            turns.append("waited")

    with ThreadPoolExecutor() as threads:
        with writer:
            waiting = threads.submit(wait_and_write)
            until(writer._turn.locked)  # noqa: SLF001 - that it waits shows nowhere else
            turns.append("first")
        with writer:
            turns.append("again")
        waiting.result()
    assert turns == ["first", "waited", "again"]
