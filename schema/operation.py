"""One operation and its root fields: what they read from, and at which basis.

The clock and the head are read once for an operation; each root field makes a
basis of them and of its arguments, and everything below inherits it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

import msgspec

from ledger.entry import Entry
from ledger.store.epochs import Epoch, EpochChanged, require_sure
from ledger.store.identity import Identity
from ledger.store.reader import Head, LedgerReader, entry_at
from projections.basis import BadBasis, Basis, KnownBy, parse_token, resolve
from schema.access import PUBLIC, Access
from schema.lookahead import Needs
from schema.scalars import bad_request
from schema.selected_view import SelectedView

if TYPE_CHECKING:
    from projections.read_model import ReadModel

SPARSE: Final = 4
"""Read a range of entries at once unless more than this many lie in it for each one wanted."""


class AskedLedger(LedgerReader, Protocol):
    """A ledger that can be asked: its reading side and whose it is."""

    @property
    def identity(self) -> Identity:
        """Whose ledger it is, and in which epoch."""
        ...

    def epochs(self) -> list[Epoch]:
        """Every epoch but the first, in order; none where the ledger was never restored."""
        ...

    @property
    def roles(self) -> Mapping[str, str]:
        """The council's own roles, key -> label."""
        ...


class Operation:
    """What every resolver of one operation reads from; made anew for each operation.

    What is recorded beyond the :attr:`head` of the read model cannot be answered yet.
    """

    def __init__(
        self, ledger: AskedLedger, read_model: ReadModel, now_us: int, access: Access = PUBLIC
    ) -> None:
        self.ledger = ledger
        self.read_model = read_model
        self.now_us = now_us
        self.access = access
        self._reached = read_model.head()
        identity = ledger.identity
        self.council = identity.council
        self.epoch = identity.epoch
        self._entries: dict[int, Entry] = {}

    @property
    def head(self) -> Head:
        """How far the read model has come.

        Raises BadBasis where it was made before a restore began the epoch of the ledger: what it
        holds may be lost.
        """
        if self._reached.size and self._reached.epoch != self.epoch:
            message = f"the ledger is in epoch {self.epoch}, the read model is being made again"
            raise BadBasis("NOT_YET_PROJECTED", message)
        return self._reached

    def sure(self, position: str, epoch: int | None) -> int:
        """The position that was given in ``epoch``; raises BadBasis where it may mean another."""
        place = int(position)
        try:
            require_sure(place, epoch, epoch=self.epoch, epochs=self.ledger.epochs)
        except EpochChanged as changed:
            raise BadBasis("EPOCH_CHANGED", str(changed)) from None
        return place

    def entry(self, position: int) -> Entry:
        """The entry at a position, read once an operation; LookupError past the head."""
        if position not in self._entries:
            self._entries[position] = entry_at(self.ledger, position)
        return self._entries[position]

    def prefetch(self, positions: Collection[int]) -> None:
        """Read entries that lie close together with one statement."""
        missing = [each for each in positions if each not in self._entries]
        if len(missing) < 2:  # noqa: PLR2004 - one is read as well by itself
            return
        first, span = min(missing), max(missing) - min(missing) + 1
        if span <= SPARSE * len(missing):
            for entry in self.ledger.entries(first, span):
                self._entries[entry.position] = entry

    def opened(self, position: int, commitment: str) -> str | None:
        """The personal value behind a commitment; None where its opening is gone."""
        data: dict[str, object] = msgspec.json.decode(self.entry(position).data)
        for name, value in data.items():
            if value == {"commitment": commitment}:
                opening = self.ledger.opening(position, f"/{name}")
                return None if opening is None else opening.value
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordinates:
    """The coordinates of a question, each as it was asked, or None."""

    as_at: str | None = None
    known_at: str | None = None
    known_by: KnownBy | None = None
    position: str | None = None
    min_position: str | None = None
    epoch: int | None = None
    token: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A root field: its operation, its basis, and what its selection needs."""

    operation: Operation
    basis: Basis
    needs: Needs
    views: dict[str, SelectedView] = field(default_factory=dict)

    def view(self, plan: str) -> SelectedView:
        """The plan with this key at the basis of the question."""
        if plan not in self.views:
            name = f"{self.operation.council}/{plan}"
            self.views[plan] = SelectedView(self.operation.read_model, name, self.basis, self.needs)
        return self.views[plan]

    @property
    def token(self) -> str:
        """The text that names the basis and can be asked again."""
        return self.basis.token(self.operation.epoch)


def basis_of(operation: Operation, asked: Coordinates) -> Basis:
    """The basis of a root field; raises BadBasis, or BAD_REQUEST for a token beside coordinates."""
    if asked.epoch is not None and (asked.position, asked.min_position) == (None, None):
        raise bad_request("epoch says in which epoch a position was given: it goes with one")
    if asked.min_position is not None:
        least = operation.sure(asked.min_position, asked.epoch)
        if least >= operation.head.size:
            message = f"minPosition {least}: the read model reaches to {operation.head.size - 1}"
            raise BadBasis("NOT_YET_PROJECTED", message)
    if asked.token is not None:
        if (asked.as_at, asked.known_at, asked.known_by, asked.position) != (None,) * 4:
            raise bad_request("a token names a whole basis: leave out asAt, knownAt and the rest")
        return parse_token(asked.token, epoch=operation.epoch, head=operation.head)
    return resolve(
        as_at=asked.as_at,
        known_at=asked.known_at,
        known_by=asked.known_by or KnownBy.RECORDED,
        position=None if asked.position is None else operation.sure(asked.position, asked.epoch),
        now_us=operation.now_us,
        head=operation.head,
        position_before=operation.ledger.position_before,
    )
