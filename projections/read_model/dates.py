"""When things began, when they were last spoken of, and what was documented late."""

from __future__ import annotations

from typing import NamedTuple

from projections.kinds import EXISTS, TRUE
from projections.read_model.fold import IN_EFFECT, Fold
from projections.read_model.reader import Reader


class Beginning(NamedTuple):
    """From when a thing is certain to exist, in microseconds, and the entry that says so."""

    since_us: int
    position: int


def read_beginnings(reader: Reader, plan_id: int, fold: Fold) -> dict[str, Beginning]:
    """Entity key -> its first beginning."""
    rows = reader.connection.execute(
        "SELECT e.key, v.effective_us, v.position FROM entity e "
        f"{reader.connection.dialect.nested} field_value v "
        "ON v.entity_id = e.entity_id AND v.field_id = :exists "
        f"WHERE e.plan_id = :plan AND v.value = :true AND {IN_EFFECT} AND {fold.visible} "
        "ORDER BY v.effective_us DESC, v.position DESC",  # the first one comes last and stays
        {
            **fold.parameters,
            "plan": plan_id,
            "exists": reader.names.number("field", EXISTS),
            "true": TRUE,
        },
    )
    return {key: Beginning(since_us, position) for key, since_us, position in rows}


def read_latest(reader: Reader, plan_id: int, fold: Fold) -> dict[str, int]:
    """Stream -> when its latest event took effect, in microseconds."""
    rows = reader.connection.execute(
        "SELECT n.name, max(v.effective_us) FROM event v JOIN stream n ON n.id = v.stream_id "
        f"WHERE v.plan_id = :plan AND {IN_EFFECT} AND {fold.visible} GROUP BY n.name",
        {**fold.parameters, "plan": plan_id},
    )
    return dict(rows.fetchall())


def read_late(reader: Reader, plan_id: int, fold: Fold, *, longer_than_us: int) -> list[int]:
    """Positions of the events documented (else recorded) longer than this after they took effect.

    A date with an open beginning counts from its last possible day.
    """
    rows = reader.connection.execute(
        "SELECT v.position FROM event v WHERE v.plan_id = :plan "
        f"AND v.documented_us - v.effective_us > :longer AND {IN_EFFECT} AND {fold.visible} "
        "ORDER BY v.position",
        {**fold.parameters, "plan": plan_id, "longer": longer_than_us},
    )
    return [position for (position,) in rows]
