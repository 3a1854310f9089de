"""An object type for each kind of thing, made from the table that says what its fields are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import graphene

from ledger.events.event import Role
from projections.fields import PROJECTION
from projections.kinds import Field, Kind
from schema.access import guards
from schema.extra import Extra, extras_of, list_of, register_type
from schema.field_types import graphql_type
from schema.kind_lists import children_of, parent_of
from schema.lookahead import ALL, Need, NeedsOf, declare
from schema.node import Node, declare_readings
from schema.reading import Reading
from schema.versioned import INTERFACES


def make_types() -> list[type[graphene.ObjectType]]:
    """The object types of all kinds; to be called once, after the extras are declared."""
    return [_object_type(kind) for kind in PROJECTION.kinds.values()]


def _object_type(kind: Kind) -> type[graphene.ObjectType]:
    extras = [*children_of(kind), *parent_of(kind), *extras_of(kind.name)]
    fields = [(spec.name, _own_field(spec)) for spec in kind.fields]
    fields += [(extra.name, extra.field()) for extra in extras]
    _check_names(kind, [name for name, _ in fields])
    _declare(kind, extras)
    meta = {"name": kind.type_name, "description": kind.description, "interfaces": INTERFACES}
    attributes = {**dict(fields), "Meta": type("Meta", (), meta)}
    made = type(kind.type_name, (graphene.ObjectType,), attributes)
    register_type(kind.name, made)
    return made


def _check_names(kind: Kind, names: Iterable[str]) -> None:
    """Raise ValueError where two fields of a type would have one name."""
    taken = {name for each in INTERFACES for name in each._meta.fields}  # noqa: SLF001
    for name in names:
        if name in taken:
            raise ValueError(f"{kind.type_name}.{name} occurs twice")
        taken.add(name)


def _own_field(spec: Field) -> graphene.Field:
    type_ = graphql_type(spec.type)

    def resolve(node: Node, _info: graphene.ResolveInfo) -> Any:
        value = node.read(spec).value
        # An answer holds plain texts: a role's own type would not travel as JSON.
        return str(value) if isinstance(value, Role) else value

    return graphene.Field(
        list_of(type_) if spec.collection else type_,
        description=spec.description,
        resolver=resolve,
    )


def _declare(kind: Kind, extras: Iterable[Extra]) -> None:
    """Tell look-ahead what each field needs, and absences how each null is explained."""
    readings: dict[str, Callable[[Node], Reading]] = {}
    for spec in kind.fields:
        declare(kind.type_name, spec.name, _needs_of_own(kind.name, spec.name))
        readings[spec.name] = _reader(spec)
    nullable: dict[str, NeedsOf] = {}
    for extra in extras:
        declare(kind.type_name, extra.name, extra.needs)
        if extra.reading is not None:
            readings[extra.name] = extra.reading
            nullable[extra.name] = extra.needs
    declare(kind.type_name, "absences", _needs_of_absences(kind.name, nullable))
    declare_readings(kind.name, readings)


def _reader(spec: Field) -> Callable[[Node], Reading]:
    return lambda node: node.read(spec)


def _needs_of_own(kind: str, name: str) -> NeedsOf:
    needs = ((kind, (name, *guards(kind, name))),)
    return lambda _arguments: needs


def _needs_of_absences(kind: str, nullable: Mapping[str, NeedsOf]) -> NeedsOf:
    def needs(arguments: Mapping[str, Any]) -> Iterable[Need]:
        fields = arguments.get("fields")
        yield kind, ALL if fields is None else [g for f in fields for g in (f, *guards(kind, f))]
        for name, needs_of in nullable.items():
            if fields is None or name in fields:
                yield from needs_of({})

    return needs
