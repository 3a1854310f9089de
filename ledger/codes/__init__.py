"""The one catalogue of codes: refusals, concerns, failed questions, failed upkeep, feeds.

The same code stands in HTTP problems, dead letters, the command line and
GraphQL, and each has a page at ``/errors/<CODE>``. A code is never reused.
"""

from __future__ import annotations

from typing import Final

from ledger.codes.code import Code, CodeKind
from ledger.codes.concerns import CONCERNS
from ledger.codes.feeds import FEEDS
from ledger.codes.queries import QUERIES
from ledger.codes.refusals import REFUSALS
from ledger.codes.upkeep import UPKEEP

__all__ = ["CATALOGUE", "Code", "CodeKind"]

CATALOGUE: Final[dict[str, Code]] = {
    each.code: each for each in (*REFUSALS, *CONCERNS, *QUERIES, *UPKEEP, *FEEDS)
}
"""Code -> what it means."""
