from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.services.postgresql.databases import fresh_database
from tests.services.postgresql.installations import Installation, installations
from tests.services.postgresql.native import NativePostgreSQL
from tests.services.services import Services
from tests.waiting import until

pytestmark = pytest.mark.integration

ROOT = Path(__file__).resolve().parents[3]
KEPT = "SELECT count(*) FROM kept"


def make_a_row(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept (row int)")
        connection.execute("INSERT INTO kept VALUES (1)")


def count_of_rows(url: str) -> int:
    with psycopg.connect(url) as connection:
        (count,) = connection.execute(KEPT).fetchone() or (-1,)
    return int(count)


def test_a_database_is_fresh_and_its_own(services: Services, postgresql_url: str) -> None:
    make_a_row(postgresql_url)
    with fresh_database(services.postgresql) as other, psycopg.connect(other) as connection:
        found = connection.execute("SELECT to_regclass('kept')").fetchone()
    assert found == (None,)


def test_a_database_sorts_by_code_point_in_utf_8(postgresql_url: str) -> None:
    with psycopg.connect(postgresql_url) as connection:
        shown = connection.execute(
            "SELECT pg_encoding_to_char(encoding), datcollate, datctype "
            "FROM pg_database WHERE datname = current_database()"
        ).fetchone()
        letters = connection.execute(
            "SELECT string_agg(l, '' ORDER BY l) FROM unnest(ARRAY['b', 'é', 'A', 'a', 'B']) l"
        ).fetchone()
    assert shown == ("UTF8", "C", "C")
    assert letters == ("ABabé",)


def test_a_database_is_dropped_although_somebody_is_connected(services: Services) -> None:
    with fresh_database(services.postgresql) as url:
        left_open = psycopg.connect(url)
    with closing(left_open), pytest.raises(psycopg.OperationalError):
        left_open.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)


@pytest.mark.faults
@pytest.mark.parametrize(
    "end",
    [
        pytest.param(NativePostgreSQL.stop, id="stopped"),
        pytest.param(lambda server: server.stop(immediate=True), id="stopped-at-once"),
        pytest.param(NativePostgreSQL.kill, id="killed"),
    ],
)
def test_what_was_committed_is_there_after_a_restart(
    own_postgresql: NativePostgreSQL, end: Callable[[NativePostgreSQL], None]
) -> None:
    url = own_postgresql.url_of("postgres")
    make_a_row(url)
    with closing(psycopg.connect(url)) as cut:
        end(own_postgresql)
        assert not own_postgresql.is_running
        with pytest.raises(psycopg.OperationalError):
            cut.execute("SELECT 1")
    own_postgresql.start()
    assert count_of_rows(url) == 1


@pytest.mark.parametrize(
    "installation", installations(), ids=lambda each: f"{each.origin}-{each.major}"
)
def test_every_installation_that_is_found_serves(installation: Installation) -> None:
    with closing(NativePostgreSQL(installation)) as server:
        server.start()
        with psycopg.connect(server.url_of("postgres")) as connection:
            told = connection.info.parameter_status("server_version") or ""
        assert told.split()[0] == server.version


def test_a_machine_without_a_server_finds_one_in_the_wheel() -> None:
    assert "wheel" in [each.origin for each in installations()]


@pytest.mark.faults
def test_a_server_does_not_outlive_the_tests_that_started_it() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OWNER], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout is not None
        url, folder = owner.stdout.readline().split()
        still_connected = psycopg.connect(url)
        owner.send_signal(signal.SIGKILL)
    with closing(still_connected):
        until(lambda: not Path(folder).exists())
    with pytest.raises(psycopg.OperationalError, match="refused"):
        psycopg.connect(url)


OWNER = """
import signal
from contextlib import ExitStack
from tests.services.services import own_postgresql_server
stack = ExitStack()
server = stack.enter_context(own_postgresql_server())
print(server.url_of("postgres"), server.folder, flush=True)
signal.pause()
"""
