"""What every thing of the ledger has in an answer, whatever its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import graphene

from schema.basis_type import BasisType
from schema.connections import Page, page_arguments
from schema.enums import Existence, enum_type
from schema.explained import AbsenceType, Explained
from schema.extra import list_of, type_of
from schema.provenance import (
    FieldProvenance,
    FieldProvenanceType,
    HistoryConnection,
    HistoryItem,
    fields_argument,
    history_of,
    provenance_of,
)

if TYPE_CHECKING:
    from schema.node import Node
    from schema.operation import Question


class NodeInterface(graphene.Interface):
    """Something that can be asked for again by its id."""

    class Meta:
        """Named as clients expect it."""

        name = "Node"

    id = graphene.NonNull(
        graphene.ID, description="Names the thing at this very basis; another basis, another id."
    )

    @classmethod
    def resolve_type(cls, node: Node, _info: graphene.ResolveInfo) -> Any:
        """The object type of the thing's kind."""
        return type_of(node.state.kind)()


class Versioned(graphene.Interface):
    """A thing of the ledger, as it stood at a basis."""

    key = graphene.NonNull(
        graphene.String, description="The key by which people know it; the same at every basis."
    )
    entity = graphene.NonNull(
        graphene.String, description="Its whole name in the ledger; the same at every basis."
    )
    existence = graphene.NonNull(
        enum_type(Existence), description="Whether it certainly exists at this basis."
    )
    basis = graphene.NonNull(BasisType, description="What this answer rests on.")
    history = graphene.Field(
        graphene.NonNull(HistoryConnection),
        args={"fields": fields_argument(), **page_arguments()},
        description="Every value that events known here gave its fields, by when they took effect.",
    )
    provenance = graphene.Field(
        list_of(FieldProvenanceType),
        fields=fields_argument(),
        description="The events behind its fields, with the documents that bear them out.",
    )
    absences = graphene.Field(
        list_of(AbsenceType),
        fields=fields_argument(),
        description="Why fields are null. Worked out only when asked for.",
    )

    @classmethod
    def resolve_type(cls, node: Node, info: graphene.ResolveInfo) -> Any:
        """The object type of the thing's kind."""
        return NodeInterface.resolve_type(node, info)

    @staticmethod
    def resolve_entity(node: Node, _info: graphene.ResolveInfo) -> str:
        """The entity key."""
        return node.state.key

    @staticmethod
    def resolve_basis(node: Node, _info: graphene.ResolveInfo) -> Question:
        """The question's own basis: nothing below a root field has another."""
        return node.question

    @staticmethod
    def resolve_history(
        node: Node,
        _info: graphene.ResolveInfo,
        fields: list[str] | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Page[HistoryItem]:
        """A page of the values there were."""
        return history_of(node, fields, first, after)

    @staticmethod
    def resolve_provenance(
        node: Node, _info: graphene.ResolveInfo, fields: list[str] | None = None
    ) -> list[FieldProvenance]:
        """The events behind the fields."""
        return provenance_of(node, fields)


INTERFACES = (NodeInterface, Versioned, Explained)
"""What the type of every kind implements."""
