"""The commands on PostgreSQL: one setting chooses it, and nothing else is said otherwise."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import httpx
import psycopg
import pytest

from ledger.store.postgresql.roles import ROLES
from ledger.store.tables import newest
from tests.faults.sending import EVENT, proposed
from tests.integration.service.processes import PATIENCE_S, ROOT, Ended, run, started, until_ready
from tests.services.postgresql.native import NativePostgreSQL

DEVON = ROOT / "examples" / "devon.jsonl"
TOLD = f"devon: tables of version {newest()}.\n"


@pytest.fixture
def url(postgresql_url: str) -> str:
    return postgresql_url


def on(url: str, *arguments: str, stdin: str = "") -> Ended:
    return run(*arguments, stdin=stdin, IMPROVEMENT_LEDGER_DATABASE_URL=url)


def test_config_says_which_database_and_keeps_its_password(url: str) -> None:
    done = on(url, "config")
    assert done.code == 0
    assert f"The ledgers live in database {url.rpartition('/')[2]} at 127.0.0.1." in done.out
    assert url not in done.out


def test_a_ledger_is_made_filled_listed_and_asked(url: str) -> None:
    assert on(url, "ledger", "create", "devon").code == 0
    assert on(url, "ledger", "create", "devon").err.startswith("Error: devon has a ledger already.")
    assert "recorded               194" in on(url, "append", str(DEVON)).out
    (row,) = on(url, "ledger", "list", "--json").json
    assert (row["council"], row["events"]) == ("devon", 194)
    asked = on(url, "ask", "devon/improvement-2020", "--as-at", "2020-06-01")
    assert asked.code == 0, asked.err


def test_the_same_answer_as_out_of_a_file(url: str, tmp_path: Path) -> None:
    question = ("ask", "devon/improvement-2020", "--as-at", "2020-06-01")
    on(url, "append", "--create", str(DEVON))
    run("append", "--create", str(DEVON), data_dir=tmp_path)
    assert on(url, *question).out == run(*question, data_dir=tmp_path).out


def test_migrate_tells_the_version_of_every_ledger(url: str) -> None:
    assert "There is no ledger in database" in on(url, "migrate").out
    on(url, "ledger", "create", "devon")
    assert on(url, "migrate").out == TOLD
    assert on(url, "migrate", "--json").json == {"devon": newest()}


def test_migrate_works_on_a_folder_too_and_it_has_no_roles(tmp_path: Path) -> None:
    run("ledger", "create", "devon", data_dir=tmp_path)
    assert run("migrate", data_dir=tmp_path).out == TOLD
    refused = run("migrate", "--roles", data_dir=tmp_path)
    assert (refused.code, refused.out) == (1, "")
    assert "There are no roles in" in refused.err


def test_migrate_makes_the_roles(own_postgresql: NativePostgreSQL) -> None:
    url = own_postgresql.url_of("postgres")
    on(url, "ledger", "create", "devon")
    done = on(url, "migrate", "--roles")
    assert (done.code, done.err) == (0, "")
    assert "The roles have their rights in database postgres at 127.0.0.1." in done.out


def test_no_server_is_said_in_one_line() -> None:
    done = on("postgresql://devon:pass-word@127.0.0.1:9/ledgers", "ledger", "list")
    assert done.code == 1
    assert done.err.startswith("Error: STORAGE_FAILED: ")
    assert "pass-word" not in done.err


def test_clients_do_not_hear_where_the_database_is_and_the_log_does(
    own_postgresql: NativePostgreSQL,
) -> None:
    url = own_postgresql.url_of("postgres")
    port, event = str(urlsplit(url).port), proposed("first")
    on(url, "ledger", "create", "devon")
    with started("serve", "--port", "0", IMPROVEMENT_LEDGER_DATABASE_URL=url) as running:
        address = running.address()
        until_ready(address)
        own_postgresql.stop()
        answers = [
            httpx.get(f"{address}/ready", timeout=PATIENCE_S),
            httpx.post(f"{address}/v1/events", json=event, headers=EVENT, timeout=PATIENCE_S),
        ]
        running.wait_for("the store cannot be used")
    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (503, "STORAGE_FAILED")
        assert answer.json()["detail"].endswith("the log of the service says how")
        assert port not in answer.text.replace(address, "")
    assert port in running.printed


def test_it_serves(url: str) -> None:
    on(url, "append", "--create", str(DEVON))
    with started("serve", "--port", "0", IMPROVEMENT_LEDGER_DATABASE_URL=url) as running:
        ready = until_ready(running.address())
    assert ready.status_code == 200
    assert ready.json()["ledgers"][0]["projected"] == 193


def test_processes_of_three_roles_work_together(own_postgresql: NativePostgreSQL) -> None:
    owner = own_postgresql.url_of("postgres")
    on(owner, "ledger", "create", "devon")
    on(owner, "migrate", "--roles")
    urls = [with_role(owner, role) for role in ROLES]
    writer, projector, reader = urls
    only = {"IMPROVEMENT_LEDGER_PROJECTOR": "false"}
    question = ("ask", "devon/improvement-2020", "--as-at", "2020-06-01")
    with started("project", "--port", "0", IMPROVEMENT_LEDGER_DATABASE_URL=projector) as projecting:
        projecting.wait_for("Ctrl-C ends it")
        written = run("append", str(DEVON), IMPROVEMENT_LEDGER_DATABASE_URL=writer, **only)
        assert "up to date with position 193" in written.out, written.err
        asked = run(*question, IMPROVEMENT_LEDGER_DATABASE_URL=reader, **only)
        assert (asked.code, asked.err) == (0, "")
    refused = run("append", str(DEVON), IMPROVEMENT_LEDGER_DATABASE_URL=reader, **only)
    assert "permission denied" in refused.out + refused.err


def with_role(owner: str, role: str) -> str:
    """The URL for ``role``, which gets the owner's password."""
    address = urlsplit(owner)
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(f"ALTER ROLE {role} PASSWORD '{address.password}'".encode())
    return urlunsplit(
        address._replace(netloc=f"{role}:{address.password}@{address.hostname}:{address.port}")
    )
