"""Values with parts: what each part leaves unsaid, and how that is told."""

from __future__ import annotations

import pytest

from ledger.events.body import PackSnapshot, ResolutionLimb
from ledger.events.event import Citation, MomentText, Period
from ledger.events.measure import GradeShare
from ledger.values import Day, DecimalText, Percentage
from ledger.vocabulary import Grade, Verb
from projections.values import AbsenceReason
from schema.field_types import graphql_type, struct_type
from schema.structs import PARTS, parts_of, silences

NOT_RECORDED, NOT_STATED = AbsenceReason.NOT_RECORDED, AbsenceReason.NOT_STATED


def test_a_percentage_without_a_denominator_says_so() -> None:
    share = Percentage(value=DecimalText("32"), decimals=0)
    assert list(silences(share)) == [("denominator", NOT_RECORDED)]


def test_a_percentage_with_everything_is_silent_about_nothing() -> None:
    share = Percentage(value=DecimalText("21"), decimals=0, denominator=125)
    assert list(silences(share)) == []


def test_a_limb_among_others_is_named_by_its_place() -> None:
    limbs = (
        ResolutionLimb(label="a", verb=Verb.APPROVE, summary="the total", verbatim="approve"),
        ResolutionLimb(label="b", verb=Verb.NOTE, summary="that recruitment takes time"),
    )
    assert list(silences(limbs)) == [("1.verbatim", NOT_RECORDED)]


def test_a_grade_that_is_not_stated_is_told_apart_from_one_not_recorded() -> None:
    share = Percentage(value=DecimalText("1"), decimals=0)
    unknown = GradeShare(grade=Grade.NOT_STATED, percentage=share)
    assert list(silences(unknown)) == [
        ("grade", NOT_STATED),
        ("percentage.denominator", NOT_RECORDED),
    ]


def test_a_snapshot_may_leave_its_dates_open() -> None:
    snapshot = PackSnapshot(
        as_at=MomentText("NOT_STATED"), known_at=MomentText("2020-10-31"), position=41
    )
    assert list(silences(snapshot)) == [("asAt", NOT_STATED)]


def test_a_period_states_both_its_days() -> None:
    quarter = Period(first_on=Day("2020-07-01"), last_on=Day("2020-09-30"))
    assert list(silences(quarter)) == []
    assert not any(part.may_be_silent for part in parts_of(Period))


def test_a_citation_without_a_hash_says_so() -> None:
    cited = Citation(document="devon-cabinet", locator="resolved a")
    assert list(silences([cited])) == [("0.sha256", NOT_RECORDED)]


def test_plain_values_have_no_parts() -> None:
    assert list(silences("text")) == []
    assert list(silences(None)) == []


@pytest.mark.parametrize("struct", PARTS, ids=lambda struct: struct.__name__)
def test_every_part_of_a_struct_is_a_field_of_its_type(struct: type) -> None:
    fields = struct_type(struct)._meta.fields  # noqa: SLF001 - where Graphene keeps them
    assert set(fields) == {part.name for part in parts_of(struct)}


def test_a_type_nobody_thought_of_has_no_graphql_type() -> None:
    with pytest.raises(TypeError, match="no GraphQL type"):
        graphql_type(complex)
