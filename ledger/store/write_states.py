"""The streams of an append: their versions and write states, kept from one to the next.

A write state is the fold of a stream's events that stand, and so costs a read of the
whole stream; it is remembered by version. Other processes append too: before what is
remembered is used, the head of the log tells whether anything came in between.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from ledger.names import StreamName
from ledger.rules import RULES, Rules, State, fold
from ledger.rules.retraction import awaited, standing
from ledger.store.database import Cursor
from ledger.store.entries import EMPTY, LogHead, is_in_log
from ledger.store.failures import CorruptLedger
from ledger.store.history import read_histories
from ledger.store.inbox import Key

KEPT: Final = 20_000
"""Streams of which the write state is remembered."""

FAR_BEHIND: Final = 10_000
"""Entries of others past which forgetting everything is cheaper than looking through them."""


class Stream:
    """A stream in the middle of an append: it moves on with every event that is accepted."""

    __slots__ = ("awaited", "name", "rules", "state", "text", "version")

    def __init__(
        self, name: StreamName, text: str, version: int, state: State, awaited: frozenset[Key]
    ) -> None:
        self.name = name
        self.text = text
        self.rules: Rules[Any] = RULES[name.stream]
        self.version = version
        self.state = state
        self.awaited = awaited
        """The events for which a retraction keeps a place."""


class WriteStates:
    """Versions and write states of streams as of the last entry that was seen.

    Used under the write lock alone.
    """

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self.seen = EMPTY
        """The head of the log that they are level with."""
        self._states: OrderedDict[str, tuple[int, State, frozenset[Key]]] = OrderedDict()

    def catch_up(self, cursor: Cursor, head: LogHead) -> None:
        """Come level with ``head``: forget the streams to which others have appended since.

        Raises :class:`CorruptLedger` where an entry that was committed is no longer there:
        somebody has put an older database in the place of this one.
        """
        if head != self.seen:
            if not is_in_log(cursor, self.seen):
                msg = f"the entry at position {self.seen.position} is gone: open the ledger anew"
                raise CorruptLedger(msg)
            self._forget_changed(cursor, head)
            self.seen = head

    def borrow(self, cursor: Cursor, names: Iterable[StreamName]) -> Mapping[StreamName, Stream]:
        """The streams under ``names``; those that do not exist yet have version 0."""
        streams: dict[StreamName, Stream] = {}
        unknown: dict[str, StreamName] = {}
        for name in names:
            text = str(name)
            state = self._states.get(text)
            if state is None:
                unknown[text] = name
            else:
                streams[name] = Stream(name, text, *state)
        histories = read_histories(cursor, unknown) if unknown else {}
        for text, name in unknown.items():
            recorded = histories.get(text, [])
            folded = fold(name.stream, standing(recorded))
            streams[name] = Stream(name, text, len(recorded), folded, awaited(recorded))
        return streams

    def keep(self, streams: Iterable[Stream], head: LogHead) -> None:
        """Remember the streams as they stand at ``head``, which was committed."""
        self.seen = head
        for stream in streams:
            self._states[stream.text] = stream.version, stream.state, stream.awaited
            self._states.move_to_end(stream.text)
        while len(self._states) > self._kept:
            self._states.popitem(last=False)

    def _forget_changed(self, cursor: Cursor, head: LogHead) -> None:
        if head.position - self.seen.position > FAR_BEHIND:
            self._states.clear()
        if not self._states:
            return
        # Not DISTINCT: for that SQLite would read through an index of all events there are.
        cursor.execute(
            "SELECT originator_id FROM stored_events WHERE notification_id > ?",
            (self.seen.position + 1,),
        )
        for (stream,) in cursor.fetchall():
            self._states.pop(stream, None)
