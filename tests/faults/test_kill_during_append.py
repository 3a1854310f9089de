"""``kill -9`` in the middle of an append, a hundred times at moments that nobody chose."""

from __future__ import annotations

import multiprocessing
import sqlite3
import time
from contextlib import closing
from itertools import pairwise
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

import pytest

from ledger.entry import leaf_hash
from ledger.store.ledger import Ledger
from ledger.store.sqlite.home import FolderHome
from tests.faults.appending import append_until_killed, clock, open_streams

KILLS_A_LEDGER = 20
LONGEST_S = 0.06

Acknowledged = dict[int, str]
"""Position -> id, as a receipt told it."""

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.faults.appending"])


@pytest.mark.faults
@pytest.mark.parametrize("seed", range(5))
def test_every_acknowledged_event_is_there_once(tmp_path: Path, seed: int) -> None:
    open_streams(tmp_path)
    chance = Random(seed)
    told: Acknowledged = {}
    with Ledger.open(
        FolderHome(tmp_path), "devon", clock=clock, entropy=chance.randbytes
    ) as survivor:
        for kill in range(KILLS_A_LEDGER):
            run = seed * KILLS_A_LEDGER + kill
            told |= killed_after(chance.uniform(0, LONGEST_S), tmp_path, run)
            require_sound(survivor, tmp_path, told)
    with Ledger.open(
        FolderHome(tmp_path), "devon", clock=clock, entropy=chance.randbytes
    ) as reopened:
        require_sound(reopened, tmp_path, told)
    assert told


def killed_after(delay_s: float, folder: Path, run: int) -> Acknowledged:
    """Let a process append for so long; what it had acknowledged when it was killed."""
    told, tell = processes.Pipe(duplex=False)
    process = processes.Process(target=append_until_killed, args=(folder, run, tell))
    process.start()
    tell.close()
    try:
        told.recv()
        time.sleep(delay_s)
        process.kill()
        process.join()
        assert process.exitcode == -9
        return dict(receipts_in(told))
    finally:
        process.kill()
        process.join()
        process.close()
        told.close()


def receipts_in(told: Connection) -> list[tuple[int, str]]:
    """Everything that was sent whole before the end."""
    found: list[tuple[int, str]] = []
    while True:
        try:
            found += told.recv()
        except (EOFError, OSError):
            return found


def require_sound(ledger: Ledger, folder: Path, told: Acknowledged) -> None:
    """The log has no hole, no half of an append, and all that was acknowledged."""
    entries = ledger.entries(0, 1_000_000)
    ids = [entry.cloudevent.id for entry in entries]
    assert [entry.position for entry in entries] == list(range(len(entries)))
    assert all(before.recorded_at < after.recorded_at for before, after in pairwise(entries))
    assert len(set(ids)) == len(ids)
    assert {position: ids[position] for position in told} == told
    with closing(sqlite3.connect(folder / "devon" / "ledger.db")) as stranger:
        assert stranger.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        states = stranger.execute("SELECT state FROM stored_events ORDER BY rowid").fetchall()
        hashes = stranger.execute("SELECT leaf_hash FROM ledger_entry ORDER BY position")
        assert [leaf_hash(state) for (state,) in states] == [digest for (digest,) in hashes]
        claims = stranger.execute("SELECT id FROM inbox ORDER BY position").fetchall()
        assert [event_id for (event_id,) in claims] == ids
