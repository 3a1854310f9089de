from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from ledger.moments import format_us
from ledger.store.directory import LedgerDirectory
from ledger.store.failures import LedgerExists, NoLedger, UnknownFormat
from ledger.store.identity import Identity
from ledger.store.ledger import Ledger
from tests.integration.store.told import (
    COUNCIL,
    NOON,
    ORIGIN,
    Chance,
    Clock,
    a_ledger,
    append,
    proposed,
    rows,
    sent,
    the_ledger,
)


def changed(folder: Path, statement: str) -> None:
    """The database as somebody else would have left it."""
    with closing(sqlite3.connect(folder / "ledger.db", isolation_level=None)) as connection:
        connection.execute(statement)


def test_a_new_ledger_knows_whose_it_is(ledger: Ledger) -> None:
    assert ledger.identity == Identity(
        council=COUNCIL, origin=ORIGIN, epoch=1, created_at=format_us(NOON)
    )


def test_opened_again_it_is_the_same(ledger: Ledger, folder: Path) -> None:
    with the_ledger(folder, Clock(NOON + 10**9)) as other:
        assert other.identity == ledger.identity


def test_a_ledger_is_made_once(ledger: Ledger, folder: Path) -> None:
    append(ledger, sent("1", "x", proposed()))
    with pytest.raises(LedgerExists):
        a_ledger(folder)
    assert ledger.head().size == 1


def test_of_many_makers_one_makes_it(folder: Path) -> None:
    def make(_: int) -> bool:
        try:
            a_ledger(folder).close()
        except LedgerExists:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(make, range(8))) == 1


def test_a_council_is_a_key(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not the key of a council"):
        Ledger.create(tmp_path, council="Devon CC", origin="x", clock=Clock(), entropy=Chance())


def test_nobody_else_on_the_machine_may_look_into_the_folder(ledger: Ledger, folder: Path) -> None:
    del ledger
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_where_there_is_no_ledger_none_is_opened(tmp_path: Path) -> None:
    with pytest.raises(NoLedger):
        the_ledger(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_what_a_crash_left_half_made_is_no_ledger_and_can_be_made(folder: Path) -> None:
    folder.mkdir()
    (folder / "ledger.db").touch()
    with pytest.raises(NoLedger):
        the_ledger(folder)
    with a_ledger(folder) as ledger:
        assert ledger.head().size == 0


def test_tables_of_a_newer_release_are_left_alone(ledger: Ledger, folder: Path) -> None:
    ledger.close()
    changed(folder, "PRAGMA user_version = 99")
    with pytest.raises(UnknownFormat, match="version 99"):
        the_ledger(folder)


def test_entries_of_a_newer_format_are_left_alone(ledger: Ledger, folder: Path) -> None:
    ledger.close()
    changed(folder, "UPDATE identity SET format = 'improvement-ledger/event/v2'")
    with pytest.raises(UnknownFormat, match="event/v2"):
        the_ledger(folder)


def test_tables_of_an_older_release_are_added_to(
    ledger: Ledger, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ledger.store import ledger as opening
    from ledger.store import tables

    append(ledger, sent("1", "x", proposed()))
    ledger.close()
    newer = (*tables.MIGRATIONS, ("CREATE TABLE checkpoint (size INTEGER PRIMARY KEY)",))
    monkeypatch.setattr(tables, "MIGRATIONS", newer)
    monkeypatch.setattr(opening, "MIGRATIONS", newer)
    with the_ledger(folder) as other:
        assert other.head().size == 1
    assert rows(folder, "SELECT * FROM checkpoint") == []
    assert rows(folder, "PRAGMA user_version") == [(2,)]


def test_a_ledger_waits_for_the_disk(ledger: Ledger) -> None:
    with ledger._datastore.transaction(commit=True) as cursor:  # noqa: SLF001
        found = {}
        for pragma in ("journal_mode", "synchronous", "foreign_keys", "secure_delete"):
            cursor.execute(f"PRAGMA {pragma}")
            found[pragma] = cursor.fetchone()[0]
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def test_a_council_has_no_roles_of_its_own_at_first(ledger: Ledger) -> None:
    assert ledger.roles == {}


def test_a_councils_own_roles_are_kept(ledger: Ledger, folder: Path) -> None:
    ledger.set_roles({"virtual-head": "Virtual School Head"})
    with the_ledger(folder) as other:
        assert other.roles == {"virtual-head": "Virtual School Head"}


def test_roles_are_put_in_the_place_of_those_before(ledger: Ledger) -> None:
    ledger.set_roles({"a": "A", "b": "B"})
    ledger.set_roles({"b": "Bee"})
    assert ledger.roles == {"b": "Bee"}


def test_roles_can_be_given_when_the_ledger_is_made(tmp_path: Path) -> None:
    with Ledger.create(
        tmp_path,
        council=COUNCIL,
        origin=ORIGIN,
        clock=Clock(),
        entropy=Chance(),
        roles={"virtual-head": "Virtual School Head"},
    ) as ledger:
        assert ledger.roles == {"virtual-head": "Virtual School Head"}


def test_a_role_is_a_key(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="not the key of a role"):
        ledger.set_roles({"Virtual Head": "Virtual School Head"})


@pytest.fixture
def directory(tmp_path: Path) -> Iterator[LedgerDirectory]:
    with LedgerDirectory(tmp_path / "ledgers", Clock(), Chance()) as ledgers:
        yield ledgers


def test_a_new_directory_has_no_councils(directory: LedgerDirectory) -> None:
    assert directory.councils() == []


def test_each_council_has_a_ledger_of_its_own(directory: LedgerDirectory) -> None:
    directory.create("worcestershire")
    devon = directory.create("devon")
    append(devon, sent("1", "x", proposed()))
    assert directory.councils() == ["devon", "worcestershire"]
    assert directory.open("devon").head().size == 1
    assert directory.open("worcestershire").head().size == 0


def test_a_ledger_is_opened_once_for_the_whole_process(directory: LedgerDirectory) -> None:
    made = directory.create("devon")
    assert directory.open("devon") is made


def test_a_closed_directory_opens_its_ledgers_anew(directory: LedgerDirectory) -> None:
    append(directory.create("devon"), sent("1", "x", proposed()))
    directory.close()
    assert directory.open("devon").head().size == 1


def test_a_log_is_named_for_its_council_or_as_it_is_told(directory: LedgerDirectory) -> None:
    assert directory.create("devon").identity.origin == "improvement-ledger/devon"
    told = directory.create("torbay", origin="ledger.example/torbay")
    assert told.identity.origin == "ledger.example/torbay"


@pytest.mark.parametrize("council", ["torbay", "..", "", "a/b", "Devon"])
def test_what_is_no_council_here_has_no_ledger(directory: LedgerDirectory, council: str) -> None:
    with pytest.raises(NoLedger):
        directory.open(council)


def test_the_read_model_lies_beside_the_ledger(directory: LedgerDirectory, tmp_path: Path) -> None:
    place = tmp_path / "ledgers" / "devon" / "read-model.db"
    assert directory.read_model_path("devon") == place
