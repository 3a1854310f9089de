"""What stood at a basis: entities with the values of their fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Final, NamedTuple

import msgspec

from projections.kinds import EXISTS, TRUE
from projections.read_model.answers import EntityState, Existence, FieldValue
from projections.read_model.connections import Reader
from projections.read_model.fold import POSITION_AND_VALUE, POSSIBLE, VALUE, Fold

NULL: Final = "null"


class Scope(NamedTuple):
    """Which entities are asked about: a table of entities ``e`` with its condition."""

    entities: str
    condition: str
    parameters: dict[str, int]


class Entity(NamedTuple):
    """An entity's row."""

    entity_id: int
    key: str
    kind_id: int
    parent: str | None


def of_plan(plan_id: int, kind_id: int) -> Scope:
    """All entities of a kind in a plan."""
    return Scope(
        "entity e INDEXED BY entity_of_plan",
        "e.plan_id = :plan AND e.kind_id = :kind",
        {"plan": plan_id, "kind": kind_id},
    )


def one(entity_id: int) -> Scope:
    """One entity."""
    return Scope("entity e", "e.entity_id = :entity", {"entity": entity_id})


def read_state(
    reader: Reader,
    scope: Scope,
    fold: Fold,
    fields: Sequence[str] | None,
    *,
    provenance: bool,
) -> list[EntityState]:
    """Every entity in ``scope`` that exists, or may exist, by key; with ``fields`` or all."""
    question = _Question(reader, scope, fold, fields, provenance=provenance)
    values = question.certain()
    for (entity_id, field_id), rows in question.possible():
        of_entity = values.setdefault(entity_id, {})
        name = reader.names.text("field", field_id)
        of_entity[name] = _weighed(of_entity.get(name), rows)
    states = (_state(reader, entity, values.get(entity.entity_id)) for entity in question.all())
    return sorted((state for state in states if state is not None), key=lambda state: state.key)


class _Question:
    """The statements of one question about a scope, with the same parameters for each."""

    def __init__(
        self,
        reader: Reader,
        scope: Scope,
        fold: Fold,
        fields: Sequence[str] | None,
        *,
        provenance: bool,
    ) -> None:
        self._reader = reader
        self._scope = scope
        self._fold = fold
        self._provenance = provenance
        self._parameters: dict[str, int | str] = {**scope.parameters, **fold.parameters}
        self._chosen = ""
        if fields is not None:
            numbers = {n for name in (EXISTS, *fields) for n in reader.names.fields(name)}
            self._chosen = "AND {}.field_id IN (SELECT value FROM json_each(:fields))"
            self._parameters["fields"] = msgspec.json.encode(sorted(numbers)).decode()

    def all(self) -> Iterator[Entity]:
        rows = self._reader.connection.execute(
            f"SELECT e.entity_id, e.key, e.kind_id, e.parent FROM {self._scope.entities} "
            f"WHERE {self._scope.condition}",
            self._parameters,
        )
        return (Entity(*row) for row in rows)

    def certain(self) -> dict[int, dict[str, FieldValue]]:
        """Entity -> field -> the value in effect for certain, where there is one."""
        winner = self._fold.winner(POSITION_AND_VALUE if self._provenance else VALUE)
        rows = self._reader.connection.execute(
            f"SELECT f.entity_id, f.field_id, {winner} FROM {self._scope.entities} "
            "CROSS JOIN entity_field f ON f.entity_id = e.entity_id "
            f"{self._chosen.format('f')} WHERE {self._scope.condition}",
            self._parameters,
        )
        name = self._reader.names.text
        make = _with_position if self._provenance else _plain
        found: dict[int, dict[str, FieldValue]] = {}
        for entity_id, field_id, packed in rows:
            if packed is not None:
                values = found.get(entity_id)
                if values is None:
                    values = found[entity_id] = {}
                values[name("field", field_id)] = make(packed)
        return found

    def possible(self) -> Iterable[tuple[tuple[int, int], list[str | None]]]:
        """(entity, field) -> the values that may have taken effect, in their own order."""
        rows = self._reader.connection.execute(
            f"SELECT v.entity_id, v.field_id, v.value FROM {self._scope.entities} "
            "CROSS JOIN field_value v INDEXED BY field_value_uncertain "
            f"ON v.entity_id = e.entity_id AND {POSSIBLE} AND {self._fold.visible} "
            f"{self._chosen.format('v')} WHERE {self._scope.condition} "
            "ORDER BY v.entity_id, v.field_id, v.possible_from_us, v.effective_us, v.position",
            self._parameters,
        )
        for place, group in groupby(rows, key=itemgetter(0, 1)):
            yield place, [value for _, _, value in group]


def _plain(packed: str) -> FieldValue:
    return FieldValue(None if packed == NULL else packed)


def _with_position(packed: str) -> FieldValue:
    position, _, value = packed.partition(" ")
    return FieldValue(None if value == NULL else value, position=int(position))


def _weighed(winner: FieldValue | None, possible: list[str | None]) -> FieldValue:
    """The winner beside what may have taken effect after it.

    Where nothing is in effect for certain, a single possible value still leaves two
    answers: that value, or none yet.
    """
    if winner is None:
        return FieldValue(None, certain=False, candidates=tuple(dict.fromkeys(possible)))
    candidates = tuple(dict.fromkeys((winner.value, *possible)))
    if len(candidates) == 1:
        return winner
    return FieldValue(None, certain=False, candidates=candidates, position=winner.position)


def _state(
    reader: Reader, entity: Entity, values: dict[str, FieldValue] | None
) -> EntityState | None:
    existence = _existence(values.get(EXISTS)) if values else None
    if values is None or existence is None:
        return None
    kind = reader.names.text("kind", entity.kind_id)
    return EntityState(entity.key, kind, entity.parent, values, existence)


def _existence(exists: FieldValue | None) -> Existence | None:
    """Absence and an explicit false are both *no*; None is a certain no."""
    if exists is None:
        return None
    if exists.certain:
        return "CERTAIN" if exists.value == TRUE else None
    return "INDETERMINATE" if TRUE in exists.candidates else None
