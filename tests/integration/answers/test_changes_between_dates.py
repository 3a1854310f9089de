"""The difference between two bases, in two legs that are told apart."""

from __future__ import annotations

import pytest

from projections.basis import Basis
from projections.changes import Cause, changes
from projections.fields import PROJECTION
from projections.read_model import FieldValue, ReadModel
from tests.worlds import PLANS, World

PAIRS = [
    (("2020-05-01", "2020-05-01"), ("2020-06-01", "2020-06-01")),
    (("2020-06-01", "2020-06-01"), ("2020-06-01", "2020-12-01")),
    (("2020-06-01", "2020-12-01"), ("2020-10-01", "2020-12-01")),
    (("2021-02-17", "2021-02-17"), ("2020-07-15", "2020-12-01")),
]


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_the_difference_applied_to_the_first_state_gives_the_second(
    examples: World, first: tuple[str, str], second: tuple[str, str]
) -> None:
    model, plan = examples.model("devon"), PLANS["devon"]
    before, after = examples.basis("devon", *first), examples.basis("devon", *second)
    state = whole_state(model, plan, before)
    for change in changes(model, plan, before, after):
        if change.after is None:
            del state[change.entity, change.field]
        else:
            state[change.entity, change.field] = change.after
    assert state == whole_state(model, plan, after)


def whole_state(model: ReadModel, plan: str, basis: Basis) -> dict[tuple[str, str], FieldValue]:
    """(entity, field) -> value, for everything in the plan."""
    return {
        (state.key, name): value
        for states in model.states(plan, dict.fromkeys(PROJECTION.kinds), basis).values()
        for state in states
        for name, value in state.values.items()
    }


def test_what_the_autumn_report_taught_about_june_is_learned_and_did_not_occur(
    examples: World,
) -> None:
    june = examples.basis("devon", "2020-06-01", "2020-06-01")
    later = examples.basis("devon", "2020-06-01", "2020-12-01")
    causes = {each.cause for each in changes(examples.model("devon"), PLANS["devon"], june, later)}
    assert causes == {Cause.CORRECTED}


def test_what_took_effect_between_two_days_known_alike_occurred(examples: World) -> None:
    june = examples.basis("devon", "2020-06-01", "2020-12-01")
    october = examples.basis("devon", "2020-10-01", "2020-12-01")
    found = changes(examples.model("devon"), PLANS["devon"], june, october)
    assert {each.cause for each in found} == {Cause.OCCURRED}
    governing = [each for each in found if each.field == "governingBody"]
    assert [each.after.value for each in governing if each.after] == ['"improvement-partnership"']


def test_every_new_value_names_the_entry_that_set_it(examples: World) -> None:
    may = examples.basis("devon", "2020-05-01", "2020-05-01")
    june = examples.basis("devon", "2020-06-01", "2020-06-01")
    ledger = examples.ledger("devon")
    for change in changes(examples.model("devon"), PLANS["devon"], may, june):
        if change.after is not None and change.after.certain:
            assert change.position is not None
            entry = ledger.entry(change.position)
            assert entry is not None
            assert change.entity.startswith(entry.stream)
