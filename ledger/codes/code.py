"""What a code is, and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class CodeKind(StrEnum):
    """What a code says.

    An event was refused, practice is poor, a question is wrong, what was to be done with a whole
    ledger was not done, or a feed of events did not come as it should.
    """

    REFUSAL = "REFUSAL"
    CONCERN = "CONCERN"
    QUERY = "QUERY"
    UPKEEP = "UPKEEP"
    FEED = "FEED"


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of the catalogue: a title, what it means and what to do next.

    ``status`` is the HTTP status of a problem with this code.
    """

    code: str
    kind: CodeKind
    title: str
    meaning: str
    remedy: str
    status: int = 422
