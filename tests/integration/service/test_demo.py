"""The demo: three councils, three questions with their answers, and the service."""

from __future__ import annotations

import re
import shlex
import signal
import socket
from pathlib import Path

import httpx

from tests.integration.service.processes import Ended, run, started, until_ready


def section(printed: str, number: int) -> str:
    """What stands under a question, on one line."""
    found = re.search(rf"^{number}\. (.*?)(?=^\d\. |^Go on|\Z)", printed, re.DOTALL | re.MULTILINE)
    assert found is not None
    return " ".join(found[1].split())


def test_it_loads_three_councils_and_a_made_up_one(demo: tuple[Ended, Path]) -> None:
    printed = demo[0].out
    assert demo[0].code == 0, demo[0].err
    assert [line.split("  ")[1] for line in printed.splitlines() if " events  " in f"{line}  "] == [
        "Devon",
        "Worcestershire",
        "Nottingham City",
        "Example",
    ]
    assert "synthetic: a made-up council" in printed


def test_it_is_quick(demo: tuple[Ended, Path]) -> None:
    taken = re.search(r"recorded and projected in ([0-9.]+) seconds", demo[0].out)
    assert taken is not None
    assert float(taken[1]) < 5


def test_the_first_answer_is_what_was_approved_and_when_nothing_was(
    demo: tuple[Ended, Path],
) -> None:
    answer = section(demo[0].out, 1)
    assert "2021/22: £1.6 million in total = £1,000,000 recurrent" in answer
    assert "(approved) + £618,000 one-off (endorsed); lines minus total £18,000" in answer
    assert "30.0 full-time equivalents = 21.2 ongoing + 8.8 short-term" in answer
    assert "posts filled: not recorded" in answer
    assert "As known on 1 May 2020: none" in answer
    assert "← devon-cabinet-cs-20-06, RESOLVED (a) to (d)" in answer


def test_the_second_answer_is_indeterminate_with_two_candidates(demo: tuple[Ended, Path]) -> None:
    answer = section(demo[0].out, 2)
    assert (
        "Indeterminate: Children and Families Partnership Executive or Improvement Partnership."
        in answer
    )
    assert "← devon-cabinet-cs-20-06" in answer
    assert "← devon-improvement-report-2020, 2.3" in answer


def test_the_third_answer_is_silence_first_and_a_rate_later(demo: tuple[Ended, Path]) -> None:
    answer = section(demo[0].out, 3)
    assert "As known in November 2020: not recorded." in answer
    assert "As known on 16 February 2021: 32 %." in answer
    assert "← devon-scrutiny-2021-02-16, 3.2" in answer


def test_the_commands_that_it_prints_give_the_same_answers(demo: tuple[Ended, Path]) -> None:
    joined = demo[0].out.replace(" \\\n", " ")
    commands = re.findall(r"^ +improvement-ledger (ask .*)$", joined, re.MULTILINE)
    answers = [run(*shlex.split(command)) for command in commands[:3]]
    assert [each.code for each in answers] == [0, 0, 0]
    assert "£618,000 one-off (endorsed)" in " ".join(answers[0].out.split())
    assert "indeterminate: Children and Families Partnership Executive or" in answers[1].out
    assert "latest reading: 32 %" in answers[2].out


def test_it_can_be_run_again_in_the_same_folder(data_dir: Path) -> None:
    again = run("demo", "--no-serve", "--data-dir", str(data_dir))
    assert again.code == 0, again.err
    assert "32 %" in again.out


def test_without_a_folder_it_makes_one_and_says_where(tmp_path: Path) -> None:
    done = run("demo", "--no-serve", TMPDIR=str(tmp_path))
    (folder,) = tmp_path.iterdir()
    assert f"--data-dir {folder}" in done.out
    assert (folder / "devon" / "ledger.db").is_file()


def test_it_leaves_the_ledgers_of_the_settings_alone(tmp_path: Path) -> None:
    (tmp_path / "temporary").mkdir()
    run("demo", "--no-serve", data_dir=tmp_path / "real", TMPDIR=str(tmp_path / "temporary"))
    assert not (tmp_path / "real").exists()


def test_the_variable_that_make_sets_ends_it_after_the_answers(tmp_path: Path) -> None:
    done = run("demo", "--data-dir", str(tmp_path / "data"), SERVE="0", PORT="8000")
    assert done.code == 0, done.err
    assert "Now serving" not in done.out


def test_it_serves_what_it_loaded_until_it_is_interrupted(tmp_path: Path) -> None:
    with started("demo", SERVE="1", PORT="0", TMPDIR=str(tmp_path)) as running:
        address = running.address()
        assert until_ready(address).status_code == 200
        followed = httpx.get(f"{address}/devon/questions/repeat-plans")
        assert followed.status_code == 307
        assert followed.headers["location"].startswith("/devon/graphql?query=")
        code = running.stop(signal.SIGINT)
    assert code == 0
    assert running.printed.rstrip().endswith("Stopped.")
    assert "Traceback" not in running.printed
    assert list(tmp_path.iterdir()) == []


def test_a_port_in_use_is_said_before_anything_is_loaded(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("demo", "--data-dir", str(tmp_path / "data"), PORT=str(port))
    assert done.code == 1
    assert done.err.startswith(f"Error: Port {port} of 127.0.0.1 is in use by another program.\n")
    assert f"make demo PORT={port + 1}" in done.err
    assert not (tmp_path / "data").exists()


def test_another_record_in_the_folder_is_not_taken_for_the_examples(data_dir: Path) -> None:
    lines = (Path(__file__).parents[3] / "examples" / "devon.jsonl").read_text("utf-8")
    first = lines.splitlines()[0]
    other = first.replace('"kind": "INSPECTION"', '"kind": "FOCUSED_VISIT"').replace(
        '"kind":"INSPECTION"', '"kind":"FOCUSED_VISIT"'
    )
    assert other != first
    fresh = data_dir.parent / "fresh"
    assert run("append", "-", "--create", data_dir=fresh, stdin=other).code == 0
    done = run("demo", "--no-serve", "--data-dir", str(fresh))
    assert done.code == 1
    assert "ID_CONFLICT" in done.err
