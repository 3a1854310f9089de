"""What PostgreSQL says otherwise than SQLite."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from projections.read_model.database import Dialect

_NAMED: Final = re.compile(r"(?<![:\w]):(\w+)")


class PostgreSQLDialect:
    """Which index serves is left to the planner, which is told to join as written."""

    nested = "JOIN"

    def indexed_by(self, index: str) -> str:  # noqa: ARG002 - no word for it
        """Nothing: an index cannot be named."""
        return ""

    def among(self, parameter: str) -> str:
        """An array, which an index is searched for value by value."""
        return f"= ANY(:{parameter})"

    def rows(self, parameter: str, alias: str) -> str:
        """A table out of an array."""
        return f"unnest(CAST(:{parameter} AS text[])) AS {alias}(value)"

    def array(self, columns: str) -> str:
        """A JSON text."""
        return f"CAST(json_build_array({columns}) AS varchar)"

    def many(self, values: Sequence[int] | Sequence[str]) -> Sequence[int] | Sequence[str]:
        """An array."""
        return values


POSTGRESQL: Final[Dialect] = PostgreSQLDialect()


@lru_cache(maxsize=4_096)
def for_driver(statement: str) -> bytes:
    """A statement with its parameters named as the driver has it."""
    return _NAMED.sub(r"%(\1)s", statement).encode()
