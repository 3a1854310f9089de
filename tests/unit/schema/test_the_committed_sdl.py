from __future__ import annotations

from pathlib import Path

from graphql import build_schema, lexicographic_sort_schema, print_schema, validate_schema

from schema import sdl
from schema.root import SCHEMA

COMMITTED = Path(__file__).resolve().parents[3] / "schema" / "schema.graphql"


def test_the_committed_sdl_is_the_schema_in_use() -> None:
    # Where this fails: improvement-ledger schemas --write, and look at what changed.
    assert COMMITTED.read_text(encoding="utf-8") == sdl()


def test_the_schema_is_a_valid_one() -> None:
    assert validate_schema(SCHEMA.graphql_schema) == []


def test_a_tool_that_only_has_the_sdl_reads_the_same_schema_out_of_it() -> None:
    again = build_schema(sdl())
    assert validate_schema(again) == []
    assert print_schema(lexicographic_sort_schema(again)) in sdl()


def test_there_is_no_way_to_write() -> None:
    assert SCHEMA.graphql_schema.mutation_type is None
    assert SCHEMA.graphql_schema.subscription_type is None
