"""Risks: scores, mitigation, acceptance, closure."""

from __future__ import annotations

from typing import Final

from ledger.events import risk as e
from ledger.events.event import Role
from ledger.vocabulary import RiskStatus
from projections.kinds import Field, Kind, occurrence, of

RISK: Final = Kind(
    name="risk",
    type_name="Risk",
    plural="risks",
    stream="risk",
    description="A risk of the plan.",
    opens=frozenset({e.RiskRaised}),
    fields=(
        Field("summary", str, "What may go wrong.", {e.RiskRaised: of("summary")}),
        Field("verbatim", str, "Word for word.", {e.RiskRaised: of("verbatim")}),
        Field(
            "areas",
            str,
            "Keys of the areas it touches.",
            {e.RiskRaised: of("areas")},
            collection=True,
        ),
        Field("raisedBy", Role, "Who named it.", {e.RiskRaised: of("raised_by")}),
        Field(
            "status",
            RiskStatus,
            "Where it stands.",
            {
                e.RiskRaised: RiskStatus.OPEN,
                e.RiskAccepted: RiskStatus.ACCEPTED,
                e.RiskClosed: RiskStatus.CLOSED,
            },
        ),
        Field(
            "likelihood",
            int,
            "How likely it is, from 1 (low) to 5 (high).",
            {e.RiskScored: of("likelihood")},
        ),
        Field(
            "impact",
            int,
            "How much it would matter, from 1 (low) to 5 (high).",
            {e.RiskScored: of("impact")},
        ),
        Field("acceptedBy", Role, "Who accepts it.", {e.RiskAccepted: of("accepted_by")}),
        Field("acceptedReason", str, "Why it is accepted.", {e.RiskAccepted: of("reason")}),
        Field("closedReason", str, "Why it was closed.", {e.RiskClosed: of("reason")}),
    ),
)

MITIGATION: Final = Kind(
    name="mitigation",
    type_name="Mitigation",
    plural="mitigations",
    stream="risk",
    parent="risk",
    description="Something done about a risk.",
    members={e.RiskMitigated: occurrence},
    fields=(Field("summary", str, "What was done.", {e.RiskMitigated: of("summary")}),),
)

KINDS: Final = (RISK, MITIGATION)
