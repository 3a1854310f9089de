"""Concerns about the plan as a document, information requests and forecasts."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.moments import END_US, day_end_us, london_day, parse_moment
from ledger.vocabulary import RequestStatus, VisitStatus
from projections.concerns.concern import Concern, about
from projections.views import PlanView, known


def refreshed_outside_authority(view: PlanView) -> Iterator[Concern]:
    """Refreshes by a role to which no authority is recorded."""
    plan = view.plan_entity()
    if plan is None:
        return
    for refresh in view.children(plan, "refresh"):
        role = known(refresh, "refreshedBy")
        if role is None or known(refresh, "authority") is not None:
            continue
        if role != known(plan, "updateRole"):
            yield about("CHANGED_OUTSIDE_AUTHORITY", plan, f"refreshed by {role}")


def unanswered_requests(view: PlanView) -> Iterator[Concern]:
    """Information requests to which no answer is recorded."""
    for body in view.entities("body"):
        for request in view.children(body, "request"):
            if known(request, "status") is RequestStatus.OPEN:
                asked = known(request, "summary")
                yield about("REQUEST_UNANSWERED", request, f"asked: {asked}")


def passed_forecasts(view: PlanView) -> Iterator[Concern]:
    """Visits expected for a time that has passed, with nothing recorded since."""
    for visit in view.entities("visit"):
        expected = known(visit, "expectedIn")
        if expected is None:
            continue
        certain_by_us = parse_moment(expected).certain_by_us
        waiting = known(visit, "status") in (VisitStatus.EXPECTED, VisitStatus.POSTPONED)
        if not waiting or certain_by_us == END_US:
            continue
        over_us = day_end_us(london_day(certain_by_us))
        if over_us < view.basis.before_us:
            detail = f"expected in {expected}; nothing is recorded as held"
            yield about("FORECAST_PASSED", visit, detail, over_us)
