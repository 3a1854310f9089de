"""Whatever is asked, PostgreSQL answers as SQLite does."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest

from projections.basis import Basis, KnownBy
from projections.fields import PROJECTION
from projections.read_model import EventFilter, ReadModel
from projections.rebuild import rebuild
from projections.runner import Projector
from tests.read_model_places import Schemas
from tests.worlds import FILES, PLANS, World

DAY_US = 86_400_000_000
DATES = (None, "2018-06-30", "2020-09-22", "2021-01-01")


@pytest.fixture(scope="module", params=["rebuilt", "live"])
def models(
    request: pytest.FixtureRequest, examples: World, schemas: Schemas
) -> Iterator[dict[str, ReadModel]]:
    """The read models of the examples in PostgreSQL, loaded at once or projected in batches."""
    made = {}
    for council in FILES:
        ledger = examples.ledger(council)
        place = schemas.of_its_own()
        if request.param == "rebuilt":
            rebuild(ledger, place, holder="test", clock=examples.clock)
        made[council] = ReadModel.open(place, reader=ledger)
        with Projector(ledger, place, holder="test", clock=examples.clock, batch=7) as projector:
            projector.catch_up()
    yield made
    for model in made.values():
        model.close()


@pytest.fixture(params=list(FILES))
def council(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture
def both(council: str, examples: World, models: dict[str, ReadModel]) -> list[ReadModel]:
    return [examples.model(council), models[council]]


def bases(world: World, council: str) -> Iterator[Basis]:
    ahead = [None, "2027-01-01"]
    for as_at, known_at in product((*DATES, *ahead), DATES):
        yield world.basis(council, as_at, known_at, KnownBy.DOCUMENTED)
    last = world.ledger(council).head().size - 1
    for position in (0, last // 2, last):
        yield world.basis(council, "2020-09-22", known_by=KnownBy.RECORDED, position=position)


def test_the_rows_are_the_same(both: list[ReadModel]) -> None:
    sqlite, postgresql = both
    assert postgresql.head() == sqlite.head()
    assert postgresql.digest() == sqlite.digest()
    for position in range(0, sqlite.projected(), 29):
        assert postgresql.digest_at(position) == sqlite.digest_at(position)


def test_the_state_is_the_same_at_every_basis(
    both: list[ReadModel], examples: World, council: str
) -> None:
    sqlite, postgresql = both
    plan = PLANS[council]
    wanted = dict.fromkeys(PROJECTION.kinds)
    some = {"action": ["status", "dueOn", "areas"], "plan": ["title"], "budget": None}
    for basis in bases(examples, council):
        assert postgresql.plans(basis) == sqlite.plans(basis)
        assert postgresql.digest(basis) == sqlite.digest(basis)
        assert postgresql.digest(basis, plan=plan) == sqlite.digest(basis, plan=plan)
        for asked in (wanted, some):
            ours = postgresql.states(plan, asked, basis, provenance=True)
            assert ours == sqlite.states(plan, asked, basis, provenance=True)
        for kind in ("action", "plan"):
            ours_alone = postgresql.state(plan, kind, some[kind], basis)
            assert ours_alone == sqlite.state(plan, kind, some[kind], basis)


def test_the_lists_are_the_same(both: list[ReadModel], examples: World, council: str) -> None:
    sqlite, postgresql = both
    plan = PLANS[council]
    for basis in bases(examples, council):
        for ask in ("beginnings", "latest", "uncertain"):
            assert getattr(postgresql, ask)(plan, basis) == getattr(sqlite, ask)(plan, basis)
        ours = postgresql.late(plan, basis, longer_than_us=DAY_US)
        assert ours == sqlite.late(plan, basis, longer_than_us=DAY_US)
        types = ["improvement.action.agreed.v1", "improvement.plan.approved.v1", "no such type"]
        for which in (EventFilter(basis, plan), EventFilter(basis, types=types), EventFilter()):
            for newest_first in (False, True):
                assert postgresql.events(which, newest_first=newest_first) == sqlite.events(
                    which, newest_first=newest_first
                )
            assert postgresql.count_events(which) == sqlite.count_events(which)


def test_each_thing_is_the_same(both: list[ReadModel], examples: World, council: str) -> None:
    sqlite, postgresql = both
    basis = examples.basis(council)
    states = sqlite.states(PLANS[council], dict.fromkeys(PROJECTION.kinds), basis)
    keys = [each.key for of_kind in states.values() for each in of_kind]
    assert keys
    for key in keys:
        assert postgresql.entity(key, basis) == sqlite.entity(key, basis)
        for at in (basis, None):
            assert postgresql.history(key, at) == sqlite.history(key, at)
        for fields in (None, ["status"]):
            ours = postgresql.provenance(key, fields, basis)
            assert ours == sqlite.provenance(key, fields, basis)
