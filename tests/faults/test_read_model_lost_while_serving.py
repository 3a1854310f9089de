"""The read model deleted or damaged under a running service, which makes it anew by itself."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.faults.sending import ask, new_ledger, proposed, send, until_shown
from tests.integration.service.processes import run, started, until_ready
from tests.places import Place

pytestmark = pytest.mark.faults

PLAN_WITH_ACTIONS = '{ plan(key: "improvement-2020") { actions { key } } }'

Harm = Callable[[Path], None]


def deleted(path: Path) -> None:
    for each in path.parent.glob("read-model*"):
        each.unlink()


def another_file(path: Path) -> None:
    deleted(path)
    path.write_bytes(b"no database at all\n" * 1_000)


def overwritten(path: Path) -> None:
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.write(os.urandom(size))


@pytest.mark.parametrize("harm", [deleted, another_file, overwritten])
def test_the_service_makes_it_anew(tmp_path: Path, harm: Harm) -> None:
    new_ledger(Place(str(tmp_path)))
    with started("serve", "--port", "0", data_dir=tmp_path) as running:
        address = running.address()
        send(address, proposed("before"))
        assert until_shown(address, "before")
        harm((tmp_path / "devon" / "read-model.db").resolve())
        assert send(address, proposed("after")).status_code == 202
        assert until_shown(address, "after")
        assert until_ready(address).status_code == 200
    done = run("rebuild", "devon", data_dir=tmp_path)
    assert "The read model before held the very same." in done.out


def test_damage_that_only_readers_meet_is_mended_too(tmp_path: Path) -> None:
    new_ledger(Place(str(tmp_path)))
    with started("serve", "--port", "0", data_dir=tmp_path) as running:
        address = running.address()
        send(address, proposed("before"))
        assert until_shown(address, "before")
        damage_index((tmp_path / "devon" / "read-model.db").resolve(), "entity_of_plan")
        assert httpx.get(f"{address}/ready").json()["ready"]  # nobody has met it yet
        (error,) = ask(address, PLAN_WITH_ACTIONS).json()["errors"]
        assert error["extensions"] == {"code": "READ_MODEL_UNAVAILABLE"}
        assert until_shown(address, "before")
        assert until_ready(address).status_code == 200
    done = run("rebuild", "devon", data_dir=tmp_path)
    assert "The read model before held the very same." in done.out


def damage_index(path: Path, name: str) -> None:
    """Write noise over the first page of an index, in the file itself."""
    with closing(sqlite3.connect(path)) as other:
        query = "SELECT rootpage FROM sqlite_schema WHERE name = ?"
        (page,) = other.execute(query, (name,)).fetchone()
        (size,) = other.execute("PRAGMA page_size").fetchone()
        assert other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)


@pytest.mark.parametrize("harm", [deleted, another_file])
def test_the_service_starts_without_it(tmp_path: Path, harm: Harm) -> None:
    new_ledger(Place(str(tmp_path)))
    with started("serve", "--port", "0", data_dir=tmp_path) as running:
        send(running.address(), proposed("before"))
        assert until_shown(running.address(), "before")
    harm(tmp_path / "devon" / "read-model.db")
    with started("serve", "--port", "0", data_dir=tmp_path) as again:
        assert until_shown(again.address(), "before")
        assert until_ready(again.address()).status_code == 200
