"""A new schema, filled by COPY in one transaction without indexes; then the indexes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from psycopg import sql

from ledger.store.postgresql.pools import Connection as Raw
from ledger.store.postgresql.pools import Pools
from projections.read_model.batch import Batch
from projections.read_model.postgresql.connections import SchemaConnection, ended
from projections.read_model.postgresql.failures import named_failures
from projections.read_model.postgresql.load import HiddenLast, write
from projections.read_model.postgresql.tables import (
    analyse,
    create_indexes,
    create_tables,
    gather_fields,
)

_LOADING: Final = """BEGIN ISOLATION LEVEL READ COMMITTED;
SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0;
SET LOCAL synchronous_commit = off; SET LOCAL work_mem = '64MB';
SET LOCAL maintenance_work_mem = '256MB';
SET LOCAL default_statistics_target = 10"""
# Rough statistics: questions are told their plans, and the more is sampled the longer it takes.


class LoadingConnection(SchemaConnection):
    """A connection inside the transaction of a load."""

    def __init__(self, raw: Raw) -> None:
        super().__init__(raw)
        self._hidden = HiddenLast(raw)

    def write(self, batch: Batch) -> None:
        """Write ``batch``, and put by what it hides.

        Nobody can have seen a table of the same transaction: its rows need no later look to
        be known as visible to all.
        """
        write(self.raw, batch, "(FREEZE)")
        self._hidden.put_by(batch.hidden)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """The load is one transaction already."""
        yield

    def close(self) -> None:
        """The load closes it."""

    def finish(self) -> None:
        """Make the indexes, and hide what is to be hidden."""
        create_indexes(self.raw)
        gather_fields(self.raw)
        self._hidden.hide()
        analyse(self.raw)


@contextmanager
def loading(pools: Pools, schema: str) -> Iterator[LoadingConnection]:
    """The new ``schema`` to be filled; committed when the block ends."""
    with named_failures(is_new=True), pools.writing() as raw, ended(raw, _LOADING):
        name = sql.Identifier(schema)
        raw.execute(sql.SQL("CREATE SCHEMA {name}").format(name=name))
        raw.execute(sql.SQL("SET LOCAL search_path = {name}").format(name=name))
        create_tables(raw)
        connection = LoadingConnection(raw)
        yield connection
        connection.finish()
