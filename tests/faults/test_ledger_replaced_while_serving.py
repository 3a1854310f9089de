"""A ledger's file taken away from under the service: nothing is acknowledged into nowhere."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.faults.sending import is_recorded, new_ledger, proposed, send
from tests.integration.service.processes import started, until_ready
from tests.places import Place

pytestmark = pytest.mark.faults


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    new_ledger(Place(str(tmp_path)))
    return tmp_path


def test_after_another_file_was_moved_over_it_nothing_is_acknowledged(data_dir: Path) -> None:
    stored = data_dir / "devon" / "ledger.db"
    older = shutil.copy(stored, data_dir / "older.db")
    with started("serve", "--port", "0", data_dir=data_dir) as running:
        address = running.address()
        assert send(address, proposed("before")).status_code == 202
        Path(older).replace(stored)
        assert send(address, proposed("after")).status_code == 500
        assert not is_recorded(address, "after")
    with started("serve", "--port", "0", data_dir=data_dir) as again:
        address = again.address()
        assert send(address, proposed("after")).status_code == 202
        assert is_recorded(address, "after")


def test_while_its_folder_is_gone_senders_are_told_to_try_again(data_dir: Path) -> None:
    with started("serve", "--port", "0", data_dir=data_dir) as running:
        address = running.address()
        assert send(address, proposed("before")).status_code == 202
        (data_dir / "devon").rename(data_dir / "aside")
        refused = send(address, proposed("meanwhile"))
        assert (refused.status_code, refused.json()["code"]) == (503, "STORAGE_FAILED")
        (data_dir / "aside").rename(data_dir / "devon")
        assert send(address, proposed("meanwhile")).status_code == 202
        until_ready(address)
