"""A file that somebody has worked on, or that was never a backup, replaces nothing."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ledger.entry import leaf_hash
from ledger.store import tables
from ledger.store.backup import back_up, opened
from ledger.store.check import BadBackup
from ledger.store.ledger import Ledger
from ledger.store.restore import restore
from ledger.store.sqlite import backup_file
from tests.integration.store.test_personal_fields import chaired_by
from tests.integration.store.told import Clock, a_ledger, append, noted, proposed, sent, the_ledger
from tests.places import Place

COUNT = 6


@pytest.fixture
def home_of_devon(tmp_path: Path) -> Iterator[tuple[Place, Ledger]]:
    with Place(str(tmp_path / "data")) as place, a_ledger(place) as ledger:
        append(ledger, sent("0", "x", proposed()), sent("1", "y", proposed()))
        append(ledger, *(sent(str(n), "x", noted()) for n in range(2, COUNT)))
        append(ledger, sent("lost", "z", noted()))
        yield place, ledger


@pytest.fixture
def backup(home_of_devon: tuple[Place, Ledger], tmp_path: Path) -> Path:
    return back_up(home_of_devon[1], tmp_path / "backup.db").path


def tamper(path: Path, *statements: str) -> None:
    """Change a backup as a stranger with a tool would, without what guards it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as stranger:
        stranger.create_function("leaf", 1, leaf_hash)
        found = stranger.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        triggers = found.fetchall()
        for name, _ in triggers:
            stranger.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            stranger.execute(statement)
        for _, guard in triggers:
            stranger.execute(guard)


