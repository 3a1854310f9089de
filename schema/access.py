"""Who may see what: withheld texts and personal fields, in one place for every answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Access:
    """What a reader may see beyond what everybody may.

    ``personal``: values of personal fields. ``unpublished``: texts under embargo.
    """

    personal: bool = False
    unpublished: bool = False


PUBLIC: Final = Access()
"""What everybody may see."""

EMBARGOED: Final[dict[tuple[str, str], str]] = {("recommendation", "text"): "published"}
"""(kind, field) -> the field that must certainly be true before the first may be shown."""


def guards(kind: str, field: str) -> tuple[str, ...]:
    """The other fields that decide whether a field may be shown."""
    guard = EMBARGOED.get((kind, field))
    return () if guard is None else (guard,)
