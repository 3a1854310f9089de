"""An older copy of a ledger is put back: the read model beside it is of a future that is gone."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.integration.service.processes import run
from tests.worlds import EXAMPLES


def test_the_next_question_builds_the_read_model_anew(tmp_path: Path) -> None:
    data = tmp_path / "data"
    council = data / "devon"
    lines = (EXAMPLES / "devon.jsonl").read_text("utf-8").splitlines(keepends=True)
    first, rest = tmp_path / "first.jsonl", tmp_path / "rest.jsonl"
    first.write_text("".join(lines[:60]), "utf-8")
    rest.write_text("".join(lines[60:]), "utf-8")
    assert run("append", str(first), "--create", "--data-dir", str(data)).code == 0
    shutil.copy(council / "ledger.db", tmp_path / "kept.db")
    assert run("append", str(rest), "--data-dir", str(data)).code == 0
    for path in council.glob("ledger.db*"):
        path.unlink()
    shutil.copy(tmp_path / "kept.db", council / "ledger.db")

    done = run("ask", "devon/improvement-2020", "--only", "basis", "--data-dir", str(data))

    assert done.code == 0, done
    assert "events 0 to 59" in done.out
