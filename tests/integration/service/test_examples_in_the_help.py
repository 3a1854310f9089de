"""Every example in the help works as it stands."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from service.command.manual import examples
from service.command.shape import Example
from tests.integration.service.processes import PATIENCE_S, ROOT, environment, run, started

EXAMPLES = list(examples())
OF_THE_ONE_BEFORE = ("--rollback", "--drop-old")
SERVES = (
    "improvement-ledger serve",
    "improvement-ledger project",
    "improvement-ledger demo --port",
)


@pytest.fixture(scope="module")
def prepared(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The loaded folder with one refusal in a quarantine of each sort."""
    folder = tmp_path_factory.mktemp("examples") / "data"
    shutil.copytree(loaded, folder, symlinks=True)
    lines = (ROOT / "examples" / "devon.jsonl").read_text(encoding="utf-8").splitlines()
    early = lines[1].replace("devon/improvement-2020/visit/", "devon/improvement-2020/visit/x-")
    early = early.replace('"id": "', '"id": "x-').replace('"id":"', '"id":"x-')
    assert run("append", "-", data_dir=folder, stdin=f"{early}\n{{}}").code == 1
    return folder


def may_be_refused(line: str) -> bool:
    """Whether the example shows that something is refused again."""
    return " replay " in line


@pytest.mark.parametrize(
    ("name", "example"), EXAMPLES, ids=[example.line for _, example in EXAMPLES]
)
def test_it_works_as_it_stands(prepared: Path, tmp_path: Path, name: str, example: Example) -> None:
    assert name in example.line
    if example.line.startswith(SERVES):
        words = example.line.split()[1:]
        with started(*words, data_dir=prepared, TMPDIR=str(tmp_path), PORT="0") as running:
            if "--port" in words:
                assert running.address()
                assert running.stop() == 0
        return
    if example.line.endswith(OF_THE_ONE_BEFORE):
        assert run("rebuild", "devon", data_dir=prepared).code == 0
    done = subprocess.run(
        ["/bin/sh", "-c", example.line],
        cwd=ROOT,
        env=environment(prepared, TMPDIR=str(tmp_path)),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == int(may_be_refused(example.line)), done.stderr
    assert done.stdout
    assert "Traceback" not in done.stderr
