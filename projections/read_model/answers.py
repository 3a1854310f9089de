"""What the read model answers with."""

from __future__ import annotations

from typing import Literal, NamedTuple

import msgspec

Existence = Literal["CERTAIN", "INDETERMINATE"]


class FieldValue(msgspec.Struct, frozen=True, gc=False):
    """The value of a field at a basis, or what it may be.

    ``value`` is the stored text: JSON, a sentinel that begins with "!", or None for an
    explicit null. Where ``certain`` is false it is None and ``candidates`` holds every
    value that the field may have, the one in effect for certain first; a single
    candidate then means *this or nothing yet*. ``position`` is of the entry that set
    the value in effect for certain, and only there when provenance was asked for.
    """

    value: str | None
    certain: bool = True
    candidates: tuple[str | None, ...] = ()
    position: int | None = None


class EntityState(msgspec.Struct, frozen=True):
    """One thing as it stood at a basis.

    ``values`` holds the fields that were set, ``exists`` among them; a field without
    an entry was not recorded. INDETERMINATE existence: an uncertain date leaves open
    whether the thing exists (yet, or still).
    """

    key: str
    kind: str
    parent: str | None
    values: dict[str, FieldValue]
    existence: Existence


class Provenance(NamedTuple):
    """The entries behind a field's value.

    ``position`` set the value in effect for certain (None where none did);
    ``superseded`` are those it stands above, the latest first; ``candidates`` are
    those that may have taken effect.
    """

    field: str
    position: int | None
    superseded: tuple[int, ...]
    candidates: tuple[int, ...]


class HistoryRow(NamedTuple):
    """One value that an entry gave a field of an entity. Times are microseconds, UTC.

    From ``until_position`` on (and, for knowledge by document, ``until_documented_us``)
    a retraction hides it; both are ``END_US`` where none does.
    """

    field: str
    value: str | None
    position: int
    effective_us: int
    possible_from_us: int
    documented_us: int
    until_position: int
    until_documented_us: int


class UncertainRow(NamedTuple):
    """A value that may or may not have taken effect: somewhen in [possible_from, certain_by]."""

    entity: str
    kind: str
    field: str
    value: str | None
    position: int
    possible_from_us: int
    certain_by_us: int


class EventRow(NamedTuple):
    """One entry of the ledger as lists show it; ``reader.entry(position)`` has the rest.

    ``documented_us`` equals ``recorded_us`` where no document date was stated. As in
    :class:`HistoryRow`, the two ``until`` are ``END_US`` unless it was retracted.
    """

    position: int
    plan: str
    stream: str
    type: str
    recorded_us: int
    effective_us: int
    possible_from_us: int
    documented_us: int
    until_position: int
    until_documented_us: int
