"""The service as a real process: live, ready, stopped, and not open to strangers."""

from __future__ import annotations

import re
import signal
import socket
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import httpx
import pytest

from ledger.store.directory import LedgerDirectory
from ledger.store.sqlite.home import FolderHome
from projections.read_model import ReadModel
from projections.read_model.sqlite.place import FilePlace
from projections.runner import Projector
from service import clock
from service.projecting import Projecting
from service.settings import Settings
from service.wiring import Wiring
from tests.integration.service.processes import ROOT, run, started, until_ready
from tests.waiting import until

QUESTION = {"query": "{ snapshot { basis { position } plans { key } } }"}


ANYWHERE = "0.0.0.0"  # noqa: S104 - that it is refused is what is tested


def first_lines(council: str, count: int) -> str:
    text = (ROOT / "examples" / f"{council}.jsonl").read_text(encoding="utf-8")
    return "\n".join(text.splitlines()[:count])


def position(address: str, council: str) -> int:
    answer = httpx.post(f"{address}/{council}/graphql", json=QUESTION).json()
    return int(answer["data"]["snapshot"]["basis"]["position"])


def test_it_answers_what_it_is_asked(served: str) -> None:
    assert httpx.get(f"{served}/live").text == "live\n"
    answer = httpx.post(f"{served}/devon/graphql", json=QUESTION).json()
    assert answer["data"]["snapshot"]["plans"] == [{"key": "improvement-2020"}]


