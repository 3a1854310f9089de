"""The rows that digests are made of."""

from __future__ import annotations

import msgspec

from projections.digest import ANSWER_FORMAT, READ_MODEL_FORMAT, Cell, digest
from projections.read_model.database import Connection
from projections.read_model.fold import POSSIBLE, POSSIBLE_FROM, Fold


def digest_of_read_model(connection: Connection, position: int) -> str:
    """The digest of all rows as they were when ``position`` was the last one scanned.

    First the field values, then the events by position. What a later retraction did to
    a row is left out, so an older digest can be compared with a read model that went on.
    """
    until = (
        "CASE WHEN v.until_position <= :position THEN v.until_position END, "
        "CASE WHEN v.until_position <= :position THEN v.until_documented_us END"
    )
    nested = connection.dialect.nested
    values = connection.stream(
        "SELECT e.key, k.name, e.parent, n.name, v.effective_us, v.position, "
        f"{POSSIBLE_FROM}, v.documented_us, {until}, v.value "
        f"FROM entity e {nested} entity_field f ON f.entity_id = e.entity_id "
        "JOIN field n ON n.id = f.field_id JOIN kind k ON k.id = e.kind_id "
        f"{nested} field_value v ON v.entity_id = f.entity_id AND v.field_id = f.field_id "
        "WHERE v.position <= :position "
        "ORDER BY e.key, n.name, v.effective_us, v.position",
        {"position": position},
    )
    events = connection.stream(
        f"SELECT v.position, s.name, t.name, v.recorded_us, v.effective_us, {POSSIBLE_FROM}, "
        f"v.documented_us, {until} "
        "FROM event v JOIN stream s ON s.id = v.stream_id JOIN event_type t ON t.id = v.type_id "
        "WHERE v.position <= :position ORDER BY v.position",
        {"position": position},
    )
    return digest(READ_MODEL_FORMAT, values, events)


def digest_of_answer(connection: Connection, fold: Fold, plan: str | None) -> str:
    """The digest of the state at a basis, of one plan or of all.

    Over the rows that decide it: for each field the one that wins, and those that may
    have taken effect. Equal digests mean that every question there has equal answers,
    from the same entries.
    """
    entities = connection.stream(
        "SELECT e.entity_id, e.key, k.name, e.parent FROM entity e "
        "JOIN kind k ON k.id = e.kind_id "
        "WHERE CAST(:plan AS TEXT) IS NULL OR e.plan_id = (SELECT id FROM plan WHERE name = :plan) "
        "ORDER BY e.key",
        {"plan": plan},
    )
    rows = (
        (*about, *row)
        for entity_id, *about in entities
        for row in _deciding(connection, fold, entity_id)
    )
    return digest(ANSWER_FORMAT, rows)


def _deciding(connection: Connection, fold: Fold, entity_id: int) -> list[list[Cell]]:
    """(field, effective, position, possible_from, documented, value) in their order."""
    sql = connection.dialect
    packed = sql.array(
        f"n.name, v.effective_us, v.position, {POSSIBLE_FROM}, v.documented_us, v.value"
    )
    rows = connection.execute(
        f"SELECT {fold.winner(packed)} FROM entity_field f JOIN field n ON n.id = f.field_id "
        "WHERE f.entity_id = :entity UNION ALL "
        f"SELECT {packed} FROM field_value v {sql.indexed_by('field_value_uncertain')} "
        "JOIN field n ON n.id = v.field_id "
        f"WHERE v.entity_id = :entity AND {POSSIBLE} AND {fold.visible}",
        {**fold.parameters, "entity": entity_id},
    )
    found: list[list[Cell]] = [msgspec.json.decode(row) for (row,) in rows if row is not None]
    return sorted(found, key=_order)


def _order(row: list[Cell]) -> tuple[bytes, Cell, Cell]:
    return str(row[0]).encode(), row[1], row[2]
