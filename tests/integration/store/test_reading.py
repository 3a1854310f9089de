from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from ledger.store.ledger import Ledger
from ledger.store.reader import Head, LedgerReader
from tests.integration.store.told import (
    NOON,
    OFFICE,
    Clock,
    agreed,
    append,
    noted,
    proposed,
    receipts,
    sent,
    stream,
)


def five(ledger: Ledger, clock: Clock) -> None:
    """Five entries, recorded 10 µs apart."""
    for number in range(5):
        clock.us = NOON + number * 10
        append(ledger, sent(str(number), f"k{number}", proposed()))


def test_a_ledger_is_a_reader(ledger: Ledger) -> None:
    reader: LedgerReader = ledger
    assert reader.head() == Head(0, None)


def test_the_head_of_an_empty_ledger(ledger: Ledger) -> None:
    assert ledger.head() == Head(size=0, recorded_us=None)


def test_the_head_tells_size_and_time(ledger: Ledger, clock: Clock) -> None:
    five(ledger, clock)
    assert ledger.head() == Head(size=5, recorded_us=NOON + 40)


def test_entries_come_in_order_from_a_position_on(ledger: Ledger, clock: Clock) -> None:
    five(ledger, clock)
    assert [entry.position for entry in ledger.entries(1, 3)] == [1, 2, 3]
    assert [entry.position for entry in ledger.entries(3, 100)] == [3, 4]
    assert ledger.entries(5, 100) == []


def test_one_entry_by_its_position(ledger: Ledger, clock: Clock) -> None:
    five(ledger, clock)
    entry = ledger.entry(4)
    assert entry is not None
    assert entry.cloudevent.id == "4"
    assert ledger.entry(5) is None
    assert ledger.entry_bytes(5) is None


def test_a_stream_by_its_name(ledger: Ledger) -> None:
    append(ledger, sent("1", "x", proposed()), sent("2", "y", proposed()), sent("3", "x", agreed()))
    assert [entry.cloudevent.id for entry in ledger.stream(stream("x"))] == ["1", "3"]
    assert ledger.stream(str(stream("x"))) == ledger.stream(stream("x"))
    assert ledger.stream(stream("z")) == []


def test_a_receipt_by_source_and_id(ledger: Ledger) -> None:
    (receipt,) = receipts(append(ledger, sent("1", "x", proposed())))
    assert ledger.find(OFFICE, "1") == receipt
    assert ledger.find(OFFICE, "2") is None
    assert ledger.find("urn:nobody", "1") is None


def test_the_last_position_before_a_moment(ledger: Ledger, clock: Clock) -> None:
    five(ledger, clock)
    moments = [NOON - 1, NOON, NOON + 1, NOON + 10, NOON + 11, NOON + 40, NOON + 41, NOON + 10**9]
    assert [ledger.position_before(us) for us in moments] == [-1, -1, 0, 0, 1, 3, 4, 4]


def test_in_an_empty_ledger_nothing_came_before(ledger: Ledger) -> None:
    assert ledger.position_before(NOON) == -1


def test_many_threads_read_while_others_append(ledger: Ledger) -> None:
    append(ledger, sent("0", "x", proposed()))
    done = threading.Event()

    def read() -> bool:
        while not done.is_set():
            size = ledger.head().size
            entries = ledger.entries(max(0, size - 5), 5)
            if [entry.version for entry in entries] != [entry.position + 1 for entry in entries]:
                return False
        return True

    with ThreadPoolExecutor(8) as threads:
        reading = [threads.submit(read) for _ in range(8)]
        for number in range(40):
            append(ledger, sent(f"n{number}", "x", noted()))
        done.set()
        assert all(each.result() for each in reading)


def test_closing_does_not_pull_a_connection_from_under_a_reader(ledger: Ledger) -> None:
    with ledger._datastore.transaction(commit=False) as cursor:  # noqa: SLF001
        cursor.execute("SELECT count(*) FROM stored_events")
        ledger.close()
        assert cursor.fetchone()[0] == 0
