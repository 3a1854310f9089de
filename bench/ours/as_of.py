"""Our side of an as-of question: the read model, and replay beside it to judge the answer."""

from __future__ import annotations

from time import perf_counter
from typing import Final

import msgspec

from bench.load import COUNCIL, DAYS, START
from bench.ours.feed import Clock, directory
from bench.ours.read_model import looked_into, place_in
from bench.questions import FIELDS, Answer
from bench.replay import replayed
from bench.worker import Steps
from ledger.moments import day_start_us
from projections.basis import Basis, KnownBy, resolve
from projections.read_model import EntityState, ReadModel

NOW_US: Final = day_start_us(START) + (DAYS + 1) * 86_400_000_000


class WrongAnswer(Exception):
    """The read model and the replay disagree: then no figure means anything."""


class Side:
    """One ledger, its read model, and the last question that was asked of them."""

    def open(self, address: str, actions: int) -> None:
        """Open what stands at ``address``."""
        ledgers = directory(address, Clock())
        self._home = ledgers.home
        self._ledger = ledgers.open(COUNCIL)
        self._model = ReadModel.open(place_in(self._home), reader=self._ledger)
        self._actions = actions
        self._state: list[EntityState] = []

    def ask(self, plan: str, as_at: str, known_at: str) -> tuple[float, int]:
        """Seconds for the answer, and how many fields of entities it had to look for."""
        basis = self._basis(as_at, known_at)
        start = perf_counter()
        self._state = self._model.state(plan, "action", FIELDS, basis)
        took = perf_counter() - start
        return took, self._probes(plan)

    def replay(self, plan: str, as_at: str, known_at: str) -> float:
        """Seconds to answer by replay; raises unless it gives what the last answer gave."""
        basis = self._basis(as_at, known_at)
        names = [f"{plan}/action/action-{number:03d}" for number in range(self._actions)]
        start = perf_counter()
        streams = (self._ledger.stream(name) for name in names)
        found = replayed(streams, position=basis.position, before_us=basis.before_us)
        took = perf_counter() - start
        if found != self.answer():
            raise WrongAnswer(f"{plan} as at {as_at}, known at {known_at}")
        return took

    def answer(self) -> Answer:
        """The last answer of the read model."""
        return {state.key: _values(state) for state in self._state}

    def _probes(self, plan: str) -> int:
        """The fields asked for (and whether it exists) that each action of the plan ever had."""
        with looked_into(self._home) as read_model:
            sql = read_model.dialect
            (count,) = read_model.execute(
                "SELECT count(*) FROM entity e JOIN plan p ON p.id = e.plan_id "
                "JOIN kind k ON k.id = e.kind_id JOIN entity_field f ON f.entity_id = e.entity_id "
                "JOIN field n ON n.id = f.field_id "
                f"WHERE p.name = :plan AND k.name = 'action' AND n.name {sql.among('fields')}",
                {"plan": plan, "fields": sql.many(["exists", *FIELDS])},
            ).fetchone()
        return int(count)

    def _basis(self, as_at: str, known_at: str) -> Basis:
        return resolve(
            as_at=as_at,
            known_at=known_at,
            known_by=KnownBy.RECORDED,
            position=None,
            now_us=NOW_US,
            head=self._model.head(),
            position_before=self._ledger.position_before,
        )


def _values(state: EntityState) -> dict[str, str]:
    return {
        name: msgspec.json.decode(field.value, type=str)
        for name, field in state.values.items()
        if field.value is not None and name != "exists"
    }


SIDE: Final = Side()
STEPS: Final[Steps] = {
    "open": SIDE.open,
    "ask": SIDE.ask,
    "replay": SIDE.replay,
    "answer": SIDE.answer,
}
