"""A folder with a folder for each council."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final, NoReturn, Self

from ledger.names import SEGMENT
from ledger.store.database import LOCK_TIMEOUT_S
from ledger.store.failures import NoLedger
from ledger.store.home import NoRoles
from ledger.store.sqlite.datastore import LedgerDatastore
from ledger.store.sqlite.files import remove
from ledger.store.sqlite.staging import FILE, StagedFile, kept_aside, numbered, staging

READ_MODEL_FILE: Final = "read-model.db"
UNROUTED_FILE: Final = "quarantine.db"


class FolderHome:
    """The ledgers under ``root``.

    ``<root>/<council>/ledger.db`` is the record, ``<root>/<council>/read-model.db`` beside it
    can be made again from it; ``<root>/quarantine.db`` belongs to no council. Folders are made
    with the first file in them, for their owner alone.
    """

    is_served = False

    def __init__(self, root: Path, *, lock_timeout_s: float = LOCK_TIMEOUT_S) -> None:
        self.root = root
        self._lock_timeout_s = lock_timeout_s

    @property
    def name(self) -> str:
        """The folder."""
        return str(self.root)

    def councils(self) -> list[str]:
        """The councils that have a ledger here, in order of their keys."""
        return sorted(path.parent.name for path in self.root.glob(f"*/{FILE}"))

    def make(self, council: str) -> LedgerDatastore:
        """The file for a ledger of ``council``, made where it is missing."""
        return self._made(self.folder(council) / FILE)

    def open(self, council: str) -> LedgerDatastore:
        """The file of the ledger of ``council``; raises ``NoLedger`` where it has none."""
        path = self.folder(council) / FILE
        if not path.is_file():
            raise NoLedger(council)
        return self._datastore(path, "rw")

    def staging(self, council: str) -> AbstractContextManager[StagedFile]:
        """A file for a ledger of ``council`` in the making."""
        return staging(self.folder(council), self._lock_timeout_s)

    def kept_aside(self, council: str) -> list[int]:
        """The epochs of the ledgers of ``council`` that another took the place of."""
        return kept_aside(self.folder(council))

    def drop_aside(self, council: str, epoch: int) -> None:
        """Remove one of those for good; nothing where it stands, or is gone already."""
        if epoch in self.kept_aside(council):
            remove(numbered(self.folder(council), epoch))

    def make_unrouted(self) -> LedgerDatastore:
        """The file of the quarantine that belongs to no council, made where it is missing."""
        return self._made(self.root / UNROUTED_FILE)

    def has_unrouted(self) -> bool:
        """Whether that file is there."""
        return (self.root / UNROUTED_FILE).is_file()

    def folder(self, council: str) -> Path:
        """The folder of ``council``; raises ``NoLedger`` for what can be no council."""
        if not SEGMENT.fullmatch(council):
            raise NoLedger(council)
        return self.root / council

    def read_model_path(self, council: str) -> Path:
        """Where the read model of ``council`` is kept."""
        return self.folder(council) / READ_MODEL_FILE

    def create_roles(self) -> NoReturn:
        """A file has no roles: raises ``NoRoles``."""
        raise NoRoles(self.name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Nothing is shared between files."""

    def _made(self, path: Path) -> LedgerDatastore:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self._datastore(path, "rwc")

    def _datastore(self, path: Path, mode: str) -> LedgerDatastore:
        # As it is written, links and all: where one leads may change.
        uri = f"{path.absolute().as_uri()}?mode={mode}"
        return LedgerDatastore(uri, lock_timeout_s=self._lock_timeout_s)
