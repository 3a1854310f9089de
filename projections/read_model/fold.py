"""The fold as SQL: which rows count at a basis, and which of them wins.

A row is *visible* where its entry lies within the basis, its document is old enough
and no retraction hides it. It is *in effect* where even the last moment it can mean
lies before the asked-for one. Of the visible rows in effect the latest wins: by
(effective, position), and where knowledge is by document by (effective, documented,
position), so that of two documents loaded newest first the newer one still has the
word.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from ledger.moments import END_US
from projections.basis import Basis
from projections.read_model.database import Dialect

_RECORDED: Final = (
    "v.position <= :position AND (v.until_position IS NULL OR v.until_position > :position)"
)
_DOCUMENTED: Final = (
    "v.position <= :position AND v.documented_us < :documented AND "
    "(v.until_position IS NULL OR v.until_position > :position "
    "OR v.until_documented_us >= :documented)"
)
_BY_RECORD: Final = "v.effective_us DESC, v.position DESC"
_BY_DOCUMENT: Final = "v.effective_us DESC, v.documented_us DESC, v.position DESC"

POSSIBLE: Final = (
    "v.possible_from_us IS NOT NULL AND v.effective_us >= :before AND v.possible_from_us < :before"
)
"""Rows that may have taken effect and may not (of the rows ``v``)."""

IN_EFFECT: Final = "v.effective_us < :before"

POSSIBLE_FROM: Final = "coalesce(v.possible_from_us, v.effective_us)"
"""From when on an event may be in effect: where its date is certain, from the very one."""

UNTIL: Final = f"coalesce(v.until_position, {END_US}), coalesce(v.until_documented_us, {END_US})"
"""From when on a retraction hides a row: where none does, from no moment there is."""

VALUE: Final = "coalesce(v.value, 'null')"
"""A value that tells an explicit null from no row at all."""

POSITION_AND_VALUE: Final = "CAST(v.position || ' ' || coalesce(v.value, 'null') AS VARCHAR)"


class Fold(NamedTuple):
    """How to fold at one basis: SQL over the rows ``v``, and the parameters it speaks of."""

    dialect: Dialect
    visible: str
    order: str
    parameters: dict[str, int]
    is_ahead: bool

    @property
    def position(self) -> int:
        """The last entry that counts."""
        return self.parameters["position"]

    def winner(self, value: str, *, entity: str = "f.entity_id", field: str = "f.field_id") -> str:
        """SQL for ``value`` of the winning row of ``entity`` and ``field``."""
        return _winner(
            self.dialect,
            value,
            self.visible,
            self.order,
            entity,
            field,
            is_ahead=self.is_ahead,
        )


def fold_at(dialect: Dialect, basis: Basis, ahead_from_us: int | None = None) -> Fold:
    """The fold at ``basis``, in the words of one database.

    ``ahead_from_us``: nothing that counts at this basis was documented from then on.
    So whatever takes effect later is among the few rows ahead of their document, and
    these are looked at first instead of wading through all that came to be known
    later. None for the plain way; both give the same rows.
    """
    parameters = {"before": basis.before_us, "position": basis.position}
    is_ahead = ahead_from_us is not None and ahead_from_us < basis.before_us
    if ahead_from_us is not None and is_ahead:
        parameters["ahead_from"] = ahead_from_us
    if basis.is_recorded:
        return Fold(dialect, _RECORDED, _BY_RECORD, parameters, is_ahead)
    parameters["documented"] = basis.documented_before_us
    return Fold(dialect, _DOCUMENTED, _BY_DOCUMENT, parameters, is_ahead)


@lru_cache(maxsize=1_024)
def _winner(
    dialect: Dialect,
    value: str,
    visible: str,
    order: str,
    entity: str,
    field: str,
    *,
    is_ahead: bool,
) -> str:
    def probe(rows: str, when: str) -> str:
        return (
            f"(SELECT {value} FROM field_value v {rows} WHERE v.entity_id = {entity} "
            f"AND v.field_id = {field} AND {when} AND {visible} ORDER BY {order} LIMIT 1)"
        )

    if not is_ahead:
        return probe("", IN_EFFECT)
    ahead = probe(
        dialect.indexed_by("field_value_ahead"),
        f"v.effective_us > v.documented_us AND v.effective_us >= :ahead_from AND {IN_EFFECT}",
    )
    return f"coalesce({ahead}, {probe('', 'v.effective_us < :ahead_from')})"
