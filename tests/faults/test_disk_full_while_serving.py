"""The disk runs full under the service, and has room again."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

from tests.faults.sending import is_recorded, new_ledger, proposed, send, until_shown
from tests.integration.service.processes import run, started, until_ready
from tests.places import Place

pytestmark = pytest.mark.faults

LONGEST_FILE = 400 * 1024
MOST = 300
TEXT = "A duty team of four social workers. " * 50


def test_what_was_acknowledged_is_there_and_what_was_not_can_be_sent_again(tmp_path: Path) -> None:
    new_ledger(Place(str(tmp_path)))
    acknowledged: list[str] = []
    with started("serve", "--port", "0", data_dir=tmp_path) as running:
        address = running.address()
        until_ready(address)
        room = resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, (LONGEST_FILE, room[1]))
        refused = send(address, proposed("a-0", summary=TEXT))
        number = 0
        while refused.status_code == 202 and number < MOST:
            acknowledged.append(f"a-{number}")
            number += 1
            refused = send(address, proposed(f"a-{number}", summary=TEXT))
        assert (refused.status_code, refused.json()["code"]) == (503, "STORAGE_FAILED")
        assert refused.headers["retry-after"] == "30"
        assert acknowledged
        resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, room)
        assert send(address, proposed(f"a-{number}", summary=TEXT)).status_code == 202
        assert all(is_recorded(address, event_id) for event_id in acknowledged)
        assert until_shown(address, f"a-{number}")
        assert until_ready(address).status_code == 200
    done = run("rebuild", "devon", data_dir=tmp_path)
    assert f"{len(acknowledged) + 1} events projected" in done.out
    assert "The read model before held the very same." in done.out
