"""The closed vocabularies of the ledger: statuses, verbs, grades and the like.

Every member is SCREAMING_SNAKE at every edge. ``NOT_STATED`` is a member
wherever a source document may be silent: silence is recorded, never guessed.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

NOT_STATED: Final = "NOT_STATED"


class ActionStatus(StrEnum):
    """Where an action stands in its life."""

    PROPOSED = "PROPOSED"
    AGREED = "AGREED"
    IN_PROGRESS = "IN_PROGRESS"
    BLOCKED = "BLOCKED"
    AWAITING_ASSURANCE = "AWAITING_ASSURANCE"
    COMPLETED = "COMPLETED"
    EMBEDDED = "EMBEDDED"
    CANCELLED = "CANCELLED"
    SUPERSEDED = "SUPERSEDED"


class MinisterFacet(StrEnum):
    """Where the minister's response to a recommendation stands."""

    AWAITED = "AWAITED"
    ACCEPTED = "ACCEPTED"
    MODIFIED = "MODIFIED"
    REJECTED = "REJECTED"


class MinisterResponse(StrEnum):
    """What the minister said of a recommendation."""

    ACCEPT = "ACCEPT"
    MODIFY = "MODIFY"
    REJECT = "REJECT"


MINISTER_FACETS: Final = {
    MinisterResponse.ACCEPT: MinisterFacet.ACCEPTED,
    MinisterResponse.MODIFY: MinisterFacet.MODIFIED,
    MinisterResponse.REJECT: MinisterFacet.REJECTED,
}
"""Where a response of the minister leaves the recommendation."""


class CouncilFacet(StrEnum):
    """Where the council's response to a recommendation stands."""

    AWAITED = "AWAITED"
    ACCEPTED = "ACCEPTED"
    PARTLY = "PARTLY"
    DECLINED = "DECLINED"


class CouncilResponse(StrEnum):
    """What the council said of a recommendation."""

    ACCEPT = "ACCEPT"
    PARTIAL = "PARTIAL"
    DECLINE = "DECLINE"


COUNCIL_FACETS: Final = {
    CouncilResponse.ACCEPT: CouncilFacet.ACCEPTED,
    CouncilResponse.PARTIAL: CouncilFacet.PARTLY,
    CouncilResponse.DECLINE: CouncilFacet.DECLINED,
}
"""Where a response of the council leaves the recommendation."""


class DeliveryFacet(StrEnum):
    """Where the delivery of a recommendation stands."""

    NONE = "NONE"
    IN_DELIVERY = "IN_DELIVERY"
    AWAITING_ASSURANCE = "AWAITING_ASSURANCE"
    DISCHARGED = "DISCHARGED"


class Standing(StrEnum):
    """Whether a recommendation as a whole still stands."""

    LIVE = "LIVE"
    SUPERSEDED = "SUPERSEDED"
    WITHDRAWN = "WITHDRAWN"


class BudgetStatus(StrEnum):
    """Where a budget approval stands, named for the verb on its stated total."""

    PROPOSED = "PROPOSED"
    APPROVED = "APPROVED"
    ENDORSED = "ENDORSED"
    NOTED = "NOTED"
    REJECTED = "REJECTED"
    SUPERSEDED = "SUPERSEDED"
    WITHDRAWN = "WITHDRAWN"


class Verb(StrEnum):
    """What a limb of a resolution does."""

    APPROVE = "APPROVE"
    ENDORSE = "ENDORSE"
    NOTE = "NOTE"
    REJECT = "REJECT"
    DELEGATE = "DELEGATE"
    REQUEST = "REQUEST"


VERB_OF_STATUS: Final = {
    BudgetStatus.APPROVED: Verb.APPROVE,
    BudgetStatus.ENDORSED: Verb.ENDORSE,
    BudgetStatus.NOTED: Verb.NOTE,
    BudgetStatus.REJECTED: Verb.REJECT,
}
"""What was done with the stated total of a budget in this state; nothing in any other."""


class Nature(StrEnum):
    """Whether money is granted every year or once."""

    RECURRENT = "RECURRENT"
    ONE_OFF = "ONE_OFF"


class PostDuration(StrEnum):
    """How long the posts paid from a budget line last."""

    ONGOING = "ONGOING"
    SHORT_TERM = "SHORT_TERM"


class SpendKind(StrEnum):
    """Whether spend is foreseen or has happened."""

    FORECAST = "FORECAST"
    ACTUAL = "ACTUAL"


class Rag(StrEnum):
    """A red-amber-green rating, given by people and never inferred."""

    RED = "RED"
    AMBER = "AMBER"
    GREEN = "GREEN"
    BLUE = "BLUE"
    NOT_STATED = NOT_STATED


class Grade(StrEnum):
    """An inspectorate's four-point grade."""

    OUTSTANDING = "OUTSTANDING"
    GOOD = "GOOD"
    REQUIRES_IMPROVEMENT = "REQUIRES_IMPROVEMENT"
    INADEQUATE = "INADEQUATE"
    NOT_STATED = NOT_STATED


