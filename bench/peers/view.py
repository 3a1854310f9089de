"""The tables of our read model as a materialised view of the ``eventsourcing`` library.

They are written by our own writer, and beside them the library notes how far it has come,
in one transaction for each event.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, ClassVar

from eventsourcing.persistence import Tracking, TrackingRecorder

from ledger.store.epochs import FIRST_EPOCH
from projections.entry_rows import EntryRows
from projections.read_model.database import Connection, WritingConnection
from projections.read_model.writer import FindTarget, Writer


class View(TrackingRecorder):
    """What is the same on both databases; mixed into the library's recorder of one."""

    settings: ClassVar[Mapping[str, str]]
    """What the library is told besides."""
    waits: ClassVar[bool] = True
    """Whether each commit waits for the disk."""
    find_target: ClassVar[FindTarget]

    datastore: Any
    _writer: Writer | None = None
    _raw: object = None

    @staticmethod
    def reading(address: str, part: str) -> AbstractContextManager[Connection]:
        """A way to read what a view wrote into ``part`` at ``address``."""
        raise NotImplementedError

    def raw_of(self, cursor: Any) -> object:  # noqa: ANN401 - the library's cursor
        """The driver's connection behind a cursor of the library."""
        raise NotImplementedError

    def writing(self, raw: Any) -> WritingConnection:  # noqa: ANN401 - as said
        """Our way to write over the driver's connection."""
        raise NotImplementedError

    def project(self, rows: EntryRows, tracking: Tracking) -> None:
        """Write the rows of one event, and beside them how far the projection has come."""
        with self.datastore.transaction(commit=True) as cursor:
            writer = self._writer_on(self.raw_of(cursor))
            writer.add([rows])
            writer.flush(FIRST_EPOCH)
            self._insert_tracking(cursor, tracking)

    def _writer_on(self, raw: object) -> Writer:
        if self._writer is None:
            self._writer = Writer(self.writing(raw), type(self).find_target)
            self._raw = raw
        elif raw is not self._raw:
            message = "the view is written over more than one connection"
            raise RuntimeError(message)
        return self._writer
