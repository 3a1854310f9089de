"""Wire types: strings with a meaning, and how msgspec reads, writes and documents them.

A wire type is a subclass of ``str`` whose constructor refuses what it does not
mean, so that a value which exists is a value which is right, and which travels
as the very text that was received.  msgspec asks the three hooks below about
every type it does not know; it does not know subclasses of ``str``.

Pass ``dec_hook``, ``enc_hook`` and ``schema_hook`` to every decoder, encoder and
schema of the ledger.  A module with a type of its own adds it to ``WIRE_TYPES``.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

import msgspec


class WireType(msgspec.Struct, frozen=True):
    """How one type crosses the edge."""

    parse: Callable[[str], object]
    """Makes the value, or raises ValueError saying what is wrong and what is right."""
    schema: Mapping[str, object]
    """JSON Schema 2020-12; a sender of the wrong type is answered with its "description"."""
    is_personal: bool = False
    """Whether its values must not be remembered."""


WIRE_TYPES: Final[dict[type, WireType]] = {}
"""Every wire type, added by the module that defines it when it is imported."""


def wire_text(
    parse: Callable[[str], object], pattern: re.Pattern[str], description: str, *examples: str
) -> WireType:
    """Describe a type written as a string that matches the whole of ``pattern``.

    ``pattern`` keeps to what Python and ECMA-262 read alike; the schema forbids the
    line end before which Python's ``$`` would stop.
    """
    return WireType(
        parse,
        {
            "type": "string",
            "pattern": f"^(?:{pattern.pattern})(?!\\n)$",
            "description": description,
            "examples": list(examples),
        },
    )


def dec_hook(kind: type, value: object) -> object:
    """Read a wire type out of a decoded value, which must be a string."""
    wire = WIRE_TYPES.get(kind)
    if wire is None:
        raise NotImplementedError(f"{kind.__name__} is not a wire type")
    if not isinstance(value, str):
        raise TypeError(f"{shown(value)} is not a string: {wire.schema['description']}")
    return wire.parse(value) if wire.is_personal else _parsed(kind, value)


@lru_cache(maxsize=16_384)
def _parsed(kind: type, text: str) -> object:
    """The value, the same one for the same text: the same days, roles and amounts come again."""
    return WIRE_TYPES[kind].parse(text)


def enc_hook(value: object) -> str:
    """Write a wire type as the plain string it is."""
    if not isinstance(value, str):
        raise NotImplementedError(f"{type(value).__name__} is not a wire type")
    return str.__str__(value)


def schema_hook(kind: type) -> dict[str, object]:
    """Return the JSON Schema of a wire type."""
    wire = WIRE_TYPES.get(kind)
    if wire is None:
        raise NotImplementedError(f"{kind.__name__} is not a wire type")
    return dict(wire.schema)


def shown(value: object) -> str:
    """Quote a refused value for a message, cut to a readable length."""
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


_SHOWN: Final = 66
