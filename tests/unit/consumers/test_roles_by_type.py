"""Roles are found by their type, wherever an event names one."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import pytest

from consumers.roles import check_roles, role_fields, roles_in
from ledger.events.action import ActionAgreed, ActionCarriedIn
from ledger.events.body import BriefingPresented
from ledger.events.event import Event, Role
from ledger.registry import REGISTRY
from tests.notation import event

NONE: Mapping[str, str] = {}


def agreed(role: str) -> Event:
    return event(ActionAgreed, accountable_role=role, due_on="2021-03-31")


def test_each_role_comes_with_its_pointer() -> None:
    assert list(roles_in(agreed("chief-officer"))) == [("/accountableRole", "chief-officer")]


def test_a_role_that_is_left_out_is_not_asked_about() -> None:
    presented = event(
        BriefingPresented,
        pack="october",
        channel="MEETING",
        items=[{"item": "tents", "summary": "x"}],
    )

    assert list(roles_in(presented)) == []


@pytest.mark.parametrize("role", ["chief-officer", "NOT_STATED", "inspectorate"])
def test_a_role_of_the_vocabulary_passes_without_asking_the_council(role: str) -> None:
    def asked() -> Mapping[str, str]:
        pytest.fail("the council was asked")

    assert check_roles(agreed(role), asked) is None


def test_a_role_of_the_councils_own_passes() -> None:
    assert check_roles(agreed("bridge-keeper"), lambda: {"bridge-keeper": "Bridge"}) is None


def test_any_other_role_is_refused_with_the_nearest_one() -> None:
    refusal = check_roles(agreed("cheif-officer"), lambda: NONE)

    assert refusal is not None
    assert (refusal.code, refusal.pointer) == ("UNKNOWN_ROLE", "/accountableRole")
    assert refusal.detail.endswith("did you mean chief-officer?")


class Panel(msgspec.Struct, frozen=True):
    chair: Role
    members: tuple[Role, ...] = ()


class Nested(Event, frozen=True, kw_only=True):
    panels: tuple[Panel, ...]
    lead: Panel | msgspec.UnsetType = msgspec.UNSET


def test_roles_inside_lists_and_structs_are_found_too() -> None:
    panels = (Panel(Role("a")), Panel(Role("b"), (Role("c"), Role("d"))))
    nested = Nested(cites=(), panels=panels, lead=Panel(Role("e")))

    assert list(roles_in(nested)) == [
        ("/panels/0/chair", "a"),
        ("/panels/1/chair", "b"),
        ("/panels/1/members/0", "c"),
        ("/panels/1/members/1", "d"),
        ("/lead/chair", "e"),
    ]


def test_no_field_that_reads_like_a_role_is_of_another_type() -> None:
    """A role that was declared as a plain text would escape the vocabulary."""
    suspicious = {
        f"{known.name}: {field.name}"
        for known in REGISTRY.types.values()
        for field in msgspec.structs.fields(known.cls)
        if field.name.endswith(("_role", "_by")) or field.name == "role"
        if field.name not in {each.name for each in role_fields(known.cls)}
    }

    assert {each for each in suspicious if not each.endswith(": replaced_by")} <= {  # an id
        "improvement.plan.returned.v1: resubmit_by",  # a day
    }


def test_a_carried_in_action_names_one_role() -> None:
    assert [each.json_name for each in role_fields(ActionCarriedIn)] == ["accountableRole"]
