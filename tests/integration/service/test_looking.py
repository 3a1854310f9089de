"""``events``, ``rebuild``, ``schemas`` and ``config``; and what every command has in common."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import time
from pathlib import Path

import pytest

from ledger.registry import REGISTRY
from tests.integration.service.processes import PROGRAM, ROOT, environment, here, run

READING = (
    ("ledger", "list"),
    ("events", "devon"),
    ("events", "devon", "--position", "0"),
    ("quarantine", "list", "devon"),
    ("ask", "devon/improvement-2020", "--known-by", "documented"),
    ("schemas",),
    ("config",),
)


@pytest.mark.parametrize("arguments", READING)
def test_json_is_one_json_document(loaded: Path, arguments: tuple[str, ...]) -> None:
    done = here(*arguments, "--json", data_dir=loaded)
    assert done.code == 0, done.err
    json.loads(done.out)


def test_events_are_listed_by_stream_and_type(loaded: Path) -> None:
    asked = ("events", "devon", "--limit", "0", "--json")
    everything = here(*asked, data_dir=loaded).json
    assert [each["position"] for each in everything] == list(range(len(everything)))
    of_stream = here(*asked, "--stream", "budget", data_dir=loaded).json
    assert {each["stream"].split("/")[2] for each in of_stream} == {"budget"}
    of_type = here(*asked, "--type", "measure.reading-*", data_dir=loaded).json
    assert {each["type"] for each in of_type} == {"improvement.measure.reading-recorded.v1"}
    since = here(*asked, "--since", str(len(everything) - 2), data_dir=loaded).json
    assert since == everything[-2:]
    assert here(*asked, "--plan", "another", data_dir=loaded).json == []


def test_a_page_of_events_says_how_to_go_on(loaded: Path) -> None:
    done = run("events", "devon", "--limit", "3", data_dir=loaded)
    assert done.out.rstrip().endswith("These are the first 3; go on with --since 3.")


def test_a_position_past_the_head_says_which_is_the_last(loaded: Path) -> None:
    done = here("events", "devon", "--position", "99999", data_dir=loaded)
    assert done.code == 1
    assert re.search(r"The last one is at \d+\.", done.err)


def test_a_rebuild_gives_the_same_digest(data_dir: Path) -> None:
    done = run("rebuild", "--all", "--json", data_dir=data_dir)
    assert done.code == 0, done.err
    assert {each["council"] for each in done.json} == {
        "devon",
        "example",
        "nottingham-city",
        "worcestershire",
    }
    assert all(each["digest"] == each["digest_before"] for each in done.json)


def test_a_read_model_that_was_tampered_with_is_found_and_replaced(data_dir: Path) -> None:
    import sqlite3

    path = data_dir / "devon" / "read-model.db"
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE field_value SET value = '\"another\"' WHERE value LIKE '\"%'")
    connection.close()
    found = run("rebuild", "devon", data_dir=data_dir)
    assert (found.code, "They differ" in found.out) == (1, True)
    again = run("rebuild", "devon", data_dir=data_dir)
    assert (again.code, "held the very same" in again.out) == (0, True)


def test_a_lost_read_model_is_made_again_by_asking(data_dir: Path) -> None:
    for made in (data_dir / "devon").glob("read-model*"):
        made.unlink()
    done = run("ask", "devon/improvement-2020", "--field", "plan.title", data_dir=data_dir)
    assert done.code == 0, done.err
    assert "title: Devon children's services improvement plan" in done.out


def test_a_read_model_that_was_lost_is_rebuilt_with_the_digest_it_had(data_dir: Path) -> None:
    (before,) = run("rebuild", "devon", "--json", data_dir=data_dir).json
    for made in (data_dir / "devon").glob("read-model*"):
        made.unlink()
    (after,) = run("rebuild", "devon", "--json", data_dir=data_dir).json
    assert after["digest"] == before["digest"]
    assert after["digest_before"] is None


def test_the_read_model_from_before_a_rebuild_is_listed_put_back_and_removed(
    data_dir: Path,
) -> None:
    (rebuilt,) = run("rebuild", "devon", "--json", data_dir=data_dir).json
    (there,) = run("rebuild", "devon", "--list", "--json", data_dir=data_dir).json
    after, before = there["generations"]
    assert (after["stands"], before["stands"]) == (True, False)
    assert after["events"] == before["events"] == rebuilt["events"]
    (undone,) = run("rebuild", "devon", "--rollback", "--json", data_dir=data_dir).json
    assert undone["agrees"] is True
    assert undone["digest"] == rebuilt["digest"]
    listed = run("rebuild", "devon", "--list", data_dir=data_dir).out.splitlines()
    assert listed[1].split()[:2] == [str(before["number"]), "answers"]
    dropped = run("rebuild", "devon", "--drop-old", data_dir=data_dir)
    assert dropped.out == f"devon: generation {after['number']} is removed.\n"
    again = run("rebuild", "devon", "--rollback", data_dir=data_dir)
    assert (again.code, "no read model of devon from before" in again.err) == (1, True)


def test_rebuild_wants_to_know_what(loaded: Path) -> None:
    done = here("rebuild", data_dir=loaded)
    assert (done.code, "Name the councils, or give --all." in done.err) == (2, True)


def test_the_schema_of_a_type_is_the_one_of_the_registry() -> None:
    name = "improvement.body.chair-appointed.v1"
    assert run("schemas", name).json == REGISTRY.schema(name)


def test_every_schema_can_be_written_into_a_folder(tmp_path: Path) -> None:
    assert run("schemas", "--out", str(tmp_path)).code == 0
    written = {path.name.removesuffix(".json") for path in tmp_path.iterdir()}
    assert written == set(REGISTRY.types)


def test_the_documents_of_this_checkout_are_true() -> None:
    done = run("schemas", "--check")
    assert (done.code, done.out.count("stale")) == (0, 0), done.out


def test_a_type_that_is_none_is_answered_with_what_is_near() -> None:
    done = run("schemas", "improvement.action.agred.v1")
    assert done.code == 2
    assert "improvement.action.agreed.v1" in done.err


def test_config_prints_what_chose_each_setting(tmp_path: Path) -> None:
    done = run("config", "--json", data_dir=tmp_path, IMPROVEMENT_LEDGER_PORT="8001")
    chosen = {each["name"]: (each["value"], each["chosen_by"]) for each in done.json["settings"]}
    assert chosen["port"] == ("8001", "IMPROVEMENT_LEDGER_PORT")
    assert chosen["data_dir"] == (str(tmp_path), "IMPROVEMENT_LEDGER_DATA_DIR")
    assert chosen["host"] == ("127.0.0.1", "default")


def test_config_finds_a_misspelt_variable() -> None:
    done = run("config", IMPROVEMENT_LEDGER_PROT="8001")
    assert done.code == 1
    assert "IMPROVEMENT_LEDGER_PROT is not a setting" in done.err


def test_a_setting_that_cannot_be_read_is_a_usage_error() -> None:
    done = run("ledger", "list", IMPROVEMENT_LEDGER_PORT="eighty")
    assert done.code == 2
    assert done.err.startswith("Error: IMPROVEMENT_LEDGER_PORT: ")


def test_a_damaged_ledger_is_said_and_left_as_it_is(data_dir: Path) -> None:
    path = data_dir / "devon" / "ledger.db"
    for made in (data_dir / "devon").glob("ledger.db-*"):
        made.unlink()
    content = b"not a database, not any more" * 1_000
    path.write_bytes(content)
    done = run("events", "devon", data_dir=data_dir)
    assert done.code == 1
    assert "Traceback" not in done.err
    assert "put back a copy that is whole" in done.err
    assert path.read_bytes() == content


def test_the_help_comes_at_once() -> None:
    taken = []
    for _ in range(3):
        begun = time.monotonic()
        assert run("--help").code == 0
        taken.append(time.monotonic() - begun)
    assert min(taken) < 0.4


def on_a_terminal(*arguments: str, data_dir: Path, **more: str) -> str:
    """What a command writes to a terminal of 100 columns."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [PROGRAM, *arguments],
        cwd=ROOT,
        env=environment(data_dir, TERM="xterm-256color", **more),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ):
        os.close(theirs)
        written = b""
        try:
            while read := os.read(ours, 65_536):
                written += read
        except OSError:  # Linux says EIO once nobody holds the other end
            pass
    os.close(ours)
    return written.decode()


COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def test_there_is_colour_on_a_terminal_and_none_elsewhere(loaded: Path) -> None:
    asked = ("ask", "devon/improvement-2020", "--known-by", "documented", "--only", "risks")
    assert COLOUR.search(on_a_terminal(*asked, data_dir=loaded))
    assert not COLOUR.search(on_a_terminal(*asked, data_dir=loaded, NO_COLOR="1"))
    assert "\x1b" not in run(*asked, data_dir=loaded).out


def test_there_is_a_progress_bar_on_a_terminal_and_none_elsewhere(data_dir: Path) -> None:
    shown = on_a_terminal("rebuild", "devon", data_dir=data_dir)
    assert "rebuilding devon" in shown
    piped = run("rebuild", "devon", data_dir=data_dir)
    assert "rebuilding" not in piped.out + piped.err


@pytest.mark.parametrize("columns", ["60", "80", "120"])
def test_no_line_is_wider_than_the_screen(loaded: Path, columns: str) -> None:
    done = run("ask", "devon/improvement-2020", "--known-by", "documented", data_dir=loaded,
               COLUMNS=columns)  # fmt: skip
    assert max(len(line) for line in done.out.splitlines()) <= int(columns)


def test_a_pipe_that_is_closed_early_is_no_error(loaded: Path) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", f"{PROGRAM} events devon --limit 0 | head -n 1"],
        cwd=ROOT,
        env=environment(loaded),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
