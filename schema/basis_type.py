"""The basis in an answer, and the arguments that ask for one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import graphene
import msgspec

from projections.basis import Basis, KnownBy, resolve
from schema.enums import enum_type
from schema.scalars import AsAt, Position

if TYPE_CHECKING:
    from schema.operation import Question

_AS_AT = (
    "What was true in the world at this date. A date means the end of that London day, today "
    "means now; the default is now, and the future may be asked about."
)
_KNOWN_AT = (
    "What was known at this date: only what was recorded (or documented, see knownBy) by then "
    "counts. A date means the end of that London day; the default is everything known now."
)
_KNOWN_BY = "By what something counts as known; RECORDED where it is left out."
_POSITION = "Only what is recorded up to this place in the ledger, which is included."
EPOCH = (
    "The epoch in which the position was given, as it came with it. Needed only where an older "
    "copy of the ledger was put back since, and other entries may stand there."
)


def basis_arguments() -> dict[str, graphene.Argument]:
    """The arguments of a root field."""
    return {
        "as_at": graphene.Argument(AsAt, description=_AS_AT),
        "known_at": graphene.Argument(AsAt, description=_KNOWN_AT),
        "known_by": graphene.Argument(enum_type(KnownBy), description=_KNOWN_BY),
        "position": graphene.Argument(Position, description=_POSITION),
        "min_position": graphene.Argument(
            Position,
            description="Answer only if the read model has reached this place: what a receipt "
            "names, so that senders see what they have just sent.",
        ),
        "epoch": graphene.Argument(graphene.Int, description=EPOCH),
        "token": graphene.Argument(
            graphene.String,
            description="The token of an earlier answer's basis, in the place of the others: "
            "asks at exactly that basis again.",
        ),
    }


class AtInput(graphene.InputObjectType):
    """A basis beside the one of the plan: what is left out is as it is there."""

    as_at = graphene.InputField(AsAt, description=_AS_AT.partition(";")[0] + ".")
    known_at = graphene.InputField(AsAt, description=_KNOWN_AT.partition(";")[0] + ".")
    known_by = graphene.InputField(
        enum_type(KnownBy), description=_KNOWN_BY.partition(";")[0] + "."
    )
    position = graphene.InputField(Position, description=_POSITION)
    epoch = graphene.InputField(graphene.Int, description=EPOCH)


def basis_beside(question: Question, asked: dict[str, Any]) -> Basis:
    """The basis that ``asked`` names, where what it leaves out is as in the question's own.

    Raises BadBasis.
    """
    own, operation = question.basis, question.operation
    position = asked.get("position")
    known_by = asked.get("known_by") or own.known_by
    found = resolve(
        as_at=asked.get("as_at"),
        known_at=asked.get("known_at"),
        known_by=known_by,
        position=None if position is None else operation.sure(position, asked.get("epoch")),
        now_us=operation.now_us,
        head=operation.head,
        position_before=operation.ledger.position_before,
    )
    if asked.get("as_at") is None:
        found = msgspec.structs.replace(found, before_us=own.before_us, as_at=own.as_at)
    if (asked.get("known_at"), position) == (None, None) and known_by is own.known_by:
        found = msgspec.structs.replace(
            found,
            position=own.position,
            documented_before_us=own.documented_before_us,
            known_at=own.known_at,
        )
    return found


class BasisType(graphene.ObjectType):
    """What an answer rests on.

    An answer at a basis never changes; only an erasure changes what may be shown of it.
    """

    class Meta:
        """Named as people name it."""

        name = "Basis"

    as_at = graphene.NonNull(AsAt, description="What was true in the world at this date.")
    known_at = graphene.NonNull(AsAt, description="What was known at this date.")
    known_by = graphene.NonNull(enum_type(KnownBy), description="By what it counts as known.")
    position = graphene.NonNull(
        Position, description='The last event of the ledger that counts; "-1" where none does.'
    )
    epoch = graphene.NonNull(
        graphene.Int,
        description="How often an older copy of the ledger was put back, from 1: give it with the "
        "position when you ask again.",
    )
    sealed = graphene.NonNull(
        graphene.Boolean,
        description="Whether that event is under a signed checkpoint. This release signs none yet.",
    )
    token = graphene.NonNull(
        graphene.String,
        description="Names this basis, so that exactly the same can be asked again.",
    )
    digest = graphene.NonNull(
        graphene.String,
        description="SHA-256 over everything that stands at this basis, 64 hex digits.",
    )
    timezone = graphene.NonNull(graphene.String, description="The zone in which days are counted.")
    tzdata = graphene.NonNull(graphene.String, description="The release of that zone's rules.")

    def resolve_epoch(question: Question, _info: graphene.ResolveInfo) -> int:
        return question.operation.epoch

    def resolve_sealed(question: Question, _info: graphene.ResolveInfo) -> bool:
        return False

    def resolve_digest(question: Question, _info: graphene.ResolveInfo) -> str:
        return question.operation.read_model.digest(question.basis)


def _pass_on(name: str) -> Any:
    def resolve(question: Question, _info: graphene.ResolveInfo) -> Any:
        return getattr(question.basis, name)

    return resolve


for _name in ("as_at", "known_at", "known_by", "position", "timezone", "tzdata"):
    setattr(BasisType, f"resolve_{_name}", staticmethod(_pass_on(_name)))
