"""A commissioner's recommendation, the two responses to it, and its delivery."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from ledger.events.action import EvidenceList
from ledger.events.event import Event, Key, Line, Role, Summary, Verbatim
from ledger.vocabulary import (
    CouncilFacet,
    CouncilResponse,
    DeliveryFacet,
    MinisterFacet,
    MinisterResponse,
)


class RecommendationMade(Event, frozen=True, kw_only=True):
    """A report makes a recommendation; its text never changes.

    The text is withheld until RecommendationPublished lifts the embargo.
    """

    report: Line
    number: Line
    text: Verbatim
    addressee: Line | UnsetType = UNSET


class RecommendationCarriedIn(Event, frozen=True, kw_only=True):
    """The first document that mentions the recommendation finds it in this state."""

    report: Line
    number: Line
    text: Verbatim
    addressee: Line
    minister: MinisterFacet
    council: CouncilFacet
    delivery: DeliveryFacet
    published: bool = False


class MinisterResponded(Event, frozen=True, kw_only=True):
    """The minister's one response."""

    response: MinisterResponse
    conditions: Summary | UnsetType = UNSET


class CouncilResponded(Event, frozen=True, kw_only=True):
    """The council's response; it may change its mind until it has accepted."""

    response: CouncilResponse
    rationale: Summary


class RecommendationLinkedToAction(Event, frozen=True, kw_only=True):
    """An action of the plan serves the recommendation."""

    action: Key


class DischargeClaimed(Event, frozen=True, kw_only=True):
    """A role claims that what was recommended is done."""

    claimed_by: Role
    evidence: EvidenceList = ()


class DischargeConfirmed(Event, frozen=True, kw_only=True):
    """A role confirms it.

    Any but the commissioner, the department or the named assurance body raises a concern.
    """

    confirmed_by: Role


class DischargeRejected(Event, frozen=True, kw_only=True):
    """A role does not confirm it."""

    rejected_by: Role | UnsetType = UNSET
    reason: Summary


class RecommendationReopened(Event, frozen=True, kw_only=True):
    """Something showed that it was not discharged."""

    trigger: Summary


class RecommendationSuperseded(Event, frozen=True, kw_only=True):
    """Another recommendation takes its place."""

    by: Key


class RecommendationWithdrawn(Event, frozen=True, kw_only=True):
    """Whoever made the recommendation takes it back."""

    reason: Summary | UnsetType = UNSET


class RecommendationClarified(Event, frozen=True, kw_only=True):
    """What the recommendation means, said later; its text stays as it was."""

    summary: Summary
    verbatim: Verbatim | UnsetType = UNSET


class RecommendationPublished(Event, frozen=True, kw_only=True):
    """The text may be shown.

    ``text`` is for a recommendation whose text no earlier document stated.
    """

    uri: Line | UnsetType = UNSET
    text: Verbatim | UnsetType = UNSET
