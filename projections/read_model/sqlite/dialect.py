"""What SQLite says otherwise than PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from projections.read_model.database import Dialect


class SQLiteDialect:
    """Joins are done as written, and an index is named rather than left to statistics."""

    nested = "CROSS JOIN"

    def indexed_by(self, index: str) -> str:
        """An error where the index cannot serve, never a scan instead."""
        return f"INDEXED BY {index}"

    def among(self, parameter: str) -> str:
        """Many values are one JSON text: a list of parameters of its own is bounded."""
        return f"IN (SELECT value FROM json_each(:{parameter}))"

    def rows(self, parameter: str, alias: str) -> str:
        """A table out of that text."""
        return f"json_each(:{parameter}) {alias}"

    def array(self, columns: str) -> str:
        """A JSON text."""
        return f"json_array({columns})"

    def many(self, values: Sequence[int] | Sequence[str]) -> str:
        """A JSON text."""
        return msgspec.json.encode(values).decode()


SQLITE: Final[Dialect] = SQLiteDialect()