def test_what_another_process_appends_is_seen_while_it_serves(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    lines = first_lines("devon", 60).splitlines()
    assert run("append", "-", "--create", data_dir=data_dir, stdin="\n".join(lines[:20])).code == 0
    with started("serve", "--port", "0", data_dir=data_dir) as running:
        address = running.address()
        until_ready(address)
        assert position(address, "devon") == 19
        # The service holds the lease; the command waits until it has projected.
        done = run("append", "-", data_dir=data_dir, stdin="\n".join(lines[20:]))
        assert "up to date with position 59" in done.out
        assert position(address, "devon") == 59


def test_what_is_sent_over_http_is_seen_a_moment_later(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    lines = first_lines("devon", 21).splitlines()
    run("append", "-", "--create", data_dir=data_dir, stdin="\n".join(lines[:20]))
    with started("serve", "--port", "0", data_dir=data_dir) as running:
        address = running.address()
        until_ready(address)
        sent = httpx.post(
            f"{address}/v1/events",
            content=lines[20],
            headers={"content-type": "application/cloudevents+json"},
        )
        assert sent.status_code == 202
        until(lambda: position(address, "devon") >= 20, 10)
        assert position(address, "devon") == 20
        asked = run("ask", "devon/improvement-2020", "--json", data_dir=data_dir)
        assert asked.json["plan"]["basis"]["position"] == "20"


def test_a_ledger_made_while_it_serves_is_served(tmp_path: Path) -> None:
    with started("serve", "--port", "0", data_dir=tmp_path / "data") as running:
        address = running.address()
        assert "No ledger here yet" in httpx.get(address, headers={"accept": "text/html"}).text
        stdin = first_lines("worcestershire", 5)
        run("append", "-", "--create", data_dir=tmp_path / "data", stdin=stdin)
        ready = until_ready(address)
        assert ready.status_code == 200
        assert ready.json()["ledgers"][0]["council"] == "worcestershire"
        assert "Worcestershire" in httpx.get(address, headers={"accept": "text/html"}).text


def test_it_is_not_ready_while_another_projector_leads_and_lags(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    run("append", "-", "--create", data_dir=data_dir, stdin=first_lines("devon", 20))
    for made in (data_dir / "devon").glob("read-model*"):
        made.unlink()
    with LedgerDirectory(FolderHome(data_dir), clock.now_us, clock.entropy) as directory:
        ledger = directory.open("devon")
        place = FilePlace(directory.read_model_path("devon"))
        ReadModel.open(place, reader=ledger).close()
        with Projector(ledger, place, holder="another", clock=clock.now_us) as other:
            assert other.catch_up(limit=5).position == 4
            with started("serve", "--port", "0", data_dir=data_dir) as running:
                address = running.address()
                answer = httpx.get(f"{address}/ready")
                assert answer.status_code == 503
                assert answer.json()["ready"] is False
                assert answer.json()["ledgers"][0]["standing"] == "starting"
                other.close()
                assert until_ready(address).json()["ledgers"][0]["projected"] == 19


def without_read_model(data_dir: Path) -> Path:
    for made in (data_dir / "devon").glob("read-model*"):
        made.unlink()
    return data_dir / "devon"


def test_a_read_model_that_is_no_database_is_built_anew(data_dir: Path) -> None:
    folder = without_read_model(data_dir)
    (folder / "read-model.db").write_bytes(b"no database at all" * 100)
    with started("serve", "--port", "0", data_dir=data_dir) as running:
        assert until_ready(running.address()).status_code == 200


def test_an_entry_that_cannot_be_projected_is_said_and_not_passed_over(data_dir: Path) -> None:
    folder = without_read_model(data_dir)
    with closing(sqlite3.connect(folder / "ledger.db")) as database:
        kept = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (name,) in database.execute(kept).fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute("UPDATE stored_events SET state = replace(state, '.v1', '.v9')")
        database.commit()
    with started("serve", "--port", "0", data_dir=data_dir) as running:
        address = running.address()
        deadline = time.monotonic() + 10
        standing = "starting"
        while standing == "starting" and time.monotonic() < deadline:
            answer = httpx.get(f"{address}/ready")
            (devon,) = (each for each in answer.json()["ledgers"] if each["council"] == "devon")
            standing = devon["standing"]
        assert (answer.status_code, standing) == (503, "failed")
        assert re.fullmatch(r"UnknownEventType: improvement\.[a-z.-]+\.v9", devon["failure"])
        assert httpx.get(f"{address}/live").status_code == 200


def test_what_is_unforeseen_is_told_to_the_log_alone(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(_: Projector, __: int) -> NoReturn:
        raise RuntimeError("whatever a payload held")

    monkeypatch.setattr(Projector, "catch_up", fails)
    with Wiring(Settings(data_dir=data_dir)) as wiring:
        projecting = Projecting(wiring)
        projecting.start()
        try:
            until(lambda: any(each.standing == "failed" for each in projecting.followers()))
            (failure,) = {each.failure for each in projecting.followers() if each.failure}
        finally:
            projecting.stop()
    assert failure == "RuntimeError: unforeseen, see the log"
    assert "whatever a payload held" in caplog.text


def test_a_read_model_of_another_ledger_is_built_anew(data_dir: Path) -> None:
    other = data_dir / "worcestershire" / "read-model.db"
    mine = data_dir / "devon" / "read-model.db"
    mine.write_bytes(other.read_bytes())
    with started("serve", "--port", "0", data_dir=data_dir) as running:
        address = running.address()
        ready = until_ready(address).json()
        assert ready["ledgers"][0]["projected"] == ready["ledgers"][0]["head"]
        assert position(address, "devon") == ready["ledgers"][0]["head"]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_when_it_is_told_to(loaded: Path, how: signal.Signals) -> None:
    with started("serve", "--port", "0", data_dir=loaded) as running:
        until_ready(running.address())
        begun = time.monotonic()
        assert running.stop(how) == 0
    assert time.monotonic() - begun < 5
    assert running.printed.endswith("Stopped.\n")
    assert "Traceback" not in running.printed


def test_it_gives_the_lease_back_so_that_the_next_need_not_wait(data_dir: Path) -> None:
    with started("serve", "--port", "0", data_dir=data_dir) as running:
        until_ready(running.address())
        running.stop()
    begun = time.monotonic()
    with started("serve", "--port", "0", data_dir=data_dir) as running:
        assert until_ready(running.address()).status_code == 200
    assert time.monotonic() - begun < 8


def test_a_port_in_use_is_said_with_what_to_do(loaded: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("serve", "--port", str(port), data_dir=loaded)
    assert done.code == 1
    assert f"Port {port} of 127.0.0.1 is in use" in done.err
    assert f"--port {port + 1}" in done.err


def test_it_does_not_listen_to_strangers_unless_it_is_told_to(loaded: Path) -> None:
    done = run("serve", "--host", ANYWHERE, "--port", "0", data_dir=loaded)
    assert done.code == 1
    assert "--open-to-all" in done.err
    with started(
        "serve", "--host", ANYWHERE, "--port", "0", "--open-to-all", data_dir=loaded
    ) as running:
        assert httpx.get(f"{running.address()}/live").status_code == 200


def test_every_page_of_a_made_up_council_says_so(served: str) -> None:
    html = {"accept": "text/html"}
    assert httpx.get(served, headers=html).text.count("Synthetic data.") == 1
    assert "Synthetic data" in httpx.get(f"{served}/example/graphql", headers=html).text
    assert "Synthetic data" not in httpx.get(f"{served}/devon/graphql", headers=html).text


def test_the_first_page_is_there_for_programs_too(served: str) -> None:
    told = httpx.get(served, headers={"accept": "application/json"}).json()["councils"]
    councils = ["devon", "nottingham-city", "worcestershire", "example"]
    assert [each["key"] for each in told] == councils


def test_every_question_of_the_first_page_has_an_answer(served: str) -> None:
    told = httpx.get(served, headers={"accept": "application/json"}).json()["councils"]
    for council in told:
        assert council["questions"], council["key"]
        for link in council["questions"]:
            page = httpx.get(f"{served}{link['address']}", headers={"accept": "text/html"})
            assert page.status_code == 307
            answer = httpx.get(f"{served}{page.headers['location']}").json()
            assert "errors" not in answer
            assert None not in [
                answer["data"][name] for name in answer["data"] if "May" not in name
            ]


def test_an_address_of_no_question_is_not_found(served: str) -> None:
    assert httpx.get(f"{served}/devon/questions/none").status_code == 404
