"""Concerns in an answer: poor practice, flagged at the basis and never stored."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import graphene

from ledger.codes import CATALOGUE, Code, CodeKind
from ledger.moments import london_day
from projections.concerns import Concern, concerns
from schema.about import ENTITY, KIND, thing_field, thing_of
from schema.explained import Explained
from schema.reading import NOT_RECORDED, Reading
from schema.scalars import Date, bad_request

if TYPE_CHECKING:
    from schema.operation import Question
    from schema.selected_view import SelectedView


@dataclass(frozen=True, slots=True)
class Flagged:
    """A concern in an answer."""

    question: Question
    found: Concern

    @property
    def entity(self) -> str:
        """The key of the thing it is about."""
        return self.found.entity

    @property
    def code(self) -> Code:
        """Its entry in the catalogue."""
        return CATALOGUE[self.found.code]

    @property
    def since(self) -> str | None:
        """The day on which it began."""
        since_us = self.found.since_us
        return None if since_us is None else london_day(since_us).isoformat()

    def nullable(self) -> Collection[str]:
        """The fields that can be null."""
        return ("since", "thing")

    def reading(self, name: str) -> Reading:
        """One of them: its value, or why there is none."""
        if name == "thing":
            return thing_of(self)
        return NOT_RECORDED if self.since is None else Reading(self.since)


def flagged(question: Question, view: SelectedView, codes: Sequence[str] | None) -> list[Flagged]:
    """The concerns about a plan, all or those with the codes; BAD_REQUEST for any other code."""
    for code in codes or ():
        if code not in CATALOGUE or CATALOGUE[code].kind is not CodeKind.CONCERN:
            raise bad_request(f"{code} is not the code of a concern")
    found = concerns(view, question.operation.ledger)
    return [Flagged(question, each) for each in found if codes is None or each.code in codes]


def codes_argument() -> graphene.Argument:
    """The argument that narrows concerns."""
    return graphene.Argument(
        graphene.List(graphene.NonNull(graphene.String)),
        description="Only concerns with one of these codes; all of them where left out.",
    )


class ConcernType(graphene.ObjectType):
    """Practice that falls short of what is expected. It is recorded, flagged and never refused."""

    class Meta:
        """Named as people name it."""

        name = "Concern"
        interfaces = (Explained,)

    code = graphene.NonNull(graphene.String, description="Its code in the catalogue.")
    title = graphene.NonNull(graphene.String, description="What it is, in a few words.")
    meaning = graphene.NonNull(graphene.String, description="What it means.")
    remedy = graphene.NonNull(graphene.String, description="What to do about it.")
    detail = graphene.NonNull(graphene.String, description="What was seen here.")
    entity = ENTITY
    kind = KIND
    since = graphene.Field(Date, description="The day it began, where that can be said.")
    thing = thing_field()

    def resolve_code(concern: Flagged, _info: graphene.ResolveInfo) -> str:
        return concern.found.code

    def resolve_title(concern: Flagged, _info: graphene.ResolveInfo) -> str:
        return concern.code.title

    def resolve_meaning(concern: Flagged, _info: graphene.ResolveInfo) -> str:
        return concern.code.meaning

    def resolve_remedy(concern: Flagged, _info: graphene.ResolveInfo) -> str:
        return concern.code.remedy

    def resolve_detail(concern: Flagged, _info: graphene.ResolveInfo) -> str:
        return concern.found.detail

    def resolve_kind(concern: Flagged, _info: graphene.ResolveInfo) -> str:
        return concern.found.kind
