"""A reader who does what a document says, block by block, and compares.

    ```json NAME      the reader saves the text under that name
    ```console        each line after "$ " is typed; what follows it is what should appear
    ```python         the program is run; a ```text block right after it is what should appear
    ```graphql NAME   the question is asked of that council; the next ```json block is the answer

In what should appear, "..." stands for anything: within a line, or alone for any lines.
The reader has the examples loaded and the service running, in a folder of its own.
"""

from __future__ import annotations

import json
import os
import re
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from tests.unit.docs.documents import ROOT, Block, blocks

DOCUMENTED_URL: Final = "http://127.0.0.1:8000"
"""Where the documents have the service; here it listens at any free port."""
EXAMPLES: Final = ("devon", "worcestershire", "nottingham-city", "synthetic")
PATIENCE_S: Final = 60
CURL: Final = Path(__file__).parent / "stand_in" / "curl"
"""Does what the documents have curl do, where there is none: the set-up does not ask for it."""

_ADDRESS: Final = re.compile(r"http://127\.0\.0\.1:[0-9]+")


@dataclass
class Reader:
    """Somebody in ``folder`` who tries what they read; ``differences`` is what was not so."""

    folder: Path
    url: str
    differences: list[str] = field(default_factory=list)

    def follow(self, text: str) -> list[str]:
        """Do everything a document says; returns what was not as it says."""
        todo = blocks(text)
        for number, block in enumerate(todo):
            after = todo[number + 1] if number + 1 < len(todo) else None
            if block.language == "json" and block.argument:
                (self.folder / block.argument).write_text(self._here(block.text), encoding="utf-8")
            elif block.language == "console":
                self._type(block)
            elif block.language == "python":
                self._run(block, after)
            elif block.language == "graphql":
                self._ask(block, after)
        return self.differences

    def _type(self, block: Block) -> None:
        for command, shown in commands(block.text):
            printed = self._there(run(["sh", "-c", self._here(command)], self.folder))
            self._compare(block, f"$ {command}", shown, printed)

    def _run(self, block: Block, after: Block | None) -> None:
        printed = self._there(run([sys.executable, "-c", self._here(block.text)], self.folder))
        shown = after.text if after is not None and after.language == "text" else "...\n"
        self._compare(block, "the program", shown, printed)
        if "Traceback" in printed:
            self.differences.append(f"line {block.line}: the program failed:\n{printed}")

    def _ask(self, block: Block, after: Block | None) -> None:
        if after is None or after.language != "json":
            self.differences.append(f"line {block.line}: a question without an answer")
            return
        answer = ask(f"{self.url}/{block.argument}/graphql", block.text)
        shown = json.loads(after.text)
        if shown != (answer if "errors" in answer else answer["data"]):
            actual = json.dumps(answer, indent=2, ensure_ascii=False)
            self.differences.append(f"line {after.line}: the answer now is\n{actual}")

    def _compare(self, block: Block, what: str, shown: str, printed: str) -> None:
        if not is_like(shown, printed):
            self.differences.append(f"line {block.line}: {what}\nprinted\n{printed}")

    def _here(self, text: str) -> str:
        return text.replace(DOCUMENTED_URL, self.url)

    def _there(self, text: str) -> str:
        return text.replace(self.url, DOCUMENTED_URL)


def commands(text: str) -> Iterator[tuple[str, str]]:
    """Each command of a console block with what should appear; a backslash goes on."""
    command, shown = "", ""
    lines = iter(text.splitlines(keepends=True))
    for line in lines:
        if not line.startswith("$ "):
            shown += line
            continue
        if command:
            yield command, shown
        command, shown = line[2:].rstrip("\n"), ""
        while command.endswith("\\"):
            command += "\n" + next(lines).rstrip("\n")
    yield command, shown


def is_like(shown: str, printed: str) -> bool:
    """Whether ``printed`` is what a document shows, blanks at the ends of lines apart."""
    lines = [line.rstrip() for line in shown.strip("\n").splitlines()]
    pattern = "".join(
        "(?:.*\n)*?" if line == "..." else re.escape(line).replace(r"\.\.\.", ".*?") + "\n"
        for line in lines
    )
    plain = "".join(line.rstrip() + "\n" for line in printed.strip("\n").splitlines())
    return re.fullmatch(pattern, plain) is not None


def ask(url: str, question: str) -> dict[str, object]:
    """The answer to a GraphQL question, without the lines of the question that an error names."""
    request = Request(  # noqa: S310 - our own service
        url,
        data=json.dumps({"query": question}).encode(),
        headers={"content-type": "application/json", "accept": "application/json"},
    )
    try:
        with urlopen(request, timeout=PATIENCE_S) as response:  # noqa: S310 - the same
            answer: dict[str, object] = json.load(response)
    except HTTPError as failure:
        return {"errors": [{"message": f"{failure} {failure.read().decode()}"}]}
    errors = answer.get("errors")
    for error in errors if isinstance(errors, list) else ():
        error.pop("locations", None)
    return answer


def run(command: list[str], folder: Path) -> str:
    """What a command prints, in the reader's surroundings."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=surroundings(),
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE_S,
    )
    return done.stdout


def surroundings() -> dict[str, str]:
    """The environment of somebody who has just set up: no setting of ours, the command found."""
    ours = {key: value for key, value in os.environ.items() if "IMPROVEMENT_LEDGER" not in key}
    folders = [str(Path(sys.executable).parent), ours.get("PATH", os.defpath)]
    if shutil.which("curl") is None:
        folders.append(str(CURL.parent))
    return ours | {
        "PATH": os.pathsep.join(folders),
        "COLUMNS": "100",
        "NO_COLOR": "1",
        "LC_ALL": "C.UTF-8",
    }


def loaded_folder(folder: Path) -> Path:
    """A folder as the documents take it to be: the examples at hand, and loaded."""
    folder.mkdir(parents=True)
    (folder / "examples").symlink_to(ROOT / "examples")
    for name in EXAMPLES:
        printed = run(
            ["improvement-ledger", "append", f"examples/{name}.jsonl", "--create"], folder
        )
        assert "is up to date" in printed, printed
    return folder


@contextmanager
def reader_in(folder: Path, prepared: Path) -> Iterator[Reader]:
    """A reader with a copy of ``prepared`` and the service running on it."""
    shutil.copytree(prepared, folder, symlinks=True)
    with subprocess.Popen(
        ["improvement-ledger", "serve", "--port", "0"],
        cwd=folder,
        env=surroundings(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as service:
        try:
            yield Reader(folder, _address(service))
        finally:
            service.terminate()
            service.wait(PATIENCE_S)


def _address(service: subprocess.Popen[bytes]) -> str:
    """The address that the service says it answers at."""
    assert service.stdout is not None
    printed, deadline = "", time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and service.poll() is None:
        if select.select([service.stdout], [], [], 0.1)[0]:
            printed += os.read(service.stdout.fileno(), 65_536).decode()
        if found := _ADDRESS.search(printed):
            return found[0]
    raise AssertionError(f"the service did not start:\n{printed}")
