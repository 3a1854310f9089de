"""Rows of the read model as lists: provenance, history, what is uncertain, events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from ledger.moments import END_US
from projections.basis import Basis
from projections.kinds import EXISTS
from projections.read_model.answers import EventRow, HistoryRow, Provenance, UncertainRow
from projections.read_model.fold import IN_EFFECT, POSSIBLE, POSSIBLE_FROM, UNTIL, Fold, fold_at
from projections.read_model.names import NameTable
from projections.read_model.reader import Reader


def read_plans(reader: Reader, fold: Fold) -> list[str]:
    """The keys of the plans of which anything exists, or may exist."""
    exists_id = reader.names.number("field", EXISTS)
    sql = reader.connection.dialect
    rows = reader.connection.execute(
        "SELECT p.name FROM plan p WHERE EXISTS ("
        f"  SELECT 1 FROM entity e {sql.nested} entity_field f ON f.entity_id = e.entity_id "
        f" AND f.field_id = :exists WHERE e.plan_id = p.id AND {fold.winner('v.value')} = 'true'"
        ") OR EXISTS ("
        f"  SELECT 1 FROM entity e {sql.nested} field_value v "
        f" {sql.indexed_by('field_value_uncertain')}"
        f" ON v.entity_id = e.entity_id AND {POSSIBLE} AND {fold.visible} "
        "  WHERE e.plan_id = p.id AND v.field_id = :exists AND v.value = 'true'"
        ") ORDER BY p.name",
        {**fold.parameters, "exists": exists_id},
    )
    return [name for (name,) in rows]


def read_provenance(
    reader: Reader, entity_id: int, fold: Fold, fields: Sequence[str] | None
) -> list[Provenance]:
    """For each field that has or may have a value, by name: the entries behind it."""
    wanted = None if fields is None else _numbers(reader, fold, fields)
    rows = reader.connection.execute(
        f"SELECT v.field_id, {IN_EFFECT}, v.position FROM field_value v "
        f"WHERE v.entity_id = :entity AND ({IN_EFFECT} OR {POSSIBLE}) AND {fold.visible} "
        f"ORDER BY v.field_id, {fold.order}",
        {**fold.parameters, "entity": entity_id},
    )
    found = (
        _provenance(reader.names.text("field", field_id), list(group))
        for field_id, group in groupby(rows, key=itemgetter(0))
        if wanted is None or field_id in wanted
    )
    return sorted(found)


def _numbers(reader: Reader, fold: Fold, fields: Sequence[str]) -> set[int]:
    found = reader.names.fields_of(fields, fold.position).values()
    return {number for each in found for number in (*each.single, *each.members)}


def _provenance(field: str, rows: list[tuple[int, int, int]]) -> Provenance:
    in_effect = [position for _, is_in_effect, position in rows if is_in_effect]
    possible = tuple(position for _, is_in_effect, position in rows if not is_in_effect)
    winner, superseded = (in_effect[0], tuple(in_effect[1:])) if in_effect else (None, ())
    return Provenance(field, winner, superseded, possible)


def read_history(reader: Reader, entity_id: int, basis: Basis | None) -> list[HistoryRow]:
    """Every value that the fields of an entity were given, by (effective, position, field).

    At a basis: what is visible there, whether in effect yet or not; so nothing there is
    retracted.
    """
    fold = None if basis is None else fold_at(reader.connection.dialect, basis)
    rows = reader.connection.execute(
        f"SELECT n.name, v.value, v.position, v.effective_us, {POSSIBLE_FROM}, "
        f"v.documented_us, {UNTIL} "
        "FROM field_value v JOIN field n ON n.id = v.field_id "
        f"WHERE v.entity_id = :entity AND {fold.visible if fold else 'true'} "
        "ORDER BY v.effective_us, v.position, n.name",
        {"entity": entity_id, **(fold.parameters if fold else {})},
    )
    standing = () if basis is None else (END_US, END_US)
    return [HistoryRow(*row[: 8 - len(standing)], *standing) for row in rows]


def read_uncertain(reader: Reader, plan_id: int, fold: Fold) -> Iterator[UncertainRow]:
    """What may or may not have taken effect in a plan, by entity, field and position."""
    sql = reader.connection.dialect
    rows = reader.connection.execute(
        "SELECT e.key, k.name, n.name, v.value, v.position, v.possible_from_us, v.effective_us "
        f"FROM entity e {sql.nested} field_value v {sql.indexed_by('field_value_uncertain')} "
        f"ON v.entity_id = e.entity_id AND {POSSIBLE} AND {fold.visible} "
        "JOIN kind k ON k.id = e.kind_id JOIN field n ON n.id = v.field_id "
        "WHERE e.plan_id = :plan ORDER BY e.key, n.name, v.position",
        {**fold.parameters, "plan": plan_id},
    )
    return (UncertainRow(*row) for row in rows)


class EventFilter(NamedTuple):
    """Which events are listed; None leaves a coordinate open.

    Events at a basis are the entries within it whose documents are old enough, in
    effect or not; one that is retracted there says so in ``until_position``.
    """

    basis: Basis | None = None
    plan: str | None = None
    stream: str | None = None
    types: Sequence[str] | None = None

    def condition(self, reader: Reader) -> tuple[str, dict[str, object]] | None:
        """SQL over the events ``v``; None where nothing can fit."""
        parts, parameters = ["true"], dict[str, object]()
        if self.basis is not None:
            parts.append("v.position <= :position AND v.documented_us < :documented")
            parameters["position"] = self.basis.position
            parameters["documented"] = self.basis.documented_before_us
        named: tuple[tuple[NameTable, str | None], ...]
        named = (("plan", self.plan), ("stream", self.stream))
        for table, name in named:
            if name is not None:
                number = reader.names.number(table, name)
                if number is None:
                    return None
                parts.append(f"v.{table}_id = :{table}")
                parameters[table] = number
        if self.types is not None:
            sql = reader.connection.dialect
            numbers = reader.names.numbers("event_type", self.types)
            parts.append(f"v.type_id {sql.among('types')}")
            parameters["types"] = sql.many(list(numbers.values()))
        return " AND ".join(parts), parameters


def read_events(
    reader: Reader, which: EventFilter, *, after: int, limit: int, newest_first: bool
) -> list[EventRow]:
    """At most ``limit`` events beyond position ``after`` in the direction of reading."""
    found = which.condition(reader)
    if found is None:
        return []
    condition, parameters = found
    beyond, order = ("<", "DESC") if newest_first else (">", "ASC")
    rows = reader.connection.execute(
        "SELECT v.position, v.plan_id, v.stream_id, v.type_id, v.recorded_us, v.effective_us, "
        f"{POSSIBLE_FROM}, v.documented_us, {UNTIL} "
        f"FROM event v WHERE {condition} AND v.position {beyond} :after "
        f"ORDER BY v.position {order} LIMIT :limit",
        {**parameters, "after": after, "limit": limit},
    )
    text = reader.names.text
    return [
        EventRow(
            row[0],
            text("plan", row[1]),
            text("stream", row[2]),
            text("event_type", row[3]),
            row[4],
            row[5],
            row[6],
            row[7],
            *_until(row[8], row[9], which.basis),
        )
        for row in rows
    ]


def _until(until_position: int, until_documented_us: int, basis: Basis | None) -> tuple[int, int]:
    """What is known at ``basis`` of a retraction: one that comes later is no part of it."""
    if basis is None:
        return until_position, until_documented_us
    is_hidden = until_position <= basis.position and (
        basis.is_recorded or until_documented_us < basis.documented_before_us
    )
    return (until_position, until_documented_us) if is_hidden else (END_US, END_US)


def count_events(reader: Reader, which: EventFilter) -> int:
    """How many events there are in all."""
    found = which.condition(reader)
    if found is None:
        return 0
    condition, parameters = found
    counted = reader.connection.execute(
        f"SELECT count(*) FROM event v WHERE {condition}", parameters
    )
    return int(counted.fetchone()[0])
