"""Concerns about recommendations."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.roles import ASSURANCE_ROLES
from ledger.vocabulary import CouncilFacet, DeliveryFacet, Standing
from projections.concerns.actions import DONE, ENDED
from projections.concerns.concern import Concern, about
from projections.read_model import EntityState
from projections.views import PlanView, known, members


def linked_actions(view: PlanView, recommendation: EntityState) -> list[EntityState]:
    """The actions of the plan that serve ``recommendation``."""
    found = (view.entity("action", key) for key in members(recommendation, "actionKeys"))
    return [action for action in found if action is not None]


def delivery(view: PlanView) -> Iterator[Concern]:
    """Accepted without a live action; discharged with open actions, or by an unnamed role."""
    for each in view.entities("recommendation"):
        actions = linked_actions(view, each)
        discharged = known(each, "delivery") == DeliveryFacet.DISCHARGED
        accepted = known(each, "council") in (CouncilFacet.ACCEPTED, CouncilFacet.PARTLY)
        live = [action for action in actions if known(action, "status") not in ENDED]
        if accepted and not discharged and not live and known(each, "standing") is Standing.LIVE:
            yield about("RECOMMENDATION_WITHOUT_ACTION", each, "no live action serves it")
        opened = [action for action in live if known(action, "status") not in DONE]
        if discharged and opened:
            detail = f"{len(opened)} linked actions are not complete"
            yield about("DISCHARGED_WITH_OPEN_ACTIONS", each, detail)
        role = known(each, "confirmedBy")
        if discharged and role is not None and role not in ASSURANCE_ROLES:
            yield about("DISCHARGED_BY_UNNAMED_ROLE", each, f"confirmed by {role}")
