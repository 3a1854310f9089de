"""Oversight: a role's regular look at a subject."""

from __future__ import annotations

from typing import Final

from ledger.events import oversight as e
from ledger.events.event import MomentText, Role
from ledger.vocabulary import Cadence
from projections.kinds import Field, Kind, of

OVERSIGHT: Final = Kind(
    name="oversight",
    type_name="Oversight",
    plural="oversights",
    stream="oversight",
    description="A role's regular look at a subject.",
    opens=frozenset({e.OversightEstablished}),
    fields=(
        Field("overseer", Role, "The role that looks.", {e.OversightEstablished: of("overseer")}),
        Field("subject", str, "What it looks at.", {e.OversightEstablished: of("subject")}),
        Field(
            "areas",
            str,
            "Keys of the areas it touches.",
            {e.OversightEstablished: of("areas")},
            collection=True,
        ),
        Field(
            "cadence",
            Cadence,
            "How often it looks.",
            {
                e.OversightEstablished: of("cadence"),
                e.OversightCadenceChanged: of("cadence"),
            },
        ),
        Field(
            "until",
            MomentText,
            "The moment until which it is meant to go on, in EDTF.",
            {e.OversightEstablished: of("until"), e.OversightCadenceChanged: of("until")},
        ),
        Field(
            "active",
            bool,
            "Whether it is still going on.",
            {e.OversightEstablished: True, e.OversightEnded: False},
        ),
        Field("endedReason", str, "Why it ended.", {e.OversightEnded: of("reason")}),
    ),
)

KINDS: Final = (OVERSIGHT,)
