"""Where a side keeps its data: a folder for SQLite, or the URL of a PostgreSQL database."""

from __future__ import annotations

from typing import Final

SCHEME: Final = "postgresql://"


def is_url(address: str) -> bool:
    """Whether it is the URL of a PostgreSQL database."""
    return address.startswith(SCHEME)
