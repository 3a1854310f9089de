from __future__ import annotations

import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ledger.moments import format_us
from ledger.store import tables
from ledger.store.directory import LedgerDirectory
from ledger.store.failures import LedgerExists, NoLedger, UnknownFormat
from ledger.store.home import Home
from ledger.store.identity import Identity
from ledger.store.ledger import Ledger
from ledger.store.sqlite.home import FolderHome
from tests.integration.store.told import (
    COUNCIL,
    NOON,
    ORIGIN,
    Chance,
    Clock,
    a_ledger,
    append,
    proposed,
    sent,
    the_ledger,
)
from tests.places import Place


def test_a_new_ledger_knows_whose_it_is(ledger: Ledger) -> None:
    assert ledger.identity == Identity(
        council=COUNCIL, origin=ORIGIN, epoch=1, created_at=format_us(NOON)
    )


def test_opened_again_it_is_the_same(ledger: Ledger, place: Place) -> None:
    with the_ledger(place, Clock(NOON + 10**9)) as other:
        assert other.identity == ledger.identity


def test_a_ledger_is_made_once(ledger: Ledger, place: Place) -> None:
    append(ledger, sent("1", "x", proposed()))
    with pytest.raises(LedgerExists):
        a_ledger(place)
    assert ledger.head().size == 1


def test_of_many_makers_one_makes_it(place: Place) -> None:
    def make(_: int) -> bool:
        try:
            a_ledger(place).close()
        except LedgerExists:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(make, range(8))) == 1


@pytest.mark.parametrize("council", ["Devon CC", "", "d" * 64])
def test_a_council_is_a_key(home: Home, council: str) -> None:
    with pytest.raises(ValueError, match="not the key of a council: write 1 to 63"):
        Ledger.create(home, council=council, origin="x", clock=Clock(), entropy=Chance())


def test_the_longest_key_has_a_ledger_on_either_database(home: Home) -> None:
    council = "d" * 63
    Ledger.create(home, council=council, origin="x", clock=Clock(), entropy=Chance()).close()
    assert home.councils() == [council]


def test_nobody_else_on_the_machine_may_look_into_the_folder(
    on_sqlite: Place, folder: Path
) -> None:
    a_ledger(on_sqlite).close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_where_there_is_no_ledger_none_is_opened(place: Place, tmp_path: Path) -> None:
    with pytest.raises(NoLedger):
        the_ledger(place)
    assert place.home().councils() == []
    assert list(tmp_path.iterdir()) == []


def test_what_a_crash_left_half_made_is_no_ledger_and_can_be_made(place: Place) -> None:
    place.home().make(COUNCIL).close()
    with pytest.raises(NoLedger):
        the_ledger(place)
    with a_ledger(place) as ledger:
        assert ledger.head().size == 0


def test_an_empty_file_is_no_ledger_and_can_be_made_one(on_sqlite: Place, folder: Path) -> None:
    folder.mkdir()
    (folder / "ledger.db").touch()
    with pytest.raises(NoLedger):
        the_ledger(on_sqlite)
    with a_ledger(on_sqlite) as ledger:
        assert ledger.head().size == 0


def test_tables_of_a_newer_release_are_left_alone(ledger: Ledger, place: Place) -> None:
    newer = "INSERT INTO tables_version VALUES (99)"
    with place.stranger() as stranger:
        stranger.execute(newer if place.is_postgresql else "PRAGMA user_version = 99")
    ledger.close()
    with pytest.raises(UnknownFormat, match="version 99"):
        the_ledger(place)


def test_tables_of_before_the_first_release_are_left_alone(ledger: Ledger, place: Place) -> None:
    ledger.close()
    with place.stranger() as stranger:
        if place.is_postgresql:
            stranger.execute("UPDATE tables_version SET version = 4")
        else:
            stranger.execute("PRAGMA user_version = 4")
    with pytest.raises(UnknownFormat, match="version 4, which is from before"):
        the_ledger(place)


def test_entries_of_a_newer_format_are_left_alone(ledger: Ledger, place: Place) -> None:
    ledger.close()
    with place.stranger() as stranger:
        stranger.execute("UPDATE identity SET format = 'improvement-ledger/event/v2'")
    with pytest.raises(UnknownFormat, match="event/v2"):
        the_ledger(place)


def test_tables_of_an_older_release_are_added_to(
    ledger: Ledger, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(ledger, sent("1", "x", proposed()))
    before = ledger.tables_version
    ledger.close()
    newer = (*tables.MIGRATIONS, ("CREATE TABLE checkpoint (size INTEGER PRIMARY KEY)",))
    monkeypatch.setattr(tables, "MIGRATIONS", newer)
    with the_ledger(place) as other:
        assert other.head().size == 1
        with other._datastore.transaction(commit=False) as cursor:  # noqa: SLF001
            assert other._datastore.dialect.version(cursor) == before + 1  # noqa: SLF001
    assert place.rows("SELECT * FROM checkpoint") == []


def test_a_ledger_on_sqlite_waits_for_the_disk(on_sqlite: Place) -> None:
    with (
        a_ledger(on_sqlite) as ledger,
        ledger._datastore.transaction(commit=True) as cursor,  # noqa: SLF001
    ):
        found = {}
        for pragma in ("journal_mode", "synchronous", "secure_delete"):
            cursor.execute(f"PRAGMA {pragma}")
            found[pragma] = cursor.fetchone()[0]
    assert found == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}


def test_a_ledger_on_postgresql_waits_for_the_disk_whatever_the_server_thinks(
    on_postgresql: Place,
) -> None:
    with on_postgresql.stranger() as stranger:
        name = on_postgresql.address.rpartition("/")[2]
        stranger.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
    with (
        a_ledger(on_postgresql) as ledger,
        ledger._datastore.transaction(commit=True) as cursor,  # noqa: SLF001
    ):
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("on",)


def test_a_council_has_no_roles_of_its_own_at_first(ledger: Ledger) -> None:
    assert ledger.roles == {}


def test_a_councils_own_roles_are_kept(ledger: Ledger, place: Place) -> None:
    ledger.set_roles({"virtual-head": "Virtual School Head"})
    with the_ledger(place) as other:
        assert other.roles == {"virtual-head": "Virtual School Head"}


def test_roles_are_put_in_the_place_of_those_before(ledger: Ledger) -> None:
    ledger.set_roles({"a": "A", "b": "B"})
    ledger.set_roles({"b": "Bee"})
    assert ledger.roles == {"b": "Bee"}


def test_roles_can_be_given_when_the_ledger_is_made(home: Home) -> None:
    with Ledger.create(
        home,
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
def directory(home: Home) -> Iterator[LedgerDirectory]:
    with LedgerDirectory(home, Clock(), Chance()) as ledgers:
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


def test_the_read_model_lies_beside_the_ledger(tmp_path: Path) -> None:
    with LedgerDirectory(FolderHome(tmp_path), Clock(), Chance()) as directory:
        assert directory.read_model_path("devon") == tmp_path / "devon" / "read-model.db"
