"""A refusal: why an event is not taken, as data."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from ledger.events.event import Event


class Refusal(msgspec.Struct, frozen=True, gc=False):
    """Why one event is not taken.

    ``detail`` names states, keys, days and amounts, and never quotes a free text:
    it goes to places from which nothing can be taken back.
    """

    code: str
    """A code of ``ledger.codes``."""
    detail: str
    """One sentence for the sender."""
    pointer: str = ""
    """RFC 6901 JSON pointer into the payload; empty for the whole event."""


def not_open(event: Event) -> Refusal:
    """The stream has no opening event yet."""
    return Refusal("STREAM_NOT_OPEN", f"{_name(event)} came before an event that opens the stream.")


def already_open(event: Event) -> Refusal:
    """The event opens a stream, and this one is open."""
    return Refusal("ALREADY_OPEN", f"{_name(event)} opens a stream, and this one is open already.")


def forbidden(event: Event, present: str, possible: Iterable[str | None]) -> Refusal:
    """The event is not possible in the ``present`` state, only in the ``possible`` ones."""
    states = ", ".join(sorted(filter(None, possible)))
    return Refusal(
        "FORBIDDEN_TRANSITION", f"{_name(event)} is possible in {states}; this is {present}."
    )


def _name(event: Event) -> str:
    return type(event).__name__
