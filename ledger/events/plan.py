"""The plan itself: its versions, phases, governance, areas, priorities and outcomes."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from ledger.events.event import Count, Event, Key, Keys, Line, Role, Summary, Verbatim
from ledger.values import Day
from ledger.vocabulary import FindingCategory, MappingKind

Version = Annotated[str, Meta(min_length=1, max_length=40, description="A version's name.")]


class PlanDrafted(Event, frozen=True, kw_only=True):
    """Work on a plan began, or a first draft was made."""

    title: Line
    summary: Summary | UnsetType = UNSET


class PlanApproved(Event, frozen=True, kw_only=True):
    """A body approved a version of the plan."""

    resolution: Line
    body: Key | UnsetType = UNSET
    plan_version: Version | UnsetType = UNSET
    outcomes_count: Count | UnsetType = UNSET


class PlanPublished(Event, frozen=True, kw_only=True):
    """A version of the plan was put before the public."""

    title: Line
    plan_version: Version | UnsetType = UNSET
    uri: Line | UnsetType = UNSET


class PlanSubmitted(Event, frozen=True, kw_only=True):
    """The plan was sent to the inspectorate or the department."""

    to_role: Role
    plan_version: Version | UnsetType = UNSET


class PlanReturned(Event, frozen=True, kw_only=True):
    """Whoever received the plan sent it back."""

    reason: Summary
    resubmit_by: Day


class PlanAccepted(Event, frozen=True, kw_only=True):
    """Whoever received the plan accepted it."""

    accepted_by: Role
    plan_version: Version | UnsetType = UNSET


class PlanRefreshed(Event, frozen=True, kw_only=True):
    """The plan was changed, and what drove it; outside authority this is a concern."""

    drivers: Annotated[tuple[Summary, ...], Meta(min_length=1, max_length=20)]
    plan_version: Version | UnsetType = UNSET
    authority: Line | UnsetType = UNSET
    refreshed_by: Role | UnsetType = UNSET


class UpdateAuthorityDelegated(Event, frozen=True, kw_only=True):
    """A body lets a role update the plan, consulting another."""

    to_role: Role
    consulting_role: Role
    resolution: Line | UnsetType = UNSET


class PhaseStarted(Event, frozen=True, kw_only=True):
    """A phase of the improvement work began."""

    phase: Key
    title: Line
    focus: Summary | UnsetType = UNSET


class PhaseEnded(Event, frozen=True, kw_only=True):
    """A phase of the improvement work ended."""

    phase: Key
    summary: Summary | UnsetType = UNSET


class GovernanceTransferred(Event, frozen=True, kw_only=True):
    """Another body governs the improvement from now on."""

    to_body: Key
    from_body: Key | UnsetType = UNSET
    summary: Summary | UnsetType = UNSET


class AreaIdentified(Event, frozen=True, kw_only=True):
    """An inspection or the council itself named an area for improvement."""

    area: Key
    title: Line
    identified_by: Role
    summary: Summary | UnsetType = UNSET
    verbatim: Verbatim | UnsetType = UNSET


class AreaProgressJudged(Event, frozen=True, kw_only=True):
    """An inspector, or another role, judged the progress of an area."""

    area: Key
    judgement: FindingCategory
    judged_by: Role
    summary: Summary
    verbatim: Verbatim | UnsetType = UNSET


class PriorityDefined(Event, frozen=True, kw_only=True):
    """The plan has a priority."""

    priority: Key
    title: Line
    summary: Summary | UnsetType = UNSET


class OutcomeDefined(Event, frozen=True, kw_only=True):
    """The plan has an outcome it wants."""

    outcome: Key
    title: Line
    summary: Summary | UnsetType = UNSET


class MappingChanged(Event, frozen=True, kw_only=True):
    """Areas, priorities and outcomes are joined, or no longer joined."""

    kind: MappingKind
    subject: Key
    adds: Keys = ()
    removes: Keys = ()


class PlanClosed(Event, frozen=True, kw_only=True):
    """The plan ended."""

    reason: Summary
