"""What each value of each vocabulary means, as the schema tells it.

The values themselves are those of ``ledger.vocabulary``; a value without a meaning
here stops the schema from being built.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from ledger.values import Qualifier
from ledger.vocabulary import (
    ActionStatus,
    AuditStatus,
    BodyKind,
    BudgetStatus,
    Cadence,
    Channel,
    CommissionerStatus,
    CouncilFacet,
    DeliveryFacet,
    DirectionStatus,
    FindingCategory,
    Grade,
    Marking,
    MeasureUnit,
    MeetingStatus,
    MinisterFacet,
    Nature,
    PhaseStatus,
    PlanStatus,
    PostDuration,
    Rag,
    RequestStatus,
    RetractionKind,
    RiskStatus,
    SightLevel,
    SpendKind,
    Standing,
    Verb,
    VisitKind,
    VisitStatus,
)

_SILENT: Final = "The source leaves it open."

MEANINGS: Final[dict[type[StrEnum], dict[str, str]]] = {
    ActionStatus: {
        "PROPOSED": "Put forward, and not yet agreed.",
        "AGREED": "Agreed, with an accountable role and a date.",
        "IN_PROGRESS": "Work is under way.",
        "BLOCKED": "Work cannot proceed.",
        "AWAITING_ASSURANCE": "Said to be delivered; nobody has accepted it yet.",
        "COMPLETED": "Its completion was accepted.",
        "EMBEDDED": "What it brought has become ordinary practice.",
        "CANCELLED": "It will not be done.",
        "SUPERSEDED": "Another action takes its place.",
    },
    MinisterFacet: {
        "AWAITED": "The minister has not responded.",
        "ACCEPTED": "The minister accepts it.",
        "MODIFIED": "The minister accepts it with changes.",
        "REJECTED": "The minister does not accept it.",
    },
    CouncilFacet: {
        "AWAITED": "The council has not responded.",
        "ACCEPTED": "The council accepts it.",
        "PARTLY": "The council accepts a part of it.",
        "DECLINED": "The council does not accept it.",
    },
    DeliveryFacet: {
        "NONE": "No action serves it yet.",
        "IN_DELIVERY": "At least one action serves it.",
        "AWAITING_ASSURANCE": "Said to be done; nobody has confirmed it yet.",
        "DISCHARGED": "Confirmed as done.",
    },
    Standing: {
        "LIVE": "It stands.",
        "SUPERSEDED": "Another recommendation takes its place.",
        "WITHDRAWN": "Whoever made it took it back.",
    },
    BudgetStatus: {
        "PROPOSED": "Put to a body, which has not decided yet.",
        "APPROVED": "The stated total is approved.",
        "ENDORSED": "The stated total is endorsed.",
        "NOTED": "The stated total is noted.",
        "REJECTED": "The stated total is rejected.",
        "SUPERSEDED": "Another approval takes its place.",
        "WITHDRAWN": "It was taken back.",
    },
    Verb: {
        "APPROVE": "Grants it.",
        "ENDORSE": "Lends its support.",
        "NOTE": "Takes note of it.",
        "REJECT": "Does not grant it.",
        "DELEGATE": "Hands the decision to somebody.",
        "REQUEST": "Asks for something.",
    },
    Nature: {
        "RECURRENT": "Granted every year.",
        "ONE_OFF": "Granted once.",
    },
    PostDuration: {
        "ONGOING": "The posts have no planned end.",
        "SHORT_TERM": "The posts end after a while.",
    },
    SpendKind: {
        "FORECAST": "Forecast, and not yet spent.",
        "ACTUAL": "Spent.",
    },
    Rag: {
        "RED": "Red, in the scheme of the role that rated it.",
        "AMBER": "Amber, in the scheme of the role that rated it.",
        "GREEN": "Green, in the scheme of the role that rated it.",
        "BLUE": "Blue, in the scheme of the role that rated it; mostly for what is finished.",
        "NOT_STATED": _SILENT,
    },
    Grade: {
        "OUTSTANDING": "The best of the four grades.",
        "GOOD": "The second of the four grades.",
        "REQUIRES_IMPROVEMENT": "The third of the four grades.",
        "INADEQUATE": "The worst of the four grades.",
        "NOT_STATED": _SILENT,
    },
    FindingCategory: {
        "STRENGTH": "Works well.",
        "IMPROVING": "Is getting better.",
        "NEEDS_FURTHER_IMPROVEMENT": "Does not work well enough yet.",
        "SERIOUS_FAILURE": "Leaves children at risk.",
        "PRIORITY_ACTION": "Must be put right at once.",
    },
    VisitKind: {
        "INSPECTION": "A full inspection with grades.",
        "MONITORING_VISIT": "A look at progress after a poor grade.",
        "FOCUSED_VISIT": "A look at one part of the service.",
        "NOT_STATED": _SILENT,
    },
    BodyKind: {
        "CABINET": "The council's executive of elected members.",
        "BOARD": "A board that steers the improvement.",
        "SCRUTINY": "A committee of elected members that examines the executive.",
        "PARTNERSHIP_EXECUTIVE": "The executive of the safeguarding partnership.",
        "CORPORATE_PARENTING": "A board for the children in the council's care.",
        "LEADERSHIP_GROUP": "A group of managers.",
    },
    Channel: {
        "MEETING": "Before a meeting.",
        "PAPER": "On paper, outside a meeting.",
        "EMAIL": "By email.",
        "ORAL": "By word of mouth.",
        "NOT_STATED": _SILENT,
    },
    Cadence: {
        "WEEKLY": "Every week.",
        "FORTNIGHTLY": "Every second week.",
        "MONTHLY": "Every month.",
        "QUARTERLY": "Every three months.",
        "REGULAR": "Regularly, at intervals that the source does not give.",
        "ONCE": "Once only.",
        "NOT_STATED": _SILENT,
    },
    MeasureUnit: {
        "PERCENT": "A share of a hundred.",
        "COUNT": "A number of whole things.",
        "NOT_STATED": _SILENT,
    },
    RetractionKind: {
        "MISRECORDED": "The document never said so: the record slipped.",
        "WITHDRAWN": "The document said so, and what it said was later withdrawn.",
    },
    Marking: {
        "OFFICIAL": "Ordinary public-sector information.",
        "OFFICIAL_SENSITIVE": "To be handled with care, and shown to few.",
    },
    PlanStatus: {
        "DRAFTED": "In draft.",
        "APPROVED": "A body approved it.",
        "PUBLISHED": "The public has it.",
        "SUBMITTED": "It was sent to the inspectorate or the department.",
        "RETURNED": "It was sent back.",
        "ACCEPTED": "Whoever received it accepted it.",
        "REFRESHED": "It was changed.",
        "CLOSED": "It ended.",
    },
    PhaseStatus: {
        "CURRENT": "It is going on.",
        "ENDED": "It is over.",
    },
    VisitStatus: {
        "EXPECTED": "Expected; nothing is recorded as held.",
        "POSTPONED": "Put off.",
        "STARTED": "The visitors are on site.",
        "ENDED": "The visitors have left.",
    },
    DirectionStatus: {
        "DRAFT": "In draft; it binds nobody yet.",
        "ISSUED": "It binds the council.",
        "REVOKED": "It no longer binds the council.",
    },
    CommissionerStatus: {
        "POSTPONED": "The appointment is put off.",
        "APPOINTED": "In post.",
        "ENDED": "No longer in post.",
    },
    MeetingStatus: {
        "SCHEDULED": "Planned.",
        "HELD": "It took place.",
    },
    RequestStatus: {
        "OPEN": "No answer is recorded.",
        "ANSWERED": "An answer is recorded.",
    },
    AuditStatus: {
        "PLANNED": "Planned.",
        "COMPLETED": "It took place.",
    },
    RiskStatus: {
        "OPEN": "It is a risk.",
        "ACCEPTED": "Somebody accepts it as it is.",
        "CLOSED": "It is no longer a risk.",
    },
    SightLevel: {
        "FRONTLINE": "Those who work with children and families.",
        "MANAGER": "Those who manage them.",
        "CHIEF_OFFICER": "The Chief Officer, and those of similar rank.",
        "LEAD_MEMBER": "The elected members of the executive.",
        "BOARD": "The board that steers the improvement.",
        "SCRUTINY": "The elected members who examine the executive.",
        "COMMISSIONER": "The commissioner whom the department appointed.",
    },
    Qualifier: {
        "AS_STATED": "The figure alone: half a unit either way.",
        "APPROXIMATE": "About that much: a whole unit either way.",
        "JUST_UNDER": "Less than that, by less than half a unit.",
        "JUST_OVER": "More than that, by less than half a unit.",
    },
}
"""Vocabulary -> value -> its meaning."""
