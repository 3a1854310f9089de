"""The documents that are made from the code, and whether those in a checkout still say the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import msgspec

from schema import sdl
from service.asyncapi import asyncapi_document
from service.catalogue import event_catalogue
from service.command.manual import manual
from service.glossary import glossary
from service.kafka import DEFAULT_TOPICS

CHECKOUT: Final = Path(__file__).resolve().parents[1]
"""Where the packages lie; in a checkout beside their documents."""


def asyncapi() -> str:
    """The AsyncAPI document for topics of the names that they have by default."""
    document = asyncapi_document(DEFAULT_TOPICS)
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


DOCUMENTS: Final[Mapping[str, Callable[[], str]]] = {
    "schema/schema.graphql": sdl,
    "docs/event-catalogue.md": event_catalogue,
    "docs/asyncapi.json": asyncapi,
    "docs/command-line.md": manual,
    "docs/glossary.md": glossary,
}
"""Path in a checkout -> what makes its text."""


def is_checkout(root: Path = CHECKOUT) -> bool:
    """Whether the documents lie beside the packages; installed from a wheel they do not."""
    return (root / "pyproject.toml").is_file() and (root / "docs").is_dir()


def stale(root: Path = CHECKOUT) -> list[str]:
    """The documents that are missing or no longer say what the code says."""
    return [path for path, make in DOCUMENTS.items() if _text(root / path) != make()]


def renew(root: Path = CHECKOUT) -> list[str]:
    """Write every stale document again; returns which."""
    written = []
    for path in stale(root):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(DOCUMENTS[path](), encoding="utf-8")
        written.append(path)
    return written


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