EDITED = "UPDATE stored_events SET state = CAST(replace(state, 'Half', 'Most') AS BLOB)"
REHASHED = "UPDATE stored_events SET leaf_hash = leaf(state)"
TAMPERED = {
    "an edited payload": (f"{EDITED} WHERE notification_id = 4",),
    "an entry of nothing": ("UPDATE stored_events SET state = x'7b7d'", REHASHED),
    "a missing entry": (
        "DELETE FROM inbox WHERE position = 3",
        "DELETE FROM stored_events WHERE notification_id = 4",
    ),
    "a missing first entry": (
        "DELETE FROM inbox WHERE position = 0",
        "DELETE FROM stored_events WHERE notification_id = 1",
    ),
    "a place in the inbox without event": ("DELETE FROM stored_events WHERE notification_id = 6",),
    "an event that is not in the inbox": ("DELETE FROM inbox WHERE position = 2",),
    "an event whose source is not known": ("DELETE FROM source",),
    "an inbox that says another place": (
        "UPDATE inbox SET position = 5 - position WHERE position IN (2, 3)",
    ),
    "an opening of nothing": (
        "INSERT INTO opening VALUES (99, '/chair', 'c', zeroblob(32), 'somebody')",
    ),
    "swapped events": (
        "UPDATE stored_events SET notification_id = -1 WHERE notification_id = 3",
        "UPDATE stored_events SET notification_id = 3 WHERE notification_id = 4",
        "UPDATE stored_events SET notification_id = 4 WHERE notification_id = -1",
        REHASHED,
    ),
    "another type": ("UPDATE stored_events SET topic = 'improvement.action.agreed.v1'",),
    "another stream": (
        "UPDATE stored_events SET originator_id = originator_id || 'w' WHERE notification_id = 2",
    ),
    "another time": ("UPDATE stored_events SET recorded_us = recorded_us + 1",),
    "another origin": ("UPDATE identity SET origin = 'elsewhere.example/devon'",),
    "another council": ("UPDATE identity SET council = 'dorset'",),
    "an epoch from nowhere": ("UPDATE identity SET epoch = 7",),
    "headers that are none": ("UPDATE quarantine SET headers = '{'",),
    "a text for a number": ("UPDATE quarantine SET count = 'many'",),
    "half an entry": ("UPDATE stored_events SET state = substr(state, 1, 40)", REHASHED),
}
STRANGE = {
    "another table": ("CREATE TABLE more (a)",),
    "a trigger": ("CREATE TRIGGER t AFTER INSERT ON role BEGIN DELETE FROM role; END",),
    "a view in place of a table": ("DROP TABLE role", "CREATE VIEW role AS SELECT 1 AS key"),
    "a release to come": ("PRAGMA user_version = 99",),
    "tables of before the first release": ("PRAGMA user_version = 4",),
    "no version": ("PRAGMA user_version = 0",),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_what_was_changed_is_found(what: str, backup: Path) -> None:
    tamper(backup, *TAMPERED[what])
    with pytest.raises(BadBackup) as refused:
        opened(backup, report=lambda _done, _total: None)
    assert refused.value.code == "BACKUP_DAMAGED", refused.value


@pytest.mark.parametrize("what", STRANGE)
def test_a_database_that_is_not_a_ledgers(what: str, backup: Path) -> None:
    tamper(backup, *STRANGE[what])
    with pytest.raises(BadBackup) as refused:
        opened(backup)
    assert refused.value.code == "NOT_A_BACKUP", refused.value


def test_what_is_no_database(tmp_path: Path) -> None:
    text = tmp_path / "text.db"
    text.write_text("This is not a database, although it is long enough to be one." * 20, "utf-8")
    empty = tmp_path / "empty.db"
    empty.touch()
    for path in (text, empty, tmp_path / "missing.db", tmp_path):
        with pytest.raises(BadBackup) as refused:
            opened(path)
        assert refused.value.code == "NOT_A_BACKUP", path


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_file_that_was_cut_off(share: float, backup: Path) -> None:
    with backup.open("r+b") as file:
        file.truncate(int(backup.stat().st_size * share) // 4096 * 4096)
    with pytest.raises(BadBackup) as refused:
        opened(backup, report=lambda _done, _total: None)
    assert refused.value.code == "BACKUP_DAMAGED"


def test_every_bit_of_an_entry_counts(backup: Path) -> None:
    with closing(sqlite3.connect(backup)) as stranger:
        (entry,) = stranger.execute("SELECT max(state) FROM stored_events").fetchone()
    data = bytearray(backup.read_bytes())
    data[data.index(entry) + len(entry) // 2] ^= 1
    backup.write_bytes(data)
    with pytest.raises(BadBackup, match="another leaf hash"):
        opened(backup, report=lambda _done, _total: None)


def test_an_opening_that_opens_nothing(tmp_path: Path) -> None:
    with Place(str(tmp_path / "data")) as place, a_ledger(place) as ledger:
        chaired_by(ledger, "Ada Nobody-Example")
        path = back_up(ledger, tmp_path / "backup.db").path
    assert opened(path, report=lambda _done, _total: None).entries == 2
    tamper(path, "UPDATE opening SET value = 'Eve Nobody-Example'")
    with pytest.raises(BadBackup, match="opens nothing"):
        opened(path, report=lambda _done, _total: None)


def test_a_database_in_use_is_no_backup(home_of_devon: tuple[Place, Ledger]) -> None:
    place, _ = home_of_devon
    with pytest.raises(BadBackup, match="log beside it"):
        opened(Path(place.address, "devon", "ledger.db"))


def test_a_copy_of_a_ledger_that_rests_is_one(
    home_of_devon: tuple[Place, Ledger], tmp_path: Path
) -> None:
    place, ledger = home_of_devon
    ledger.close()
    copy = Path(shutil.copy(Path(place.address, "devon", "ledger.db"), tmp_path / "copy.db"))
    assert opened(copy, report=lambda _done, _total: None).entries == COUNT


def test_the_backup_of_an_older_release_gets_the_newest_tables(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = (*tables.MIGRATIONS, ("CREATE TABLE checkpoint (size INTEGER PRIMARY KEY)",))
    monkeypatch.setattr(tables, "MIGRATIONS", newer)
    monkeypatch.setattr(backup_file, "MIGRATIONS", newer)
    before = backup.read_bytes()
    with Place(str(tmp_path / "elsewhere")) as place:
        restore(place.home(), opened(backup, report=lambda _done, _total: None), clock=Clock())
        with the_ledger(place) as again:
            assert again.head().size == COUNT
    assert backup.read_bytes() == before
