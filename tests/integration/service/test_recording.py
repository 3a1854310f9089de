"""``append``, ``validate`` and ``quarantine``: what became of every event."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.integration.service.processes import PROGRAM, ROOT, environment, here, run

WORCESTERSHIRE = ROOT / "examples" / "worcestershire.jsonl"


def events(count: int) -> list[str]:
    return WORCESTERSHIRE.read_text(encoding="utf-8").splitlines()[:count]


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A data folder with an empty ledger of Worcestershire."""
    folder = tmp_path / "data"
    assert here("ledger", "create", "worcestershire", data_dir=folder).code == 0
    return folder


def size(folder: Path) -> int:
    (row,) = here("ledger", "list", "--json", data_dir=folder).json
    return int(row["events"])


def test_a_file_is_recorded_and_can_be_asked_at_once(empty: Path) -> None:
    done = run("append", str(WORCESTERSHIRE), data_dir=empty)
    assert done.code == 0, done.err
    assert done.out.splitlines()[:2] == [
        "worcestershire.jsonl: 43 events",
        "  recorded                43",
    ]
    assert "The read model of worcestershire is up to date with position 42." in done.out
    asked = run("ask", "worcestershire/improvement-2017", "--json", data_dir=empty)
    assert asked.json["plan"]["basis"]["position"] == "42"


def test_the_same_file_again_changes_nothing(empty: Path) -> None:
    run("append", str(WORCESTERSHIRE), data_dir=empty)
    again = run("append", str(WORCESTERSHIRE), "--json", data_dir=empty)
    assert again.code == 0
    assert (again.json["recorded"], again.json["recorded_before"]) == (0, 43)
    assert size(empty) == 43


def test_an_array_on_standard_input_is_recorded_too(empty: Path) -> None:
    done = here("append", "-", "--json", data_dir=empty, stdin=f"[{','.join(events(3))}]")
    assert done.json["recorded"] == 3


def test_validate_says_what_append_would_do_and_does_nothing(empty: Path) -> None:
    said = here("validate", str(WORCESTERSHIRE), "--json", data_dir=empty)
    assert (said.code, said.json["recorded"], said.json["validated_only"]) == (0, 43, True)
    raised = {each["code"] for each in said.json["concerns"]["raised"]}
    assert "DOCUMENTED_LATE" in raised
    for_people = here("validate", str(WORCESTERSHIRE), data_dir=empty).out
    assert f"It would raise {len(said.json['concerns']['raised'])} concern" in for_people
    assert "DOCUMENTED_LATE, worcestershire/improvement-2017/plan/main: " in for_people
    assert size(empty) == 0
    wrong = here("validate", "-", data_dir=empty, stdin="not an event\n")
    assert wrong.code == 1
    assert "MALFORMED_JSON at line 1" in wrong.out
    listed = here("quarantine", "list", "-", data_dir=empty)
    assert listed.out == "Nothing is in quarantine.\n"


def test_what_is_refused_is_told_with_its_place_and_remedy_and_the_rest_goes_on(
    empty: Path,
) -> None:
    first, second = events(2)
    wrong = json.dumps({**json.loads(second), "id": "x", "effective": "next week"})
    done = run("append", "-", data_dir=empty, stdin=f"{first}\n{wrong}\noops\n{second}")
    assert done.code == 1
    assert "recorded                 2" in done.out
    assert "BAD_MOMENT at line 2 (quarantine 1)" in done.out
    assert "MALFORMED_JSON at line 3" in done.out
    assert "What to do\n  BAD_MOMENT: Write e.g. 2020-05-13" in done.out
    assert size(empty) == 2


def test_an_atomic_file_is_recorded_whole_or_not_at_all(empty: Path) -> None:
    done = here("append", "-", "--atomic", data_dir=empty, stdin="\n".join([*events(2), "{}"]))
    assert done.code == 1
    assert size(empty) == 0
    assert here("append", "-", "--atomic", data_dir=empty, stdin="\n".join(events(2))).code == 0
    assert size(empty) == 2


def test_verbose_says_what_became_of_each(empty: Path) -> None:
    here("append", "-", data_dir=empty, stdin=events(1)[0])
    done = here("append", "-", "--verbose", "--json", data_dir=empty, stdin="\n".join(events(2)))
    told = [(each["place"], each["duplicate"], each["position"]) for each in done.json["results"]]
    assert told == [("line 1", True, 0), ("line 2", False, 1)]


def test_a_council_without_a_ledger_is_refused_until_one_is_made(tmp_path: Path) -> None:
    refused = here("append", "-", data_dir=tmp_path / "data", stdin=events(1)[0])
    assert refused.code == 1
    assert "UNKNOWN_COUNCIL" in refused.out
    assert "--create" in refused.out
    made = here("append", "-", "--create", data_dir=tmp_path / "data", stdin=events(1)[0])
    assert made.code == 0


