"""What an append looks up it finds by an index, however many events came a moment ago."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from ledger.store.database import Cursor
from ledger.store.history import read_histories
from ledger.store.inbox import Inbox
from ledger.store.ledger import Ledger
from tests.integration.store.told import agreed, append, proposed, sent, stream, the_ledger
from tests.places import Place

MANY = 1_000
LARGE = ("stored_events", "inbox")
"""Tables that grow with the ledger."""
SOURCE = sent("1", "x", proposed()).source

Look = Callable[[Cursor], object]


def in_the_inbox(cursor: Cursor) -> object:
    return Inbox().find(cursor, [(SOURCE, str(number)) for number in range(MANY)])


def in_the_streams(cursor: Cursor) -> object:
    return read_histories(cursor, [str(stream(f"new-{number}")) for number in range(MANY)])


@contextmanager
def planned(
    place: Place, of: type[Cursor], monkeypatch: pytest.MonkeyPatch, *words: str
) -> Iterator[list[str]]:
    """How the database goes about each statement that holds one of ``words``, step by step."""
    execute, steps = of.execute, list[str]()
    explain = "EXPLAIN " if place.is_postgresql else "EXPLAIN QUERY PLAN "

    def explained(self: Cursor, statement: str, parameters: tuple[object, ...] = ()) -> object:
        if any(word in statement for word in words):
            execute(self, explain + statement, parameters)
            steps.extend(str(tuple(row)[-1]) for row in self.fetchall())
        return execute(self, statement, parameters)

    with monkeypatch.context() as patched:
        patched.setattr(of, "execute", explained)
        yield steps


@pytest.mark.parametrize(
    ("look", "on_sqlite", "on_postgresql"),
    [
        (
            in_the_inbox,
            "SEARCH inbox USING PRIMARY KEY (source_id=? AND id=?)",
            "::smallint) AND (id = asked.text))",
        ),
        (
            in_the_streams,
            "SEARCH stored_events USING INDEX sqlite_autoindex_stored_events_1 (originator_id=?)",
            "Index Cond: (originator_id = asked.text)",
        ),
    ],
)
def test_each_of_many_is_looked_up_by_itself(
    ledger: Ledger,
    place: Place,
    look: Look,
    on_sqlite: str,
    on_postgresql: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    append(ledger, *(sent(f"sent-{number}", f"x-{number}", proposed()) for number in range(MANY)))
    writing: AbstractContextManager[Cursor] = ledger._datastore.transaction(commit=True)  # noqa: SLF001
    with writing as cursor, planned(place, type(cursor), monkeypatch, "found", " IN (") as steps:
        look(cursor)
    plan = "\n".join(steps)
    assert (on_postgresql if place.is_postgresql else on_sqlite) in plan, plan
    assert "Filter" not in plan
    assert "SCAN" not in plan


def test_an_append_after_others_reads_no_table_from_its_beginning(
    ledger: Ledger, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(ledger, *(sent(f"sent-{number}", f"x-{number}", proposed()) for number in range(MANY)))
    other = the_ledger(place)
    append(other, sent("known", "known", proposed()))
    append(ledger, sent("between", "between", proposed()))
    with other._datastore.transaction(commit=True) as cursor:  # noqa: SLF001
        kind = type(cursor)
    with planned(place, kind, monkeypatch, "SELECT") as steps:
        append(other, sent("next", "known", agreed()))
    found = "Index Cond: (notification_id >" if place.is_postgresql else "PRIMARY KEY (rowid>?)"
    assert any(found in step for step in steps), steps
    for table in LARGE:
        assert not [step for step in steps if re.search(rf"(SCAN|Seq Scan on) {table}\b", step)]
