"""Whether the roles an event names are in the vocabulary of its council.

Which fields are roles is read off the types of the registry, so a new event
needs no entry here.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Final

import msgspec
from msgspec import UNSET, inspect

from ledger.events.event import Event, Role
from ledger.roles import ROLES
from ledger.rules.refusal import Refusal
from ledger.vocabulary import NOT_STATED


class RoleField(msgspec.Struct, frozen=True):
    """A field that is a role, or holds roles further inside.

    ``inner`` are the fields of the struct, or of each struct of the list, at ``name``;
    empty where the field itself is the role.
    """

    name: str
    json_name: str
    is_list: bool
    inner: tuple[RoleField, ...] = ()


def check_roles(event: Event, own: Callable[[], Mapping[str, str]]) -> Refusal | None:
    """The refusal of the first role that neither the service nor the council knows.

    ``own`` returns the council's roles; it is asked only about a role of no other kind.
    """
    if _are_known(event):
        return None
    for pointer, role in roles_in(event):
        if role not in ROLES and role != NOT_STATED and role not in (known := own()):
            return Refusal("UNKNOWN_ROLE", _detail(role, known), pointer)
    return None


def _are_known(event: Event) -> bool:
    """Whether the service itself knows every role, told cheaply, as for nearly every event."""
    plain = _plain_role_fields(type(event))
    return plain is not None and _KNOWN.issuperset([getattr(event, name) for name in plain])


_KNOWN: Final[frozenset[object]] = frozenset({*ROLES, NOT_STATED, None, UNSET})


@lru_cache(maxsize=1024)
def _plain_role_fields(cls: type[Event]) -> tuple[str, ...] | None:
    """The names of the role fields of ``cls`` where each is one role of the event itself."""
    fields = role_fields(cls)
    is_plain = not any(field.is_list or field.inner for field in fields)
    return tuple(field.name for field in fields) if is_plain else None


def roles_in(event: Event) -> Iterator[tuple[str, str]]:
    """Each role that ``event`` names, with the JSON Pointer to it."""
    yield from _walk(event, role_fields(type(event)), "")


@lru_cache(maxsize=1024)
def role_fields(cls: type[msgspec.Struct]) -> tuple[RoleField, ...]:
    """The fields of ``cls`` in which roles stand."""
    described = inspect.type_info(cls)
    return _role_fields(described) if isinstance(described, inspect.StructType) else ()


def _role_fields(struct: inspect.StructType) -> tuple[RoleField, ...]:
    found = []
    for field in struct.fields:
        for place, is_list in _places(field.type):
            if isinstance(place, inspect.CustomType) and place.cls is Role:
                found.append(RoleField(field.name, field.encode_name, is_list))
            elif isinstance(place, inspect.StructType):
                inner = _role_fields(place)
                if inner:
                    found.append(RoleField(field.name, field.encode_name, is_list, inner))
    return tuple(found)


def _places(place: inspect.Type, *, is_list: bool = False) -> Iterator[tuple[inspect.Type, bool]]:
    """What can stand in a field, without its metadata; an item where it is a list."""
    if isinstance(place, inspect.Metadata):
        yield from _places(place.type, is_list=is_list)
    elif isinstance(place, inspect.UnionType):
        for inner in place.types:
            yield from _places(inner, is_list=is_list)
    elif isinstance(place, inspect.VarTupleType):
        yield from _places(place.item_type, is_list=True)
    else:
        yield place, is_list


def _walk(value: object, fields: tuple[RoleField, ...], at: str) -> Iterator[tuple[str, str]]:
    for field in fields:
        held = getattr(value, field.name)
        if held is UNSET or held is None:
            continue
        pointer = f"{at}/{field.json_name}"
        for index, item in enumerate(held) if field.is_list else ((None, held),):
            here = pointer if index is None else f"{pointer}/{index}"
            if field.inner:
                yield from _walk(item, field.inner, here)
            else:
                yield here, item


def _detail(role: str, own: Mapping[str, str]) -> str:
    near = difflib.get_close_matches(role, [*ROLES, *own], n=1)
    hint = f"did you mean {near[0]}?" if near else "use one of the glossary's, or add it"
    return f"{role[:80]!r} is not in the council's vocabulary of roles: {hint}"
