"""What stood at a basis: entities with the values of their fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Final, NamedTuple

import msgspec

from projections.kinds import EXISTS, TRUE
from projections.read_model.answers import EntityState, Existence, FieldValue
from projections.read_model.fold import POSITION_AND_VALUE, POSSIBLE, VALUE, Fold
from projections.read_model.sqlite.connections import Reader

NULL: Final = "null"


class Scope(NamedTuple):
    """Which entities are asked about: a table of entities ``e`` with its condition."""

    entities: str
    condition: str
    parameters: Mapping[str, int | str]


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


def of_kinds(plan_id: int, kind_ids: Iterable[int]) -> Scope:
    """All entities of several kinds in a plan."""
    return Scope(
        "entity e INDEXED BY entity_of_plan",
        "e.plan_id = :plan AND e.kind_id IN (SELECT value FROM json_each(:kinds))",
        {"plan": plan_id, "kinds": _json(sorted(kind_ids))},
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
    chosen = _EVERY_FIELD
    if fields is not None:
        numbers = {n for name in (EXISTS, *fields) for n in reader.names.fields(name)}
        parameters = {"fields": _json(sorted(numbers))}
        chosen = Chosen("AND {}.field_id IN (SELECT value FROM json_each(:fields))", parameters)
    return _read(_Question(reader, scope, fold, chosen, provenance=provenance), reader)


def read_states(
    reader: Reader,
    plan_id: int,
    wanted: Mapping[int, Sequence[str] | None],
    fold: Fold,
    *,
    provenance: bool,
) -> list[EntityState]:
    """As :func:`read_state`, for several kinds of a plan at once, each with its own fields."""
    names = {name for fields in wanted.values() for name in fields or ()}
    numbers = reader.names.fields_of({EXISTS, *names})
    pairs = [
        kind << KIND_BIT | number
        for kind, fields in wanted.items()
        if fields is not None
        for name in (EXISTS, *fields)
        for number in numbers[name]
    ]
    whole = [kind for kind, fields in wanted.items() if fields is None]
    chosen = Chosen(
        f"AND (((e.kind_id << {KIND_BIT}) | {{}}.field_id) IN "
        "(SELECT value FROM json_each(:pairs)) "
        "OR e.kind_id IN (SELECT value FROM json_each(:whole)))",
        {"pairs": _json(pairs), "whole": _json(whole)},
    )
    scope = of_kinds(plan_id, wanted)
    return _read(_Question(reader, scope, fold, chosen, provenance=provenance), reader)


def _read(question: _Question, reader: Reader) -> list[EntityState]:
    values = question.certain()
    for (entity_id, field_id), rows in question.possible():
        of_entity = values.setdefault(entity_id, {})
        name = reader.names.text("field", field_id)
        of_entity[name] = _weighed(of_entity.get(name), rows)
    states = (_state(reader, entity, values.get(entity.entity_id)) for entity in question.all())
    return sorted((state for state in states if state is not None), key=lambda state: state.key)


class Chosen(NamedTuple):
    """Which fields are asked about: a condition on the rows named by {}, and its parameters."""

    condition: str
    parameters: Mapping[str, int | str]


_EVERY_FIELD: Final = Chosen("", {})

KIND_BIT: Final = 32
"""Where a kind's number stands above a field's, so that one number names both."""


def _json(numbers: list[int]) -> str:
    return msgspec.json.encode(numbers).decode()


class _Question:
    """The statements of one question about a scope, with the same parameters for each."""

    def __init__(
        self,
        reader: Reader,
        scope: Scope,
        fold: Fold,
        chosen: Chosen,
        *,
        provenance: bool,
    ) -> None:
        self._reader = reader
        self._scope = scope
        self._fold = fold
        self._provenance = provenance
        self._parameters = {**scope.parameters, **fold.parameters, **chosen.parameters}
        self._chosen = chosen.condition

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
