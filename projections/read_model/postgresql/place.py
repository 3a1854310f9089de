"""A read model in schemas of one PostgreSQL database."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from typing import TypeVar

from psycopg import sql

from ledger.store.postgresql.pools import Connection as Raw
from ledger.store.postgresql.pools import Pools
from projections.read_model.failures import MissingReadModel, ReadModelUnavailable
from projections.read_model.postgresql import standing
from projections.read_model.postgresql.connections import SchemaReaders, SchemaWriter
from projections.read_model.postgresql.failures import named_failures
from projections.read_model.postgresql.loading import LoadingConnection, loading
from projections.read_model.postgresql.standing import Standing, base_of, schema_of
from projections.read_model.postgresql.tables import create_indexes, create_tables, gather_fields

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Schema:
    """One generation: the schema with the number ``number``."""

    pools: Pools
    base: str
    number: int

    def stamp(self) -> int:
        """Its number, which no other has."""
        return self.number

    def writer(self) -> SchemaWriter:
        """A connection that may write."""
        return SchemaWriter(self.pools, schema_of(self.base, self.number))


class SchemaPlace:
    """The generations of the read model of ``council``, in schemas beside its ledger's."""

    def __init__(self, pools: Pools, council: str) -> None:
        self.name = base_of(council)
        self._pools = pools

    def stamp(self) -> Standing:
        """Which generation stands, and since when."""
        found = self._read(lambda raw: standing.enter(raw, self.name))
        if found is None:
            raise MissingReadModel(self.name)
        return found

    def writer(self) -> SchemaWriter:
        """A connection that may write into the generation that stands."""
        return self.generation(self.stamp().number).writer()

    def create(self) -> None:
        """Make an empty read model unless there is one."""
        if self.standing() is None:
            self._write(self._make)

    def _make(self, raw: Raw) -> None:
        standing.make(raw, self.name)
        number, _ = standing.numbers(raw, self.name)
        if number is None:
            number = standing.next_number(raw, self.name)
            schema = sql.Identifier(schema_of(self.name, number))
            raw.execute(sql.SQL("CREATE SCHEMA {schema}").format(schema=schema))
            raw.execute(sql.SQL("SET LOCAL search_path = {schema}").format(schema=schema))
            create_tables(raw)
            create_indexes(raw)
            gather_fields(raw)
            standing.let_stand(raw, self.name, number, keep_old=False)

    def readers(self) -> SchemaReaders:
        """Connections for questions."""
        return SchemaReaders(self._pools, self.name)

    def standing(self) -> int | None:
        """The generation that answers."""
        return self._read(lambda raw: standing.numbers(raw, self.name))[0]

    def kept(self) -> int | None:
        """The generation that can be put back."""
        return self._read(lambda raw: standing.numbers(raw, self.name))[1]

    def generation(self, number: int) -> Schema:
        """One generation."""
        return Schema(self._pools, self.name, number)

    def size_bytes(self, number: int) -> int:
        """The size of its tables and indexes."""
        schema = schema_of(self.name, number)
        rows = self._read(
            lambda raw: raw.execute(
                "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_class c "
                "JOIN pg_namespace n ON n.oid = c.relnamespace "
                "WHERE n.nspname = %s AND c.relkind = 'r'",
                (schema,),
            ).fetchall()
        )
        return int(rows[0][0])

    def fresh(self) -> int:
        """A number of its own for a new generation."""

        def chosen(raw: Raw) -> int:
            standing.make(raw, self.name)
            return standing.next_number(raw, self.name)

        number = self._write(chosen)
        in_use = {number, *self._read(lambda raw: standing.numbers(raw, self.name))}
        for each in self._read(lambda raw: standing.there(raw, self.name)):
            if each not in in_use:
                self._remove(each)
        return number

    def loading(self, number: int) -> AbstractContextManager[LoadingConnection]:
        """A new schema to be filled."""
        return loading(self._pools, schema_of(self.name, number))

    def stand(self, number: int, *, keep_old: bool = True) -> None:
        """Let another generation stand."""
        before = self._read(lambda raw: standing.numbers(raw, self.name))
        self._write(lambda raw: standing.let_stand(raw, self.name, number, keep_old=keep_old))
        after = self._read(lambda raw: standing.numbers(raw, self.name))
        for each in before:
            if each is not None and each not in after:
                # A question under way may hold its tables: then the next rebuild removes it.
                with suppress(ReadModelUnavailable):
                    self._remove(each)

    def drop(self, number: int) -> None:
        """Remove a generation that does not stand."""
        self._write(lambda raw: standing.forget_kept(raw, self.name, number))
        self._remove(number)

    def _remove(self, number: int) -> None:
        schema = sql.Identifier(schema_of(self.name, number))
        self._write(
            lambda raw: raw.execute(
                sql.SQL("DROP SCHEMA IF EXISTS {schema} CASCADE").format(schema=schema)
            )
        )

    def _read(self, ask: Callable[[Raw], Found]) -> Found:
        with named_failures(), self._pools.reading() as raw:
            return ask(raw)

    def _write(self, change: Callable[[Raw], Found]) -> Found:
        with named_failures(), self._pools.writing() as raw, raw.transaction():
            raw.execute("SET LOCAL lock_timeout = '10s'; SET LOCAL client_min_messages = warning")
            return change(raw)
