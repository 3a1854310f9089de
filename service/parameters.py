"""The parameters of a request's address: every one of them known, and said once."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from starlette.requests import Request

from consumers.cloudevents import NotTaken

_LARGEST: Final = 2**63 - 2
"""One less than the databases can count to: they count positions from one."""


def parameters(request: Request, known: Collection[str]) -> dict[str, str]:
    """The parameters, all among ``known``; raises NotTaken with ``BAD_REQUEST``.

    A misspelt one would be ignored in silence, and ``atomic`` is not to be lost so.
    """
    given: dict[str, str] = {}
    if not request.scope["query_string"]:  # as of nearly every event that is sent
        return given
    for name, value in request.query_params.multi_items():
        if name not in known:
            takes = f"this address takes {', '.join(known)}" if known else "there are none here"
            raise bad(f"{name[:80]!r} is no parameter: {takes}")
        if name in given:
            raise bad(f"{name} is there twice")
        given[name] = value
    return given


def flag(given: dict[str, str], name: str) -> bool:
    """A parameter that is ``true`` or ``false``; false where it is not given."""
    value = given.get(name, "false")
    if value not in ("true", "false"):
        raise bad(f"{name} is {value[:80]!r}: write true or false")
    return value == "true"


def number(given: dict[str, str], name: str, *, low: int = 0, high: int = _LARGEST) -> int | None:
    """A whole number within bounds; None where it is not given."""
    value = given.get(name)
    if value is None:
        return None
    return whole_number(name, value, low=low, high=high)


def whole_number(name: str, value: str, *, low: int = 0, high: int = _LARGEST) -> int:
    """``value`` as a whole number within bounds; raises NotTaken with ``BAD_REQUEST``."""
    is_number = value.isascii() and value.isdigit() and len(value) <= len(str(_LARGEST))
    if not is_number or not low <= int(value) <= high:
        bounds = f"from {low}" if high == _LARGEST else f"from {low} to {high}"
        raise bad(f"{name} is {value[:80]!r}: write a whole number {bounds}")
    return int(value)


def bad(detail: str) -> NotTaken:
    """A request that is not taken as a whole."""
    return NotTaken("BAD_REQUEST", detail)
