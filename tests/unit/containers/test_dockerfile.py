"""Dockerfile and .dockerignore: what can be known of them without an engine."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from service.command import COMMANDS
from tests.integration.service.processes import started, until_ready
from tests.unit.containers.read import ROOT, Instruction, last, stages

BUILD, RUNTIME = stages()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CHECK = last(RUNTIME, "HEALTHCHECK")


def copied() -> list[str]:
    """What the build takes from the checkout."""
    return [
        source
        for each in BUILD
        if each.name == "COPY"
        for source in each.words[:-1]
        if not source.startswith("--")
    ]


def let_in() -> set[str]:
    """What .dockerignore lets in."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert lines[1] == "*", "nothing is let in that is not named"
    return {line[1:] for line in lines if line.startswith("!")}


def test_both_stages_are_of_one_pinned_python_that_we_support() -> None:
    images = {stage[0].words[0] for stage in (BUILD, RUNTIME)}
    assert len(images) == 1
    pinned = re.fullmatch(r"python:(3\.\d+)\.\d+-slim-\w+", images.pop())
    assert pinned is not None
    classifiers = PROJECT["project"]["classifiers"]
    assert f"Programming Language :: Python :: {pinned[1]}" in classifiers


def test_what_is_copied_is_there_and_is_let_in() -> None:
    assert all((ROOT / source).exists() for source in copied())
    assert set(copied()) == let_in()


def test_every_package_is_copied_and_nothing_that_holds_data_or_secrets() -> None:
    packages = set(PROJECT["tool"]["deptry"]["known_first_party"])
    files = {"locks/runtime.lock", "pyproject.toml", "README.md"}
    assert set(copied()) == packages | files


def test_dependencies_come_as_wheels_with_the_hashes_of_the_lock() -> None:
    (locked,) = [each.rest for each in BUILD if "runtime.lock" in each.rest and each.name == "RUN"]
    assert {"--require-hashes", "--no-deps"} <= set(locked.split())
    assert "--only-binary :all:" in locked


def test_whoever_runs_it_finds_no_tool_that_installs() -> None:
    assert [each.rest for each in RUNTIME if each.name == "COPY"] == [
        "--from=build /opt/improvement-ledger /opt/improvement-ledger"
    ]
    uninstalled = [each.rest for stage in (BUILD, RUNTIME) for each in stage if each.name == "RUN"]
    assert "pip uninstall --yes setuptools pip" in uninstalled[1]
    assert "pip uninstall --yes setuptools wheel pip" in uninstalled[2]
    assert not any("apt" in each for each in uninstalled)


def test_it_runs_as_a_user_with_a_number_and_not_as_root() -> None:
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", last(RUNTIME, "USER").rest)
    names = [each.name for each in RUNTIME]
    assert "RUN" not in names[names.index("USER") :]


def test_it_runs_our_command() -> None:
    assert last(RUNTIME, "ENTRYPOINT").words == list(PROJECT["project"]["scripts"])
    assert last(RUNTIME, "CMD").words[0] in COMMANDS


@pytest.mark.integration
@pytest.mark.parametrize("command", ["serve", "project"])
def test_its_health_check_tells_ready_from_not(tmp_path: Path, command: str) -> None:
    _, code = Instruction("CMD", CHECK.rest.split("CMD ", 1)[1]).words[1:]
    assert last(RUNTIME, "EXPOSE").rest in code
    with started(command, "--port", "0", data_dir=tmp_path) as running:
        port = running.address().rpartition(":")[2]
        until_ready(running.address())
        asked = [sys.executable, "-c", code.replace("8000", port)]
        assert subprocess.run(asked, check=False).returncode == 0
    assert subprocess.run(asked, check=False, capture_output=True).returncode == 1
