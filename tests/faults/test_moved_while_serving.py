"""A ledger moved away from under a running service, from each database to the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.sending import actions, proposed, send, until_shown
from tests.integration.service.processes import run, started

pytestmark = pytest.mark.faults


@pytest.mark.parametrize("to_postgresql", [True, False], ids=["to PostgreSQL", "to SQLite"])
def test_senders_are_sent_on_and_the_other_service_has_it_all(
    postgresql_url: str, tmp_path: Path, *, to_postgresql: bool
) -> None:
    file = {"IMPROVEMENT_LEDGER_DATA_DIR": str(tmp_path / "data")}
    server = {"IMPROVEMENT_LEDGER_DATABASE_URL": postgresql_url}
    here, there = (file, server) if to_postgresql else (server, file)
    to = postgresql_url if to_postgresql else str(tmp_path / "data")
    assert run("ledger", "create", "devon", **here).code == 0
    with started("serve", "--port", "0", **here) as running:
        address = running.address()
        assert send(address, proposed("before")).status_code == 202
        moved = run("ledger", "move", "devon", "--to", to, "--json", **here)
        assert moved.code == 0, moved.err
        refused = send(address, proposed("after"))
        assert (refused.status_code, refused.json()["code"]) == (503, "LEDGER_MOVED")
        assert refused.headers["Retry-After"] == "60"
        assert send(address, proposed("before")).status_code == 200  # what is there is known
        assert until_shown(address, "before")  # and can be read
        assert "moved to" in run("ledger", "list", **here).out
    with started("serve", "--port", "0", **there) as running:
        address = running.address()
        again = send(address, proposed("before")).json()
        assert (again["position"], again["duplicate"], again["epoch"]) == (0, True, 1)
        assert send(address, proposed("after")).json()["position"] == 1
        assert until_shown(address, "after")
        assert sorted(actions(address)) == ["after", "before"]
