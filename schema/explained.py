"""Every null explained: absences, by one mechanism for everything that can be null."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import graphene

from projections.values import EXPLANATIONS, AbsenceReason
from schema.enums import enum_type
from schema.reading import Reading
from schema.scalars import Value, bad_request
from schema.structs import silences


@dataclass(frozen=True, slots=True)
class Absence:
    """Why a field, or a part of one, is null; or which of its values are in doubt."""

    field: str
    reason: AbsenceReason
    candidates: tuple[Any, ...] = ()

    @property
    def explanation(self) -> str:
        """The reason in a sentence."""
        return EXPLANATIONS[self.reason]


class CanBeNull(Protocol):
    """What stands behind a type with nullable fields."""

    def nullable(self) -> Collection[str]:
        """The names of its nullable fields, and of lists that may be in doubt."""
        ...

    def reading(self, name: str) -> Reading:
        """One of them: its value, or why there is none."""
        ...


def absences_of(owner: CanBeNull, fields: Iterable[str] | None) -> Iterator[Absence]:
    """Why fields are null: those named, or all; BAD_REQUEST for a name that is no such field."""
    known = owner.nullable()
    for name in known if fields is None else fields:
        if name not in known:
            message = f"{name} is not a field that can be null; those are {', '.join(known)}"
            raise bad_request(message)
        reading = owner.reading(name)
        if reading.reason is not None:
            yield Absence(name, reading.reason, reading.candidates)
        else:
            for path, reason in silences(reading.value):
                yield Absence(f"{name}.{path}", reason)


class AbsenceType(graphene.ObjectType):
    """Why a field is null."""

    class Meta:
        """Named as people name it."""

        name = "Absence"

    field = graphene.NonNull(
        graphene.String,
        description="The field; a part of its value after a dot, as in limbs.0.verbatim.",
    )
    reason = graphene.NonNull(enum_type(AbsenceReason), description="Why there is no value.")
    explanation = graphene.NonNull(graphene.String, description="The reason in a sentence.")
    candidates = graphene.NonNull(
        graphene.List(graphene.NonNull(Value)),
        description="Where it is indeterminate: every value that may be in effect, the one in "
        "effect before first. A single one means this or nothing yet. Of a list of keys: those "
        "that may belong to it besides the ones it has.",
    )


class Explained(graphene.Interface):
    """Something with fields that can be null, each of which can be explained."""

    absences = graphene.Field(
        graphene.NonNull(graphene.List(graphene.NonNull(AbsenceType))),
        fields=graphene.Argument(
            graphene.List(graphene.NonNull(graphene.String)),
            description="Only these fields; all of them where left out.",
        ),
        description="Why fields are null. Worked out only when asked for.",
    )

    @staticmethod
    def resolve_absences(
        owner: CanBeNull, _info: graphene.ResolveInfo, fields: list[str] | None = None
    ) -> list[Absence]:
        """The absences, in order of field."""
        return list(absences_of(owner, fields))

    @classmethod
    def resolve_type(cls, instance: object, info: graphene.ResolveInfo) -> Any:
        """Never asked: no field has the interface itself as its type."""
        raise NotImplementedError
