"""Whatever a document shows being done can be done, and then looks as the document shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.docs.documents import RUNNABLE, blocks, documents, name_of
from tests.unit.docs.reader import CURL, commands, is_like, loaded_folder, reader_in, run


def to_be_followed() -> list[Path]:
    return [
        path
        for path in documents()
        if any(block.language in RUNNABLE for block in blocks(path.read_text(encoding="utf-8")))
    ]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that every reader begins with."""
    return loaded_folder(tmp_path_factory.mktemp("documents") / "prepared")


@pytest.mark.parametrize("path", to_be_followed(), ids=name_of)
def test_what_a_document_shows_is_so(path: Path, prepared: Path, tmp_path: Path) -> None:
    with reader_in(tmp_path / "reader", prepared) as reader:
        differences = reader.follow(path.read_text(encoding="utf-8"))
    assert not differences, "\n\n".join([f"{name_of(path)} is no longer true:", *differences])


def test_the_documents_that_teach_are_followed() -> None:
    followed = {name_of(path) for path in to_be_followed()}
    assert {"README.md", "docs/ask.md", "docs/events.md", "docs/time.md", "docs/operate.md"} <= (
        followed
    )


@pytest.mark.parametrize(
    ("shown", "printed", "like"),
    [
        ("recorded 7\n", "recorded 7  \n", True),
        ("recorded 7\n", "recorded 8\n", False),
        ("first\n...\nlast\n", "first\nsecond\nthird\nlast\n", True),
        ("first\n...\nlast\n", "first\nsecond\n", False),
        ('"entryId": "..."\n', '"entryId": "3f2a"\n', True),
        ("", "", True),
        ("", "something\n", False),
    ],
)
def test_what_a_document_shows_is_compared_line_by_line(
    shown: str, printed: str, *, like: bool
) -> None:
    assert is_like(shown, printed) is like


def test_a_console_block_is_read_as_commands_with_what_they_print() -> None:
    block = "$ first \\\n    --more\nprinted\n$ second\n"
    assert list(commands(block)) == [("first \\\n    --more", "printed\n"), ("second", "")]


def test_who_has_no_curl_can_follow_as_well(prepared: Path, tmp_path: Path) -> None:
    with reader_in(tmp_path / "reader", prepared) as reader:
        (tmp_path / "wrong.json").write_text("{}", encoding="utf-8")
        send = [str(CURL), "-s", "-H", "Content-Type: application/cloudevents+json"]
        answer = run([*send, "-d", "@wrong.json", f"{reader.url}/v1/events:validate"], tmp_path)
        assert '"code":"NOT_A_CLOUDEVENT"' in answer
        assert run([str(CURL), "-sf", f"{reader.url}/live"], tmp_path) == "live\n"
        assert run([str(CURL), "-sf", f"{reader.url}/nowhere"], tmp_path) == ""