def test_a_file_that_ends_in_the_middle_says_how_much_was_recorded(empty: Path) -> None:
    done = here("append", "-", data_dir=empty, stdin=f"[{events(1)[0]},")
    assert done.code == 1
    assert "cannot be read to its end" in done.err
    assert "send it again" in done.err
    assert "Traceback" not in done.err


def test_what_was_refused_can_be_listed_shown_and_replayed(empty: Path) -> None:
    opening, later = events(2)
    assert json.loads(opening)["subject"] == json.loads(later)["subject"]
    here("append", "-", data_dir=empty, stdin=later)
    (row,) = here("quarantine", "list", "worcestershire", "--json", data_dir=empty).json
    assert (row["id"], row["code"], row["count"]) == (1, "STREAM_NOT_OPEN", 1)
    shown = here("quarantine", "show", "worcestershire", "1", data_dir=empty)
    assert "STREAM_NOT_OPEN: The stream has no opening event" in shown.out
    assert "What to do: Send the opening event first" in shown.out
    raw = run("quarantine", "show", "worcestershire", "1", "--raw", data_dir=empty)
    assert raw.out == later
    too_early = here("quarantine", "replay", "worcestershire", "1", data_dir=empty)
    assert (too_early.code, "refused again" in too_early.out) == (1, True)
    here("append", "-", data_dir=empty, stdin=opening)
    taken = here("quarantine", "replay", "worcestershire", "--all", data_dir=empty)
    assert (taken.code, taken.out) == (0, "1: taken at position 1\n")
    nothing = here("quarantine", "replay", "worcestershire", "--all", data_dir=empty)
    assert (nothing.code, nothing.out) == (0, "There is nothing to replay.\n")


def test_a_ledger_that_another_holds_is_waited_for_and_no_longer(empty: Path) -> None:
    with closing(sqlite3.connect(empty / "worcestershire" / "ledger.db")) as holder:
        holder.execute("BEGIN IMMEDIATE")
        done = run(
            "append", "-", data_dir=empty, stdin=events(1)[0],
            IMPROVEMENT_LEDGER_LOCK_WAIT_S="0.2",
        )  # fmt: skip
    assert done.code == 1
    assert "LEDGER_BUSY" in done.out
    assert "LEDGER_BUSY: Send the same events again under the same ids." in done.out
    assert run("append", "-", data_dir=empty, stdin=events(1)[0]).code == 0


def test_a_number_that_is_not_in_quarantine_is_said(empty: Path) -> None:
    for command in ("show", "replay"):
        done = here("quarantine", command, "worcestershire", "7", data_dir=empty)
        assert done.code == 1
        assert "There is no number 7 in the quarantine of worcestershire." in done.err


def test_a_ledger_is_made_once_with_its_origin_and_its_own_roles(tmp_path: Path) -> None:
    roles = tmp_path / "roles.json"
    roles.write_text('{"harbour-master": "Harbour Master"}', encoding="utf-8")
    create = ("ledger", "create", "devon", "--roles", str(roles), "--json")
    made = run(*create, data_dir=tmp_path / "data", IMPROVEMENT_LEDGER_ORIGIN_PREFIX="example.org")
    assert made.json["origin"] == "example.org/devon"
    again = run(*create, data_dir=tmp_path / "data")
    assert (again.code, "has a ledger already" in again.err) == (1, True)


@pytest.mark.parametrize("council", ["Devon", "../devon", "a/b"])
def test_what_is_no_key_makes_no_ledger(tmp_path: Path, council: str) -> None:
    done = here("ledger", "create", council, data_dir=tmp_path / "data")
    assert done.code == 1
    assert "Traceback" not in done.err
    assert not (tmp_path / "data").exists() or list((tmp_path / "data").iterdir()) == []


def test_roles_that_are_no_object_make_no_ledger(tmp_path: Path) -> None:
    roles = tmp_path / "roles.json"
    roles.write_text('["harbour-master"]', encoding="utf-8")
    done = here("ledger", "create", "devon", "--roles", str(roles), data_dir=tmp_path / "data")
    assert done.code == 1
    assert "roles.json is no JSON object" in done.err


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_where_nothing_can_be_printed_that_is_said_and_the_work_is_done(
    empty: Path, unbuffered: str
) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [PROGRAM, "append", "-"],
            env=environment(empty, PYTHONUNBUFFERED=unbuffered),
            input=events(1)[0].encode(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    said = done.stderr.decode()
    assert done.returncode == 1
    assert "Error: Standard output cannot be written: No space left on device." in said
    assert "Traceback" not in said
    assert size(empty) == 1


@pytest.mark.parametrize("arguments", [["--help"], ["config"], ["config", "--json"]])
def test_no_command_ends_in_a_traceback_for_want_of_room(arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [PROGRAM, *arguments],
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.startswith(b"Error: Standard output cannot be written")


def test_a_closed_standard_output_is_no_failure() -> None:
    done = subprocess.run(
        ["sh", "-c", '"$0" config >&-', PROGRAM],
        env=environment(),
        stderr=subprocess.PIPE,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
