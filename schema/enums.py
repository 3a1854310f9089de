"""GraphQL enums, made from the vocabularies of the ledger."""

from __future__ import annotations

import inspect
from enum import StrEnum
from functools import cache
from typing import Any

import graphene

from ledger.codes import CodeKind
from projections.basis import KnownBy
from projections.changes import Cause
from projections.values import EXPLANATIONS, AbsenceReason
from schema.enum_values import MEANINGS


class Existence(StrEnum):
    """Whether the thing itself exists at the basis."""

    CERTAIN = "CERTAIN"
    INDETERMINATE = "INDETERMINATE"
    NOT_RECORDED = "NOT_RECORDED"


class Effect(StrEnum):
    """Whether an event has taken effect at the basis."""

    IN_EFFECT = "IN_EFFECT"
    POSSIBLY_IN_EFFECT = "POSSIBLY_IN_EFFECT"
    NOT_YET_IN_EFFECT = "NOT_YET_IN_EFFECT"


_OWN: dict[type[StrEnum], dict[str, str]] = {
    Existence: {
        "CERTAIN": "It exists.",
        "INDETERMINATE": "An uncertain date leaves open whether it exists yet.",
        "NOT_RECORDED": "Nothing is recorded of it, only of what belongs to it.",
    },
    Cause: {
        "OCCURRED": "It happened in the world between the two dates.",
        "CORRECTED": "It was learned, or put right, between the two states of knowledge.",
    },
    Effect: {
        "IN_EFFECT": "It took effect by then.",
        "POSSIBLY_IN_EFFECT": "An uncertain date leaves open whether it took effect by then.",
        "NOT_YET_IN_EFFECT": "It takes effect later.",
    },
    KnownBy: {
        "RECORDED": "Known from the moment the ledger recorded it.",
        "DOCUMENTED": "Known from the date of the document that reports it.",
    },
    CodeKind: {
        "REFUSAL": "An event was not recorded.",
        "CONCERN": "Practice falls short of what is expected.",
        "QUERY": "A question cannot be answered.",
        "UPKEEP": "A whole ledger was not backed up, restored or moved.",
        "FEED": "A feed of events did not come as it should.",
    },
    AbsenceReason: {str(reason): text for reason, text in EXPLANATIONS.items()},
}


@cache
def enum_type(vocabulary: type[StrEnum]) -> Any:
    """The GraphQL enum of a vocabulary.

    Raises KeyError where the vocabulary, or one of its values, has no meaning written down.
    """
    meanings = _OWN.get(vocabulary) or MEANINGS[vocabulary]
    missing = {member.name for member in vocabulary} - meanings.keys()
    if missing:
        raise KeyError(f"{vocabulary.__name__}: no meaning for {', '.join(sorted(missing))}")

    def describe(member: StrEnum | None) -> str:
        return inspect.getdoc(vocabulary) or "" if member is None else meanings[member.name]

    return graphene.Enum.from_enum(vocabulary, description=describe)
