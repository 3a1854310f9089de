"""The sections of a plan in plain English, in their order."""

from __future__ import annotations

from enum import StrEnum


class SectionKey(StrEnum):
    """What a section is called on the command line."""

    BASIS = "basis"
    PLAN = "plan"
    GOVERNANCE = "governance"
    BUDGET = "budget"
    RECOMMENDATIONS = "recommendations"
    ACTIONS = "actions"
    VISITS = "visits"
    MEASURES = "measures"
    RISKS = "risks"
    CONCERNS = "concerns"
    INDETERMINATE = "indeterminate"
    UNTOLD = "untold"
