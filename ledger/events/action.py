"""The life of an action of the plan."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from ledger.events.event import Event, Evidence, Key, Keys, Line, Role, Summary, Verbatim
from ledger.values import Day
from ledger.vocabulary import ActionStatus, Rag

EvidenceList = Annotated[tuple[Evidence, ...], Meta(max_length=50)]


class BudgetLineRef(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"
):
    """A line of a budget approval of the same plan."""

    approval: Key
    line_id: Key


class ActionProposed(Event, frozen=True, kw_only=True):
    """Somebody put an action forward."""

    summary: Summary
    verbatim: Verbatim | UnsetType = UNSET
    areas: Keys = ()
    accountable_role: Role | UnsetType = UNSET


class ActionCarriedIn(Event, frozen=True, kw_only=True):
    """The first document that mentions the action finds it in this state."""

    status: ActionStatus
    summary: Summary
    verbatim: Verbatim | UnsetType = UNSET
    areas: Keys = ()
    accountable_role: Role
    baseline_due_on: Day
    due_on: Day
    rag: Rag


class ActionAgreed(Event, frozen=True, kw_only=True):
    """The action was agreed, with a role accountable for it and a date.

    The date becomes the baseline, which never changes afterwards.
    """

    accountable_role: Role
    due_on: Day


class ActionStarted(Event, frozen=True, kw_only=True):
    """Work on the action began."""

    summary: Summary | UnsetType = UNSET


class ActionBlocked(Event, frozen=True, kw_only=True):
    """Work on the action cannot go on."""

    reason: Summary


class ActionUnblocked(Event, frozen=True, kw_only=True):
    """Work on the action goes on again."""

    summary: Summary | UnsetType = UNSET


class ActionDeliveryClaimed(Event, frozen=True, kw_only=True):
    """A role claims that the action is delivered."""

    claimed_by: Role
    evidence: EvidenceList = ()


class ActionCompletionAccepted(Event, frozen=True, kw_only=True):
    """A role accepts the claim; without evidence or impact this is a concern."""

    accepted_by: Role
    impact: Summary | UnsetType = UNSET


class ActionCompletionRejected(Event, frozen=True, kw_only=True):
    """A role does not accept the claim; the action is in progress again."""

    rejected_by: Role | UnsetType = UNSET
    reason: Summary


class ActionEmbedded(Event, frozen=True, kw_only=True):
    """What the action brought has become ordinary practice."""

    evidence: EvidenceList = ()


class ActionReopened(Event, frozen=True, kw_only=True):
    """Something showed that the action was not complete; earlier completions stay in view."""

    trigger: Summary


class ActionCancelled(Event, frozen=True, kw_only=True):
    """The action will not be done."""

    reason: Summary
    authority: Line | UnsetType = UNSET


class ActionSuperseded(Event, frozen=True, kw_only=True):
    """Another action takes its place."""

    by: Key


class ActionProgressNoted(Event, frozen=True, kw_only=True):
    """A note on the progress of the action."""

    summary: Summary
    verbatim: Verbatim | UnsetType = UNSET
    noted_by: Role | UnsetType = UNSET


class ActionEvidenceAttached(Event, frozen=True, kw_only=True):
    """Evidence for the action: the file outside, its hash inside."""

    evidence: Annotated[tuple[Evidence, ...], Meta(min_length=1, max_length=50)]


class ActionImpactRecorded(Event, frozen=True, kw_only=True):
    """What the action changed for children and families."""

    summary: Summary
    verbatim: Verbatim | UnsetType = UNSET
    measure: Key | UnsetType = UNSET


class ActionRagRated(Event, frozen=True, kw_only=True):
    """A role rates the action; nobody ever infers a rating."""

    rag: Rag
    scheme: Line
    rationale: Summary | UnsetType = UNSET
    rated_by: Role | UnsetType = UNSET


class ActionDueDateMoved(Event, frozen=True, kw_only=True):
    """The current due date moves; without authority, or three times, this is a concern."""

    moved_from: Day = msgspec.field(name="from")
    moved_to: Day = msgspec.field(name="to")
    reason: Summary
    authority: Line | UnsetType = UNSET


class ActionReassigned(Event, frozen=True, kw_only=True):
    """Another role becomes accountable."""

    to_role: Role
    from_role: Role | UnsetType = UNSET
    reason: Summary | UnsetType = UNSET


class ActionLinked(Event, frozen=True, kw_only=True):
    """The action serves an area, or is paid from a budget line: exactly one of them.

    The link to a recommendation is recorded once, on the recommendation.
    """

    area: Key | UnsetType = UNSET
    budget_line: BudgetLineRef | UnsetType = UNSET

    def __post_init__(self) -> None:
        if (self.area is UNSET) is (self.budget_line is UNSET):
            msg = "link exactly one of area and budgetLine"
            raise ValueError(msg)
