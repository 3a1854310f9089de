"""Where the read model of a ledger is kept: beside the ledger, in the same database."""

from __future__ import annotations

from ledger.store.home import Home
from ledger.store.sqlite.home import FolderHome
from projections.read_model.place import Place
from projections.read_model.sqlite.place import FilePlace


def place_beside(home: Home, council: str) -> Place:
    """The place of the read model of ``council``, whose ledger lives in ``home``.

    Only the driver of the database that is used is loaded.
    """
    if isinstance(home, FolderHome):
        return FilePlace(home.read_model_path(council))
    from ledger.store.postgresql.home import PostgreSQLHome  # noqa: PLC0415 - as said
    from projections.read_model.postgresql.place import SchemaPlace  # noqa: PLC0415 - as said

    if isinstance(home, PostgreSQLHome):
        return SchemaPlace(home.pools, council)
    raise TypeError(f"no read model is kept beside {home.name}")
