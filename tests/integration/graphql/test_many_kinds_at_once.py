"""Reading several kinds together gives what reading them one by one gives."""

from __future__ import annotations

import pytest

from projections.basis import KnownBy
from projections.fields import PROJECTION
from tests.worlds import PLANS, World


@pytest.mark.parametrize("known_by", KnownBy)
@pytest.mark.parametrize("at", [None, "2020-07-15", "2025-05-01"])
@pytest.mark.parametrize("council", PLANS)
def test_of_every_kind_with_all_its_fields(
    examples: World, council: str, at: str | None, known_by: KnownBy
) -> None:
    model, basis = examples.model(council), examples.basis(council, at, known_by=known_by)
    together = model.states(PLANS[council], dict.fromkeys(PROJECTION.kinds), basis)
    assert together == {
        kind: model.state(PLANS[council], kind, None, basis) for kind in PROJECTION.kinds
    }
    told = model.states(PLANS[council], dict.fromkeys(PROJECTION.kinds), basis, provenance=True)
    assert told == {
        kind: model.state(PLANS[council], kind, None, basis, provenance=True)
        for kind in PROJECTION.kinds
    }
    assert any(together.values()) or council == "example"  # which was made up for later years


def test_each_kind_with_its_own_fields(examples: World) -> None:
    model, basis = examples.model("devon"), examples.basis("devon", "2020-09-15")
    wanted = {
        "action": ["status", "areas"],
        "finding": ["category"],
        "visit": None,
        "risk": [],
        "erasure": None,
    }
    together = model.states(PLANS["devon"], wanted, basis)
    assert together == {
        kind: model.state(PLANS["devon"], kind, fields, basis) for kind, fields in wanted.items()
    }
    assert "summary" not in together["finding"][0].values


def test_of_nothing_and_of_nobody(examples: World) -> None:
    model, basis = examples.model("devon"), examples.basis("devon")
    assert model.states(PLANS["devon"], {}, basis) == {}
    assert model.states("devon/nothing", {"action": None}, basis) == {"action": []}
    assert model.states(PLANS["devon"], {"weather": None}, basis) == {"weather": []}
