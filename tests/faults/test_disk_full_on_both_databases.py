"""A disk that is full under the service, whichever database it is, and has room again."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psycopg
import pytest
from psycopg import sql

from tests.faults.record import require_read_model, require_sound
from tests.faults.sending import actions, new_ledger, proposed, send, until_level
from tests.integration.service.processes import started
from tests.places import DATABASES, Place
from tests.services.postgresql.native import NativePostgreSQL
from tests.services.small_disk import SmallDisk

pytestmark = pytest.mark.faults

ROOM: Final = 700_000
MOST: Final = 1_000
TIMES: Final = 2


@pytest.fixture(params=DATABASES)
def place_on_disk(request: pytest.FixtureRequest, disk: SmallDisk) -> Iterator[Place]:
    """A folder on the small disk, or a database all of whose tables are there."""
    address = str(disk.folder / "data")
    if request.param == "postgresql":
        address = database_in(disk.folder, request.getfixturevalue("own_postgresql"))
    with Place(address) as place:
        yield place


def database_in(folder: Path, server: NativePostgreSQL) -> str:
    with psycopg.connect(server.url_of("postgres"), autocommit=True) as administrator:
        place = sql.Literal(str(folder))
        administrator.execute(sql.SQL("CREATE TABLESPACE small LOCATION {}").format(place))
        administrator.execute("CREATE DATABASE small TEMPLATE template0 TABLESPACE small")
    return server.url_of("small")


def test_what_was_acknowledged_is_there_and_what_was_not_can_be_sent_again(
    place_on_disk: Place, disk: SmallDisk
) -> None:
    new_ledger(place_on_disk)
    acknowledged: dict[str, int] = {}
    number = 0
    with started("serve", "--port", "0", **place_on_disk.settings) as running:
        address = running.address()
        for _ in range(TIMES):
            until_level(address)
            disk.leave(ROOM)
            while True:
                text = secrets.token_hex(900)  # nothing that could be compressed
                answer = send(address, proposed(f"a-{number}", summary=text))
                if answer.status_code != 202:
                    break
                acknowledged[f"a-{number}"] = answer.json()["position"]
                number += 1
                assert number < MOST
            assert (answer.status_code, answer.json()["code"]) == (503, "STORAGE_FAILED")
            assert "a-0" in actions(address)
            disk.make_room()
            answer = send(address, proposed(f"a-{number}", summary="Room again"))
            assert answer.status_code == 202, answer.text
            acknowledged[f"a-{number}"] = answer.json()["position"]
            number += 1
        until_level(address)
    assert require_sound(place_on_disk, acknowledged) == list(acknowledged)
    require_read_model(place_on_disk)