class FindingCategory(StrEnum):
    """How an inspector placed what was found."""

    STRENGTH = "STRENGTH"
    IMPROVING = "IMPROVING"
    NEEDS_FURTHER_IMPROVEMENT = "NEEDS_FURTHER_IMPROVEMENT"
    SERIOUS_FAILURE = "SERIOUS_FAILURE"
    PRIORITY_ACTION = "PRIORITY_ACTION"


class VisitKind(StrEnum):
    """What sort of visit an inspectorate makes."""

    INSPECTION = "INSPECTION"
    MONITORING_VISIT = "MONITORING_VISIT"
    FOCUSED_VISIT = "FOCUSED_VISIT"
    NOT_STATED = NOT_STATED


class BodyKind(StrEnum):
    """What sort of governance body it is; decides its link in the line of sight."""

    CABINET = "CABINET"
    BOARD = "BOARD"
    SCRUTINY = "SCRUTINY"
    PARTNERSHIP_EXECUTIVE = "PARTNERSHIP_EXECUTIVE"
    CORPORATE_PARENTING = "CORPORATE_PARENTING"
    LEADERSHIP_GROUP = "LEADERSHIP_GROUP"


class Channel(StrEnum):
    """How a briefing reached a body."""

    MEETING = "MEETING"
    PAPER = "PAPER"
    EMAIL = "EMAIL"
    ORAL = "ORAL"
    NOT_STATED = NOT_STATED


class Cadence(StrEnum):
    """How often something recurs."""

    WEEKLY = "WEEKLY"
    FORTNIGHTLY = "FORTNIGHTLY"
    MONTHLY = "MONTHLY"
    QUARTERLY = "QUARTERLY"
    REGULAR = "REGULAR"
    ONCE = "ONCE"
    NOT_STATED = NOT_STATED


class MeasureUnit(StrEnum):
    """What a measure counts."""

    PERCENT = "PERCENT"
    COUNT = "COUNT"
    NOT_STATED = NOT_STATED


class RetractionKind(StrEnum):
    """Why an event is retracted: the record slipped, or the document was withdrawn."""

    MISRECORDED = "MISRECORDED"
    WITHDRAWN = "WITHDRAWN"


class Marking(StrEnum):
    """The handling marking of an event or of evidence."""

    OFFICIAL = "OFFICIAL"
    OFFICIAL_SENSITIVE = "OFFICIAL_SENSITIVE"


class MappingKind(StrEnum):
    """What a mapping of the plan joins."""

    AREA_TO_PRIORITY = "AREA_TO_PRIORITY"
    AREA_TO_OUTCOME = "AREA_TO_OUTCOME"
    PRIORITY_TO_OUTCOME = "PRIORITY_TO_OUTCOME"


class PlanStatus(StrEnum):
    """What last happened to the plan as a document."""

    DRAFTED = "DRAFTED"
    APPROVED = "APPROVED"
    PUBLISHED = "PUBLISHED"
    SUBMITTED = "SUBMITTED"
    RETURNED = "RETURNED"
    ACCEPTED = "ACCEPTED"
    REFRESHED = "REFRESHED"
    CLOSED = "CLOSED"


class PhaseStatus(StrEnum):
    """Whether a phase goes on."""

    CURRENT = "CURRENT"
    ENDED = "ENDED"


class VisitStatus(StrEnum):
    """Where a visit stands."""

    EXPECTED = "EXPECTED"
    POSTPONED = "POSTPONED"
    STARTED = "STARTED"
    ENDED = "ENDED"


class DirectionStatus(StrEnum):
    """Where a statutory direction stands."""

    DRAFT = "DRAFT"
    ISSUED = "ISSUED"
    REVOKED = "REVOKED"


class CommissionerStatus(StrEnum):
    """Whether a commissioner is in post."""

    POSTPONED = "POSTPONED"
    APPOINTED = "APPOINTED"
    ENDED = "ENDED"


class MeetingStatus(StrEnum):
    """Whether a meeting took place."""

    SCHEDULED = "SCHEDULED"
    HELD = "HELD"


class RequestStatus(StrEnum):
    """Whether a body was told what it asked for, or a challenge was answered."""

    OPEN = "OPEN"
    ANSWERED = "ANSWERED"


class AuditStatus(StrEnum):
    """Whether an audit took place."""

    PLANNED = "PLANNED"
    COMPLETED = "COMPLETED"


class RiskStatus(StrEnum):
    """Where a risk stands."""

    OPEN = "OPEN"
    ACCEPTED = "ACCEPTED"
    CLOSED = "CLOSED"


class SightLevel(StrEnum):
    """The links of the line of sight, from the frontline to the commissioner."""

    FRONTLINE = "FRONTLINE"
    MANAGER = "MANAGER"
    CHIEF_OFFICER = "CHIEF_OFFICER"
    LEAD_MEMBER = "LEAD_MEMBER"
    BOARD = "BOARD"
    SCRUTINY = "SCRUTINY"
    COMMISSIONER = "COMMISSIONER"
