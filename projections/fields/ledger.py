"""The ledger about itself: keys, sealed projections, erasures."""

from __future__ import annotations

from typing import Final

from ledger.events import ledger as e
from ledger.events.event import Role
from projections.kinds import Field, Kind, occurrence, of

LEDGER: Final = Kind(
    name="ledger",
    type_name="LedgerFacts",
    plural="ledgers",
    stream="ledger",
    description="What the ledger records about itself.",
    opens=frozenset({e.LedgerKeyRotated, e.ProjectionSealed, e.PersonalDataErased}),
    fields=(
        Field(
            "signingKey",
            str,
            "The key that signs checkpoints.",
            {e.LedgerKeyRotated: of("new_key")},
        ),
        Field(
            "sealedSize",
            int,
            "How many entries the sealed projection had read.",
            {e.ProjectionSealed: of("size")},
        ),
        Field(
            "sealedDigest",
            str,
            "The digest of the sealed projection.",
            {e.ProjectionSealed: of("digest")},
        ),
        Field(
            "sealedProjection",
            str,
            "The projection that was last sealed.",
            {e.ProjectionSealed: of("projection")},
        ),
        Field(
            "sealedCodeVersion",
            str,
            "The version of the code that sealed it.",
            {e.ProjectionSealed: of("code_version")},
        ),
    ),
)

ERASURE: Final = Kind(
    name="erasure",
    type_name="Erasure",
    plural="erasures",
    stream="ledger",
    parent="ledger",
    description="An erasure of personal data.",
    members={e.PersonalDataErased: occurrence},
    fields=(
        Field(
            "lawfulBasis",
            str,
            "The basis in law for the erasure.",
            {e.PersonalDataErased: of("basis")},
        ),
        Field(
            "authoriser",
            Role,
            "The role that authorised the erasure.",
            {e.PersonalDataErased: of("authoriser")},
        ),
        Field(
            "commitments",
            tuple[str, ...],
            "The commitments whose openings were deleted.",
            {e.PersonalDataErased: of("commitments")},
        ),
    ),
)

KINDS: Final = (LEDGER, ERASURE)
