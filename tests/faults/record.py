"""What must hold of a ledger after any fault, judged from outside."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import msgspec

from ledger.entry import leaf_hash
from tests.integration.service.processes import run
from tests.places import COUNCIL, Place

_RECORD = """
    WITH claim AS MATERIALIZED (SELECT id, position FROM inbox)
    SELECT notification_id, originator_id, originator_version, state, recorded_us, leaf_hash,
        claim.id, (SELECT count(*) FROM claim)
    FROM stored_events LEFT JOIN claim ON claim.position = notification_id - 1
    ORDER BY notification_id
"""
"""One statement, so one moment; its inbox in a table that SQLite finds its way in by position."""


class _CloudEvent(msgspec.Struct):
    id: str


class _Entry(msgspec.Struct):
    cloudevent: _CloudEvent


def require_sound(
    place: Place, acknowledged: Mapping[str, int], council: str = COUNCIL
) -> list[str]:
    """The log has no hole, no half of an append, no event twice, and all that was acknowledged.

    ``acknowledged``: id -> position, as a receipt told it. Returns the ids in the log's order.
    """
    rows = place.rows(_RECORD, council)
    ids = [msgspec.json.decode(row[3], type=_Entry).cloudevent.id for row in rows]
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    assert all(before[4] < after[4] for before, after in pairwise(rows))
    assert [leaf_hash(row[3]) for row in rows] == [row[5] for row in rows]
    assert [row[6] for row in rows] == ids
    assert len(set(ids)) == len(ids)
    assert {row[7] for row in rows} <= {len(rows)}
    _require_versions([row[1:3] for row in rows])
    lost = {event_id for event_id, at in acknowledged.items() if ids[at : at + 1] != [event_id]}
    assert not lost
    if not place.is_postgresql:
        assert place.rows("PRAGMA quick_check", council) == [("ok",)]
    return ids


def _require_versions(rows: list[tuple[str, int]]) -> None:
    """The versions of each stream count up from 1 in the order of the log."""
    reached: dict[str, int] = {}
    for stream, version in rows:
        assert version == reached.get(stream, 0) + 1, stream
        reached[stream] = version


def require_read_model(place: Place) -> None:
    """The read model that stands holds the very same as one made anew from the ledger."""
    done = run("rebuild", "devon", **place.settings)
    assert "The read model before held the very same." in done.out, (done.out, done.err)
