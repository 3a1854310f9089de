"""The made-up plan has something to show for every feature."""

from __future__ import annotations

from msgspec import UNSET

from ledger.events.action import ActionDueDateMoved, ActionRagRated
from ledger.events.body import BriefingPackPublished
from ledger.events.event import EventRetracted
from ledger.events.plan import PlanDrafted
from ledger.events.recommendation import RecommendationPublished
from ledger.events.visit import VisitExpected
from ledger.registry import REGISTRY
from ledger.vocabulary import Rag, RetractionKind
from tests.unit.examples.carried import lines

LINES = lines("synthetic")


def test_every_type_that_a_service_may_send_is_there() -> None:
    sendable = {each.name for each in REGISTRY.types.values() if not each.kind.service_only}
    assert {line.type for line in LINES} == sendable


def test_both_kinds_of_retraction_are_there() -> None:
    kinds = {line.event.kind for line in LINES if isinstance(line.event, EventRetracted)}
    assert kinds == set(RetractionKind)


def test_every_plan_says_that_it_is_synthetic() -> None:
    titles = [line.event.title for line in LINES if isinstance(line.event, PlanDrafted)]
    assert titles
    assert all("synthetic" in title for title in titles)


def test_an_action_is_rated_red_and_moved_three_times() -> None:
    late = [line.event for line in LINES if line.stream.key == "supervision-training"]
    assert sum(isinstance(each, ActionDueDateMoved) for each in late) == 3
    assert Rag.RED in {each.rag for each in late if isinstance(each, ActionRagRated)}


def test_some_recommendations_are_published_and_some_are_not() -> None:
    made = {line.stream.key for line in LINES if line.stream.stream == "recommendation"}
    published = {
        line.stream.key for line in LINES if isinstance(line.event, RecommendationPublished)
    }
    assert published
    assert published < made


def test_a_pack_was_drawn_from_a_position_recorded_before_it() -> None:
    packs = [
        (index, line.event)
        for index, line in enumerate(LINES)
        if isinstance(line.event, BriefingPackPublished)
    ]
    assert packs
    for index, pack in packs:
        assert pack.snapshot is not UNSET
        assert pack.snapshot.position < index


def test_a_forecast_lies_behind_and_one_ahead() -> None:
    expected = {line.event.expected_in for line in LINES if isinstance(line.event, VisitExpected)}
    assert {"2026-06", "2027-01/2027-03"} <= expected


def test_some_events_are_sensitive_and_some_have_no_document_date() -> None:
    assert {line.marking for line in LINES} == {None, "OFFICIAL_SENSITIVE"}
    assert None in {line.documented for line in LINES}
