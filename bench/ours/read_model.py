"""The read model of a ledger that is measured: taken away before a rebuild, looked into after.

Only the driver of the database that is used is loaded: memory is measured too.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

from bench.load import COUNCIL
from ledger.store.home import Home
from ledger.store.sqlite.home import FolderHome
from projections.read_model.database import Connection
from projections.read_model.place import Place
from projections.read_model.places import place_beside


def place_in(home: Home) -> Place:
    """Where the read model of the ledger in ``home`` is kept."""
    return place_beside(home, COUNCIL)


def remove(home: Home) -> None:
    """Take away every generation, so that the next rebuild is the first."""
    if isinstance(home, FolderHome):
        path = home.read_model_path(COUNCIL)
        for old in path.parent.glob(f"{path.stem}*"):
            old.unlink()
        return
    from ledger.store.postgresql.home import PostgreSQLHome  # noqa: PLC0415 - as said

    if not isinstance(home, PostgreSQLHome):
        raise TypeError(home.name)
    base = place_in(home).name
    with home.pools.writing() as raw:
        schemas = raw.execute(
            "SELECT nspname FROM pg_namespace WHERE starts_with(nspname, %s)", (base,)
        ).fetchall()
        for (schema,) in schemas:
            raw.execute(f'DROP SCHEMA "{schema}" CASCADE')


@contextmanager
def looked_into(home: Home) -> Iterator[Connection]:
    """The rows of one moment of the generation that stands."""
    with closing(place_in(home).writer()) as connection, connection.snapshot():
        yield connection
