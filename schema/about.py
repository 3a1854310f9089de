"""Something said about a thing of a plan: a concern, a change, a doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

import graphene

from schema.disclosure import kind_of
from schema.node import Node
from schema.reading import NOT_RECORDED, Reading
from schema.versioned import Versioned

if TYPE_CHECKING:
    from schema.operation import Question


class About(Protocol):
    """What names the thing it is about, by its entity key."""

    @property
    def question(self) -> Question:
        """The question it answers."""
        ...

    @property
    def entity(self) -> str:
        """The key of the thing."""
        ...


def thing_of(said: About) -> Reading:
    """The thing itself; not recorded where it does not exist at the basis."""
    question, kind = said.question, kind_of(said.entity)
    view = question.view(said.entity.split("/")[1])
    found = view.by_key(kind, said.entity)
    return NOT_RECORDED if found is None else Reading(Node(question, view, found))


ENTITY: Final = graphene.NonNull(
    graphene.String, description="The thing it is about, by its whole name in the ledger."
)
KIND: Final = graphene.NonNull(graphene.String, description="What kind of thing that is.")


def thing_field() -> graphene.Field:
    """The field with the thing itself."""

    def resolve(said: About, _info: graphene.ResolveInfo) -> Any:
        return thing_of(said).value

    return graphene.Field(
        Versioned, description="The thing it is about, as it stands here.", resolver=resolve
    )
