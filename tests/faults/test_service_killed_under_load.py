"""SIGKILL of the service while many send to it: what it acknowledged is there, once."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.faults.sending import new_ledger, proposed, send, until_shown
from tests.integration.service.processes import run, started, until_ready

pytestmark = pytest.mark.faults

SENDERS = 6
KILLS = 2


def test_what_was_acknowledged_is_there_once_after_every_kill(tmp_path: Path) -> None:
    new_ledger(tmp_path)
    acknowledged: set[str] = set()
    sent: list[str] = []
    for turn in range(KILLS):
        with started("serve", "--port", "0", data_dir=tmp_path) as running:
            address = running.address()
            stopped = threading.Event()
            threads = [
                threading.Thread(
                    target=keep_sending, args=(address, f"{turn}-{n}", acknowledged, sent, stopped)
                )
                for n in range(SENDERS)
            ]
            for thread in threads:
                thread.start()
            time.sleep(0.3 + 0.3 * turn)
            running.process.kill()
            running.process.wait()
            stopped.set()
            for thread in threads:
                thread.join()
    assert acknowledged
    assert recorded(tmp_path) >= Counter(acknowledged)
    assert set(recorded(tmp_path).values()) == {1}
    with started("serve", "--port", "0", data_dir=tmp_path) as again:
        address = again.address()
        for event_id in sent[-SENDERS * KILLS :]:
            assert send(address, proposed(event_id)).status_code in (200, 202)
        assert until_shown(address, sent[-1])
        assert until_ready(address).status_code == 200
    assert recorded(tmp_path) == Counter(set(recorded(tmp_path)) | set(sent[-SENDERS * KILLS :]))
    done = run("rebuild", "devon", data_dir=tmp_path)
    assert "The read model before held the very same." in done.out


def keep_sending(
    address: str, name: str, acknowledged: set[str], sent: list[str], stopped: threading.Event
) -> None:
    number = 0
    while not stopped.is_set():
        event_id = f"{name}-{number}"
        sent.append(event_id)
        try:
            answer = send(address, proposed(event_id))
        except httpx.HTTPError:
            return
        assert answer.status_code == 202
        acknowledged.add(event_id)
        number += 1


def recorded(data_dir: Path) -> Counter[str]:
    """How often each id is in the ledger, looked up behind its back."""
    with closing(sqlite3.connect(data_dir / "devon" / "ledger.db")) as stranger:
        ids = stranger.execute(
            "SELECT json_extract(state, '$.cloudevent.id') FROM stored_events"
        ).fetchall()
    return Counter(event_id for (event_id,) in ids)
