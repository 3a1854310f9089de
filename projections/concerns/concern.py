"""What a concern is: poor practice, recorded and flagged, never refused."""

from __future__ import annotations

from dataclasses import dataclass

from projections.read_model import EntityState


@dataclass(frozen=True, slots=True)
class Concern:
    """Poor practice seen at a basis.

    ``code`` is of the catalogue. ``entity`` is the key of the thing it is about,
    ``since_us`` when it began where that can be said.
    """

    code: str
    entity: str
    kind: str
    detail: str
    since_us: int | None = None


def about(code: str, state: EntityState, detail: str, since_us: int | None = None) -> Concern:
    """A concern about ``state``."""
    return Concern(code, state.key, state.kind, detail, since_us)
