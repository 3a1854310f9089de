"""A batch of rows by COPY, the fastest way in.

The rows of a table are made into lines of text here, so that every other cell of a field
value, which is that of its event, is spelled once an event.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ledger.store.postgresql.pools import Connection as Raw
from ledger.store.postgresql.texts import stored
from projections.read_model.batch import Batch, Hidden

NULL: Final = "\\N"
_ESCAPED: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})

_EVENT: Final = (
    "position, plan_id, stream_id, type_id, recorded_us, effective_us, possible_from_us, "
    "documented_us"
)
_VALUE: Final = (
    "entity_id, field_id, effective_us, position, documented_us, possible_from_us, value"
)
_FIELDS: Final = (
    "INSERT INTO entity_field SELECT DISTINCT entity_id, field_id "
    "FROM unnest(CAST(%s AS bigint[]), CAST(%s AS bigint[])) AS r(entity_id, field_id) "
    "ON CONFLICT DO NOTHING"
)


_PROJECTED: Final = (
    "UPDATE projection SET position = %s, recorded_us = %s, entry_id = %s, epoch = %s"
)


def write(raw: Raw, batch: Batch, how: str = "") -> None:
    """Copy everything but what is hidden, inside a transaction; ``how`` is an option of COPY."""
    for table, names in batch.names.items():
        _copy(raw, f"{table} (id, name)", (f"{n}\t{_text(name)}\n" for n, name in names), how)
    _copy(
        raw,
        "entity (entity_id, key, plan_id, kind_id, parent)",
        (
            f"{number}\t{_text(key)}\t{plan}\t{kind}\t{_text(parent)}\n"
            for number, key, plan, kind, parent in batch.entities
        ),
        how,
    )
    _copy(
        raw,
        f"event ({_EVENT})",
        ("\t".join(map(_number, row)) + "\n" for row in batch.events),
        how,
    )
    _copy(raw, f"field_value ({_VALUE})", _values(batch), how)
    raw.execute(_PROJECTED, batch.last)


def note_fields(raw: Raw, batch: Batch) -> None:
    """Note which fields the entities of ``batch`` have."""
    pairs = {(entity, field) for entity, field, _, _ in batch.values}
    if pairs:
        raw.execute(_FIELDS, tuple(map(list, zip(*pairs, strict=True))))


def _values(batch: Batch) -> Iterable[str]:
    of_event = {
        position: f"\t{effective}\t{position}\t{documented}\t{_number(possible)}\t"
        for position, _, _, _, _, effective, possible, documented in batch.events
    }
    # Should one event set a field of the same entity twice, its last word counts.
    lines = {
        (entity, field, position): f"{entity}\t{field}{of_event[position]}{_escaped(value)}\n"
        for entity, field, position, value in batch.values
    }
    return lines.values()


def _number(number: int | None) -> str:
    return NULL if number is None else str(number)


def _text(text: str | None) -> str:
    return NULL if text is None else _escaped(stored(text))


def _escaped(text: str | None) -> str:
    return NULL if text is None else text.translate(_ESCAPED)


def _copy(raw: Raw, into: str, lines: Iterable[str], how: str = "") -> None:
    text = "".join(lines)
    if text:
        with raw.cursor().copy(f"COPY {into} FROM STDIN {how}") as copy:
            copy.write(text)


_HIDE_VALUE: Final = (
    "UPDATE field_value SET until_position = %s, until_documented_us = %s "
    "WHERE entity_id = %s AND field_id = %s AND effective_us = %s AND position = %s"
)
_HIDE_EVENT: Final = (
    "UPDATE event SET until_position = %s, until_documented_us = %s WHERE position = %s"
)


def hide(raw: Raw, hidden: Iterable[Hidden]) -> None:
    """Hide what retractions hide, found by the indexes."""
    for each in hidden:
        until = (each.until_position, each.until_documented_us)
        for place in each.places:
            raw.execute(_HIDE_VALUE, (*until, *place, each.effective_us, each.position))
        raw.execute(_HIDE_EVENT, (*until, each.position))


class HiddenLast:
    """What retractions hide, put by until there are indexes to find it."""

    def __init__(self, raw: Raw) -> None:
        self._raw = raw
        raw.execute(
            "CREATE TEMP TABLE hidden (until_position BIGINT, until_documented_us BIGINT, "
            "position BIGINT, effective_us BIGINT, entity_ids BIGINT[], field_ids BIGINT[]) "
            "ON COMMIT DROP"
        )

    def put_by(self, hidden: Iterable[Hidden]) -> None:
        """Put more by."""
        lines = (
            f"{each.until_position}\t{each.until_documented_us}\t{each.position}\t"
            f"{each.effective_us}\t{_array(each, 0)}\t{_array(each, 1)}\n"
            for each in hidden
        )
        _copy(self._raw, "hidden", lines)

    def hide(self) -> None:
        """Hide all of it."""
        self._raw.execute("ANALYZE hidden")
        self._raw.execute(
            "UPDATE field_value v SET until_position = h.until_position, "
            "until_documented_us = h.until_documented_us "
            "FROM hidden h, unnest(h.entity_ids, h.field_ids) AS place(entity_id, field_id) "
            "WHERE v.entity_id = place.entity_id "
            "AND v.field_id = place.field_id AND v.effective_us = h.effective_us "
            "AND v.position = h.position"
        )
        self._raw.execute(
            "UPDATE event v SET until_position = h.until_position, "
            "until_documented_us = h.until_documented_us FROM hidden h "
            "WHERE v.position = h.position"
        )


def _array(hidden: Hidden, column: int) -> str:
    return "{" + ",".join(str(place[column]) for place in hidden.places) + "}"
