"""How events become field values: kinds of things, their fields, and what sets each.

A kind is a table from field to the events that set it. Read across, it says what
a field means and where its value comes from; turned round once at import, it is
the projection's table from event type to pure handler. Nothing else spells a
field: the GraphQL types are made from the same tables.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from operator import attrgetter
from typing import Any, Final, NamedTuple

import msgspec
from msgspec import UNSET

from ledger.events.event import Event, EventRetracted, Personal
from ledger.names import StreamName
from ledger.values import enc_hook
from ledger.vocabulary import NOT_STATED

EXISTS: Final = "exists"
"""The field that says an entity exists; set by what opens it."""

NOT_STATED_TEXT: Final = "!NOT_STATED"
"""Stored for an explicit NOT_STATED. No JSON text begins with an exclamation mark."""

PERSONAL_PREFIX: Final = "!PERSONAL:"
"""Stored before the commitment of a personal field; its opening is joined when read."""

TRUE: Final = "true"


class FieldRow(NamedTuple):
    """One field that an event sets. ``value`` is JSON text, a sentinel, or None for null."""

    entity: str
    kind: str
    parent: str | None
    field: str
    value: str | None


class Member(NamedTuple):
    """One thing inside a stream that an event speaks of.

    ``opens`` says whether the event makes it exist or only tells more of it;
    ``parent`` is the member key of the thing it belongs to, where that is not the
    stream's own entity.
    """

    key: str
    item: Any
    opens: bool = True
    parent: str | None = None


Getter = Callable[[Any], Any]
"""From an event (or a member's item) to the value of a field; UNSET leaves it unchanged."""

Members = Callable[[Any, str], Iterable[Member]]
"""From an event and its event key to the members it speaks of."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a kind: its type, what it means, and which events set it to what.

    ``sources``: an event type to a getter, or to a constant. A ``collection``'s
    getters return keys (now members) or a mapping from key to whether it is one.
    """

    name: str
    type: Any
    description: str
    sources: Mapping[type[Event], Any] = field(repr=False)
    collection: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing the read model knows.

    A kind of stream is opened by the events in ``opens``. A kind with ``members``
    lives inside a stream, under the stream's own kind or under another member kind
    (``parent``). ``plural`` is its list on what it belongs to.
    """

    name: str
    type_name: str
    plural: str
    stream: str
    description: str
    fields: tuple[Field, ...]
    opens: frozenset[type[Event]] = frozenset()
    members: Mapping[type[Event], Members] | None = field(default=None, repr=False)
    parent: str | None = None

    @property
    def owner(self) -> str | None:
        """The kind that things of this one belong to; None where each has its own stream."""
        return None if self.members is None else self.parent or self.stream

    def __post_init__(self) -> None:
        names = [each.name for each in self.fields]
        if len(names) != len(set(names)):
            msg = f"kind {self.name} has a field twice"
            raise ValueError(msg)


def of(attribute: str) -> Getter:
    """The getter of an attribute."""
    return attrgetter(attribute)


def each(attribute: str, key: str) -> Members:
    """Members in a tuple of the event, each under its own key."""

    def members(event: Any, _event_key: str) -> Iterable[Member]:
        return [Member(getattr(item, key), item) for item in getattr(event, attribute)]

    return members


def named(attribute: str) -> Members:
    """The one member that an event names by a key."""

    def members(event: Any, _event_key: str) -> Iterable[Member]:
        return (Member(getattr(event, attribute), event),)

    return members


def told(attribute: str) -> Members:
    """The one member that an event names by a key and tells more of, without opening it."""

    def members(event: Any, _event_key: str) -> Iterable[Member]:
        return (Member(getattr(event, attribute), event, opens=False),)

    return members


def occurrence(event: Any, event_key: str) -> Iterable[Member]:
    """A member for the event itself, such as a progress note."""
    return (Member(event_key, event),)


def event_key(source: str, id_: str) -> str:
    """Sixteen hex digits that name an event wherever it is recorded."""
    return hashlib.sha256(f"{source}\n{id_}".encode()).hexdigest()[:16]


_encode = msgspec.json.Encoder(order="sorted", enc_hook=enc_hook).encode


def stored_text(value: Any) -> str | None:
    """A value as the read model keeps it."""
    if isinstance(value, str):
        return _written(value) if type(value) is str else _word(value)
    if value is None:
        return None
    if isinstance(value, Personal):
        return f"{PERSONAL_PREFIX}{value.commitment}"
    return _encode(value).decode()


def _written(text: str) -> str:
    return NOT_STATED_TEXT if text == NOT_STATED else _encode(text).decode()


_word: Final = lru_cache(maxsize=4_096)(_written)
"""A status, a role, a day: the same few come again and again."""


class _Setter(NamedTuple):
    name: str
    constant: str | None
    get: Getter | None
    collection: bool


class _Handler(NamedTuple):
    kind: str
    members: Members | None
    parent_kind: str | None
    opens: bool
    setters: tuple[_Setter, ...]


class _Place(NamedTuple):
    """Of which entity rows are made, and whether the event opens it."""

    entity: str
    parent: str | None
    opens: bool


class Projection:
    """The kinds turned round: from event type to what it sets."""

    def __init__(self, kinds: Sequence[Kind]) -> None:
        self.kinds: dict[str, Kind] = {kind.name: kind for kind in kinds}
        self.handlers: dict[type[Event], tuple[_Handler, ...]] = {EventRetracted: ()}
        for kind in kinds:
            for cls in self._events_of(kind):
                handlers = self.handlers.get(cls, ())
                self.handlers[cls] = (*handlers, self._handler(kind, cls))

    def owned_by(self, kind: str) -> list[Kind]:
        """The kinds whose things belong to those of ``kind``."""
        return [each for each in self.kinds.values() if each.owner == kind]

    @staticmethod
    def _events_of(kind: Kind) -> list[type[Event]]:
        if kind.members is not None:
            return list(kind.members)
        return list(dict.fromkeys([*kind.opens, *(c for f in kind.fields for c in f.sources)]))

    def _handler(self, kind: Kind, cls: type[Event]) -> _Handler:
        parent = self.kinds[kind.parent] if kind.parent else None
        return _Handler(
            kind=kind.name,
            members=kind.members[cls] if kind.members is not None else None,
            parent_kind=parent.name if parent and parent.members is not None else None,
            opens=cls in kind.opens,
            setters=tuple(_setter(f, f.sources[cls]) for f in kind.fields if cls in f.sources),
        )

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits that change with any kind, field, or event that sets one.

        What a getter does is not in it: a change of that alone needs a new version of
        the read model's tables.
        """
        told = [
            (
                kind.name,
                kind.parent,
                _names(kind.opens),
                _names(kind.members or ()),
                [(spec.name, spec.collection, _names(spec.sources)) for spec in kind.fields],
            )
            for kind in self.kinds.values()
        ]
        return hashlib.sha256(msgspec.json.encode(told)).hexdigest()[:16]

    def rows_of(self, stream: StreamName, event: Event, key: str) -> list[FieldRow]:
        """The field values that ``event`` on ``stream`` sets; ``key`` is its event key."""
        own = str(stream)
        rows: list[FieldRow] = []
        for handler in self.handlers[type(event)]:
            if handler.members is None:
                _set(rows, handler, _Place(own, None, handler.opens), event)
                continue
            for member in handler.members(event, key):
                entity = f"{own}#{handler.kind}/{member.key}"
                parent = f"{own}#{handler.parent_kind}/{member.parent}" if member.parent else own
                _set(rows, handler, _Place(entity, parent, member.opens), member.item)
        return rows


def _names(classes: Iterable[type[Event]]) -> list[str]:
    return sorted(cls.__name__ for cls in classes)


def _setter(spec: Field, source: Any) -> _Setter:
    if callable(source):
        return _Setter(spec.name, None, source, spec.collection)
    return _Setter(spec.name, stored_text(source), None, spec.collection)


_row: Final = partial(tuple.__new__, FieldRow)
"""A row out of a tuple: a rebuild makes millions, and by keyword each takes twice as long."""


def _set(rows: list[FieldRow], handler: _Handler, place: _Place, item: Any) -> None:
    entity, parent, opens = place
    kind, add = handler.kind, rows.append
    if opens:
        add(_row((entity, kind, parent, EXISTS, TRUE)))
    for name, constant, get, collection in handler.setters:
        if get is None:
            add(_row((entity, kind, parent, name, constant)))
            continue
        value = get(item)
        if value is UNSET:
            continue
        if not collection:
            add(_row((entity, kind, parent, name, stored_text(value))))
            continue
        members = value if isinstance(value, Mapping) else dict.fromkeys(value, True)
        for member, is_one in members.items():
            add(_row((entity, kind, parent, f"{name}/{member}", TRUE if is_one else "false")))
