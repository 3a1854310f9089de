"""The field tables: what the read model knows of each kind of thing, and from which events."""

from __future__ import annotations

from typing import Final

from projections.fields import (
    action,
    body,
    budget,
    direction,
    ledger,
    measure,
    oversight,
    plan,
    recommendation,
    risk,
    visit,
)
from projections.kinds import Field, Projection

PROJECTION: Final = Projection(
    (
        *plan.KINDS,
        *action.KINDS,
        *recommendation.KINDS,
        *budget.KINDS,
        *visit.KINDS,
        *direction.KINDS,
        *body.KINDS,
        *measure.KINDS,
        *risk.KINDS,
        *oversight.KINDS,
        *ledger.KINDS,
    )
)
"""Every kind of thing in the read model."""

FIELDS: Final[dict[str, dict[str, Field]]] = {
    kind.name: {spec.name: spec for spec in kind.fields} for kind in PROJECTION.kinds.values()
}
"""Kind -> field name -> the field."""
