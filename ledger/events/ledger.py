"""The ledger about itself; the service alone writes here. Effective at an instant."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from ledger.events.event import Event, Line, Role, Sha256, Summary


class LedgerKeyRotated(Event, frozen=True, kw_only=True):
    """Another key signs the ledger's checkpoints."""

    old_key: Line
    new_key: Line


class ProjectionSealed(Event, frozen=True, kw_only=True):
    """What a projection held when it had read ``size`` entries."""

    size: Annotated[int, Meta(ge=0)]
    projection: Line
    code_version: Line
    digest: Sha256


class PersonalDataErased(Event, frozen=True, kw_only=True):
    """Openings of personal fields were deleted: which, on what basis, by whose authority."""

    commitments: Annotated[tuple[Sha256, ...], Meta(min_length=1, max_length=1000)]
    basis: Summary
    authoriser: Role
