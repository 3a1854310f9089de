"""Stored values read back: typed where they are known, explained where they are not."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import Any, Final

import msgspec

from ledger.events.event import Personal
from ledger.values import dec_hook
from projections.kinds import NOT_STATED_TEXT, PERSONAL_PREFIX, Field


class AbsenceReason(StrEnum):
    """Why a field has no value to show. Every null is explained by one of these."""

    NOT_RECORDED = "NOT_RECORDED"
    NOT_STATED = "NOT_STATED"
    WITHHELD = "WITHHELD"
    ERASED = "ERASED"
    INDETERMINATE = "INDETERMINATE"
    RECORDED_AS_NONE = "RECORDED_AS_NONE"


EXPLANATIONS: Final[dict[AbsenceReason, str]] = {
    AbsenceReason.NOT_RECORDED: "No event in effect at this basis says anything about it.",
    AbsenceReason.NOT_STATED: "An event records that its source does not state it.",
    AbsenceReason.WITHHELD: "It is recorded, and this reader may not see it.",
    AbsenceReason.ERASED: "It was personal data, and was erased.",
    AbsenceReason.INDETERMINATE: "An uncertain date leaves open which value is in effect.",
    AbsenceReason.RECORDED_AS_NONE: "An event explicitly records that there is none.",
}


def commitment_of(stored: str) -> str | None:
    """The commitment in a stored personal value, or None where it is no such value."""
    if stored.startswith(PERSONAL_PREFIX):
        return stored.removeprefix(PERSONAL_PREFIX)
    return None


def typed(spec: Field, stored: str | None) -> Any:
    """The value of a field in its own type; None for null, NOT_STATED and personal values."""
    if stored is None or stored == NOT_STATED_TEXT or stored.startswith(PERSONAL_PREFIX):
        return None
    return _decoder(spec.type).decode(stored)


@cache
def _decoder(type_: Any) -> msgspec.json.Decoder[Any]:
    shown = str if type_ == Personal[str] else type_
    return msgspec.json.Decoder(shown, dec_hook=dec_hook)
