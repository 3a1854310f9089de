"""The ledgers of one home, a ledger a council."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import Lock
from typing import Self

from ledger.moments import Clock
from ledger.store.compose import Entropy
from ledger.store.failures import NoLedger
from ledger.store.home import Home
from ledger.store.ledger import Ledger
from ledger.store.sqlite.home import FolderHome
from ledger.store.unrouted import Unrouted


class LedgerDirectory:
    """The ledgers of ``home``, each opened once for all threads of the process.

    ``unrouted`` keeps the messages that were refused and belong to no council.
    """

    def __init__(self, home: Home, clock: Clock, entropy: Entropy) -> None:
        self.home = home
        self._clock = clock
        self._entropy = entropy
        self.unrouted = Unrouted(home, clock, entropy)
        self._open: dict[str, Ledger] = {}
        self._lock = Lock()

    def councils(self) -> list[str]:
        """The councils that have a ledger here, in order of their keys."""
        return self.home.councils()

    def ledgers(self) -> Iterator[tuple[str, Ledger]]:
        """Every council with its ledger, in order; one that is only being made is left out."""
        for council in self.councils():
            try:
                yield council, self.open(council)
            except NoLedger:
                continue

    def open(self, council: str) -> Ledger:
        """The ledger of ``council``; raises ``NoLedger`` where it has none here."""
        with self._lock:
            ledger = self._open.get(council)
            if ledger is None:
                ledger = Ledger.open(self.home, council, clock=self._clock, entropy=self._entropy)
                self._open[council] = ledger
            return ledger

    def migrate(self, *, roles: bool) -> dict[str, int]:
        """Bring all tables to the newest version; council -> that version.

        With ``roles`` the home's roles are created, with their rights on everything. Raises
        ``NoRoles`` where it can have none.
        """
        if roles:
            self.home.create_roles()
            self.unrouted.prepare()
        return {council: self.open(council).tables_version for council in self.councils()}

    def create(
        self, council: str, *, origin: str | None = None, roles: Mapping[str, str] | None = None
    ) -> Ledger:
        """A new ledger for ``council``; raises ``LedgerExists`` where it has one here.

        Without an ``origin`` the log is named for the council alone, which is enough as long
        as nobody outside has to tell it from another's.
        """
        with self._lock:
            ledger = Ledger.create(
                self.home,
                council=council,
                origin=origin or f"improvement-ledger/{council}",
                roles=roles,
                clock=self._clock,
                entropy=self._entropy,
            )
            self._open[council] = ledger
            return ledger

    def read_model_path(self, council: str) -> Path:
        """Where the read model of ``council`` is kept, in a home that is a folder."""
        if not isinstance(self.home, FolderHome):
            raise TypeError(f"there are no files in {self.home.name}")
        return self.home.read_model_path(council)

    def close(self) -> None:
        """Close every ledger, and what they share."""
        with self._lock:
            while self._open:
                self._open.popitem()[1].close()
        self.unrouted.close()
        self.home.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
