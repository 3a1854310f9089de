"""The ledgers under one folder: a folder for each council."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Final, Self

from ledger.moments import Clock
from ledger.names import SEGMENT
from ledger.store.compose import Entropy
from ledger.store.datastore import LOCK_TIMEOUT_S
from ledger.store.failures import NoLedger
from ledger.store.ledger import FILE, Ledger
from ledger.store.unrouted import Unrouted

READ_MODEL_FILE: Final = "read-model.db"


class LedgerDirectory:
    """The ledgers under ``root``, each opened once for all threads of the process.

    ``<root>/<council>/ledger.db`` is the record, ``<root>/<council>/read-model.db`` beside it
    can be made again from it. ``unrouted`` keeps, in ``<root>/quarantine.db``, the messages
    that were refused and belong to no council.
    """

    def __init__(
        self,
        root: Path,
        clock: Clock,
        entropy: Entropy,
        *,
        lock_timeout_s: float = LOCK_TIMEOUT_S,
    ) -> None:
        self._root = root
        self._lock_timeout_s = lock_timeout_s
        self._clock = clock
        self._entropy = entropy
        self.unrouted = Unrouted(root, clock, entropy)
        self._open: dict[str, Ledger] = {}
        self._lock = Lock()

    def councils(self) -> list[str]:
        """The councils that have a ledger here, in order of their keys."""
        return sorted(path.parent.name for path in self._root.glob(f"*/{FILE}"))

    def open(self, council: str) -> Ledger:
        """The ledger of ``council``; raises ``NoLedger`` where it has none here."""
        with self._lock:
            ledger = self._open.get(council)
            if ledger is None:
                folder = self._folder(council)
                ledger = Ledger.open(
                    folder,
                    clock=self._clock,
                    entropy=self._entropy,
                    lock_timeout_s=self._lock_timeout_s,
                )
                self._open[council] = ledger
            return ledger

    def create(
        self, council: str, *, origin: str | None = None, roles: Mapping[str, str] | None = None
    ) -> Ledger:
        """A new ledger for ``council``; raises ``LedgerExists`` where it has one here.

        Without an ``origin`` the log is named for the council alone, which is enough as long
        as nobody outside has to tell it from another's.
        """
        with self._lock:
            ledger = Ledger.create(
                self._folder(council),
                council=council,
                origin=origin or f"improvement-ledger/{council}",
                roles=roles,
                clock=self._clock,
                entropy=self._entropy,
                lock_timeout_s=self._lock_timeout_s,
            )
            self._open[council] = ledger
            return ledger

    def read_model_path(self, council: str) -> Path:
        """Where the read model of ``council`` is kept."""
        return self._folder(council) / READ_MODEL_FILE

    def close(self) -> None:
        """Close every ledger; a later :meth:`open` opens it anew."""
        with self._lock:
            while self._open:
                self._open.popitem()[1].close()
        self.unrouted.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _folder(self, council: str) -> Path:
        if not SEGMENT.fullmatch(council):
            raise NoLedger(council)
        return self._root / council
