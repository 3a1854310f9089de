"""What stood at a basis: entities with the values of their fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Final, NamedTuple

from projections.kinds import EXISTS, TRUE
from projections.read_model.answers import EntityState, Existence, FieldValue
from projections.read_model.database import Dialect, Parameters
from projections.read_model.fold import POSITION_AND_VALUE, POSSIBLE, VALUE, Fold
from projections.read_model.reader import Reader

NULL: Final = "null"


class Scope(NamedTuple):
    """Which entities are asked about: a table of entities ``e`` with its condition."""

    entities: str
    condition: str
    parameters: Parameters


class Entity(NamedTuple):
    """An entity, and what its fields hold as far as it was read."""

    key: str
    kind_id: int
    parent: str | None
    values: dict[str, FieldValue]


def of_plan(sql: Dialect, plan_id: int, kind_id: int) -> Scope:
    """All entities of a kind in a plan."""
    return Scope(
        f"entity e {sql.indexed_by('entity_of_plan')}",
        f"e.plan_id = :plan AND e.kind_id = {kind_id:d}",
        {"plan": plan_id},
    )


def of_kinds(sql: Dialect, plan_id: int, kind_ids: Iterable[int]) -> Scope:
    """All entities of several kinds in a plan."""
    return Scope(
        f"entity e {sql.indexed_by('entity_of_plan')}",
        f"e.plan_id = :plan AND e.kind_id {sql.among('kinds')}",
        {"plan": plan_id, "kinds": sql.many(sorted(kind_ids))},
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
    if fields is None:
        chosen = Chosen(_ANY, _ANY, (Columns(scope, ()),))
    else:
        numbers = reader.names.fields_of((EXISTS, *fields), fold.position).values()
        single = [number for each in numbers for number in each.single]
        members = [number for each in numbers for number in each.members]
        sql = reader.connection.dialect
        chosen = Chosen(
            _among(sql, "fields", single + members),
            _among(sql, "members", members),
            (Columns(scope, single),),
        )
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
    of_kind = {kind: () if fields is None else (EXISTS, *fields) for kind, fields in wanted.items()}
    every = {name for fields in of_kind.values() for name in fields}
    numbers = reader.names.fields_of(every, fold.position)
    sql = reader.connection.dialect
    columns = [
        Columns(
            of_plan(sql, plan_id, kind), [each for name in fields for each in numbers[name].single]
        )
        for kind, fields in of_kind.items()
    ]
    single = [(kind, n) for kind, each in zip(of_kind, columns, strict=True) for n in each.fields]
    members = [
        (kind, number)
        for kind, fields in of_kind.items()
        for name in fields
        for number in numbers[name].members
    ]
    whole = [kind for kind, fields in wanted.items() if fields is None]
    chosen = Chosen(
        _among_pairs(sql, "pairs", single + members, whole),
        _among_pairs(sql, "members", members, whole),
        columns,
    )
    scope = of_kinds(sql, plan_id, wanted)
    return _read(_Question(reader, scope, fold, chosen, provenance=provenance), reader)


def _read(question: _Question, reader: Reader) -> list[EntityState]:
    found = question.entities()
    question.fill(found)
    for (entity_id, field_id), rows in question.possible():
        values = found[entity_id].values
        name = reader.names.text("field", field_id)
        values[name] = _weighed(values.get(name), rows)
    states = (_state(reader, entity) for entity in found.values())
    return sorted((state for state in states if state is not None), key=attrgetter("key"))


class Condition(NamedTuple):
    """A condition on the rows named by {}, and its parameters."""

    sql: str
    parameters: Parameters


class Columns(NamedTuple):
    """Single fields of the entities in a scope, each looked for whether it was ever set or not.

    Where nearly every entity has the field, that saves looking up first which it has. Of no
    fields: the entities alone.
    """

    scope: Scope
    fields: Sequence[int]


class Chosen(NamedTuple):
    """Which fields are asked about.

    ``every`` holds for all of them. Those in ``columns``, of which the scopes are all of the
    question's, are read in a column each; the others, for which ``rows`` holds, in rows: of a
    collection few entities have any one member. None where there is nothing of the sort.
    """

    every: Condition | None
    rows: Condition | None
    columns: Sequence[Columns]


_ANY: Final = Condition("", {})
"""Holds for every row."""

KIND_BIT: Final = 32
"""Where a kind's number stands above a field's, so that one number names both."""


def _among(sql: Dialect, name: str, fields: Iterable[int]) -> Condition | None:
    """Rows of ``fields``; None for none. ``name`` is that of the parameter."""
    numbers = sorted(fields)
    condition = f"AND {{}}.field_id {sql.among(name)}"
    return Condition(condition, {name: sql.many(numbers)}) if numbers else None


def _among_pairs(
    sql: Dialect, name: str, pairs: Iterable[tuple[int, int]], whole: Sequence[int]
) -> Condition | None:
    """Rows of the pairs (kind, field), and of the whole kinds; None for none."""
    numbers = sorted(kind << KIND_BIT | field for kind, field in pairs)
    condition = (
        f"AND (((e.kind_id << {KIND_BIT}) | {{}}.field_id) {sql.among(name)} "
        f"OR e.kind_id {sql.among('whole')})"
    )
    found = Condition(condition, {name: sql.many(numbers), "whole": sql.many(list(whole))})
    return found if numbers or whole else None


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
        self._sql = reader.connection.dialect
        self._scope = scope
        self._fold = fold
        self._provenance = provenance
        self._chosen = chosen
        self._made = _Made(_with_position if provenance else _plain)
        self._parameters = {**scope.parameters, **fold.parameters}

    def entities(self) -> dict[int, Entity]:
        """Every entity by its number, with the values in effect for certain of single fields."""
        asked = self._chosen.columns
        width = max(len(each.fields) for each in asked)
        rows = self._reader.connection.execute(
            " UNION ALL ".join(
                f"SELECT {number}, e.entity_id, e.key, e.kind_id, e.parent"
                f"{self._probes(each.fields, width)} "
                f"FROM {each.scope.entities} WHERE {each.scope.condition}"
                for number, each in enumerate(asked)
            ),
            self._parameters,
        )
        text, made = self._reader.names.text, self._made
        names = [[text("field", field) for field in each.fields] for each in asked]
        return {
            entity_id: Entity(
                key,
                kind_id,
                parent,
                {
                    name: made[packed]
                    for name, packed in zip(names[number], row, strict=False)
                    if packed is not None
                },
            )
            for number, entity_id, key, kind_id, parent, *row in rows
        }

    def _probes(self, fields: Sequence[int], width: int) -> str:
        """SQL for the winner of each field, after as many columns as the widest has."""
        probes = [self._winner("e.entity_id", str(field)) for field in fields]
        return "".join(f", {probe}" for probe in (*probes, *["NULL"] * (width - len(fields))))

    def fill(self, found: Mapping[int, Entity]) -> None:
        """Put into ``found`` the values in effect for certain of all other fields."""
        chosen = self._chosen.rows
        if chosen is None:
            return
        rows = self._reader.connection.execute(
            "SELECT f.entity_id, f.field_id, "
            f"{self._winner('f.entity_id', 'f.field_id')} FROM {self._scope.entities} "
            f"{self._sql.nested} entity_field f ON f.entity_id = e.entity_id "
            f"{chosen.sql.format('f')} WHERE {self._scope.condition}",
            {**self._parameters, **chosen.parameters},
        )
        text, made = self._reader.names.text, self._made
        for entity_id, field_id, packed in rows:
            if packed is not None:
                found[entity_id].values[text("field", field_id)] = made[packed]

    def _winner(self, entity: str, field: str) -> str:
        value = POSITION_AND_VALUE if self._provenance else VALUE
        return self._fold.winner(value, entity=entity, field=field)

    def possible(self) -> Iterable[tuple[tuple[int, int], list[str | None]]]:
        """(entity, field) -> the values that may have taken effect, in their own order."""
        every = self._chosen.every
        if every is None:
            return
        rows = self._reader.connection.execute(
            f"SELECT v.entity_id, v.field_id, v.value FROM {self._scope.entities} "
            f"{self._sql.nested} field_value v {self._sql.indexed_by('field_value_uncertain')} "
            f"ON v.entity_id = e.entity_id AND {POSSIBLE} AND {self._fold.visible} "
            f"{every.sql.format('v')} WHERE {self._scope.condition} "
            "ORDER BY v.entity_id, v.field_id, v.possible_from_us, v.effective_us, v.position",
            {**self._parameters, **every.parameters},
        )
        for place, group in groupby(rows, key=itemgetter(0, 1)):
            yield place, [value for _, _, value in group]


class _Made(dict[str, FieldValue]):
    """What was selected -> the value it stands for, made once however many fields hold it."""

    def __init__(self, make: Callable[[str], FieldValue]) -> None:
        self._make = make

    def __missing__(self, packed: str) -> FieldValue:
        made = self[packed] = self._make(packed)
        return made


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


def _state(reader: Reader, entity: Entity) -> EntityState | None:
    key, kind_id, parent, values = entity
    existence = _existence(values.get(EXISTS))
    if existence is None:
        return None
    return EntityState(key, reader.names.text("kind", kind_id), parent, values, existence)


def _existence(exists: FieldValue | None) -> Existence | None:
    """Absence and an explicit false are both *no*; None is a certain no."""
    if exists is None:
        return None
    if exists.certain:
        return "CERTAIN" if exists.value == TRUE else None
    return "INDETERMINATE" if TRUE in exists.candidates else None
