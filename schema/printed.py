"""The schema as one file that people and tools can read."""

from __future__ import annotations

from typing import Final

from graphql import lexicographic_sort_schema, print_schema

from schema.root import SCHEMA

HEADING: Final = (
    "# The questions that can be put to a council's improvement ledger, and the shape of answers.\n"
    "# Written by `improvement-ledger schemas --write`; a test compares it with the code.\n\n"
)


def sdl() -> str:
    """The SDL of the schema, in order of name."""
    return HEADING + print_schema(lexicographic_sort_schema(SCHEMA.graphql_schema)) + "\n"
