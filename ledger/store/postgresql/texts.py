r"""Texts that PostgreSQL cannot hold, held all the same.

JSON may say ``\u0000``, and so may an id, a header or a message that is refused; a ``text`` of
PostgreSQL holds every character but that one. It is stored as U+FDD0 and a zero, and U+FDD0
itself as U+FDD0 and a one: a noncharacter, which no sender has a use for (Unicode, 23.7).
Two texts are equal as stored where they are equal, so that keys stay keys.
"""

from __future__ import annotations

from typing import Any, Final

from psycopg import Connection
from psycopg.abc import Buffer
from psycopg.types.string import StrBinaryDumper, StrDumper, TextBinaryLoader, TextLoader

NUL: Final = "\0"
ESCAPE: Final = "\ufdd0"


def stored(text: str) -> str:
    """``text`` as PostgreSQL can hold it."""
    if NUL in text or ESCAPE in text:
        return text.replace(ESCAPE, f"{ESCAPE}1").replace(NUL, f"{ESCAPE}0")
    return text


def restored(text: str) -> str:
    """The text that :func:`stored` was given."""
    if ESCAPE in text:
        return text.replace(f"{ESCAPE}0", NUL).replace(f"{ESCAPE}1", ESCAPE)
    return text


class _Dumper(StrDumper):
    def dump(self, obj: str) -> Buffer | None:
        return super().dump(stored(obj))


class _BinaryDumper(StrBinaryDumper):
    def dump(self, obj: str) -> Buffer | None:
        return super().dump(stored(obj))


class _Loader(TextLoader):
    def load(self, data: Buffer) -> str | bytes:
        text = super().load(data)
        return restored(text) if isinstance(text, str) else text


class _BinaryLoader(TextBinaryLoader):
    def load(self, data: Buffer) -> str | bytes:
        text = super().load(data)
        return restored(text) if isinstance(text, str) else text


def take_every_text(connection: Connection[Any]) -> None:
    """Let every text through ``connection`` be stored and restored."""
    adapters = connection.adapters
    adapters.register_dumper(str, _Dumper)
    adapters.register_dumper(str, _BinaryDumper)
    adapters.register_loader("text", _Loader)
    adapters.register_loader("text", _BinaryLoader)
