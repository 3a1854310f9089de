"""The decisions about one batch, item by item, later items seeing earlier ones.

Nothing here reads or writes the database but the history that a retraction asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeAlias

from msgspec import Struct, structs

from ledger.entry import MAX_ENTRY_BYTES
from ledger.events.event import Event, EventRetracted
from ledger.names import StreamName
from ledger.registry import REGISTRY
from ledger.rules import fold
from ledger.rules.refusal import Refusal
from ledger.rules.retraction import (
    Recorded,
    awaited,
    decide_replacement,
    decide_retraction,
    standing,
)
from ledger.store.compose import Accepted, Composed, Composer
from ledger.store.entries import LogHead
from ledger.store.inbox import Key
from ledger.store.messages import Candidate, Delivered, Item, Receipt, Refused, refused
from ledger.store.waiting import behind, may_go_ahead, parked_if_it_may_heal
from ledger.store.write_states import Stream


class Known(Struct, frozen=True, gc=False):
    """An event that is recorded under its (source, id): what it says, and its first receipt."""

    digest: bytes
    receipt: Receipt


class Again(Struct, frozen=True, gc=False):
    """An event that came before in the same batch: as which of the accepted ones."""

    index: int


Decision: TypeAlias = Accepted | Again | Delivered
"""An outcome, or what becomes one once the entries are composed."""


class Batch:
    """What an append has decided so far, and what is to be inserted for it.

    ``known``: those keys of the batch that are recorded already. ``digests``: of each item
    in order, empty for one that is rejected. ``history``: the stored events of a stream.
    """

    def __init__(
        self,
        *,
        composer: Composer,
        head: LogHead,
        now_us: int,
        known: Mapping[Key, Known],
        streams: Mapping[StreamName, Stream],
        history: Callable[[str], list[Recorded]],
        digests: Sequence[bytes],
    ) -> None:
        self._composer = composer
        self._head = head
        self._first = head.position + 1
        self._first_us = max(now_us, head.recorded_us + 1)
        self.known = known
        self._history = history
        self._digests = digests
        self._accepted: list[Accepted] = []
        self._taken: dict[Key, int] = {}
        self.streams = streams
        self.composed: list[Composed] = []

    def decide(
        self, items: Sequence[Item], *, atomic: bool, waiting: frozenset[str] | None = None
    ) -> list[Delivered]:
        """An outcome for each item; with ``atomic`` one refusal lets nothing be recorded.

        Where it is told which streams are ``waiting``, items are parked too.
        """
        take = self._take if waiting is None else partial(self._take_in_turn, set(waiting))
        decisions = [
            take(number, item) if isinstance(item, Candidate) else refused(item, item.refusal)
            for number, item in enumerate(items)
        ]
        if atomic and any(isinstance(decision, Refused) for decision in decisions):
            self.streams = {}
            return [self._abort(decision) for decision in decisions]
        self.composed = self._composer.compose(
            self._accepted, self._first, self._first_us, self._head.epoch
        )
        fresh = iter(self.composed)
        return [
            next(fresh).receipt if isinstance(decision, Accepted) else self._settle(decision)
            for decision in decisions
        ]

    @property
    def head(self) -> LogHead:
        """The head of the log once the batch is in it."""
        if not self.composed:
            return self._head
        last = self.composed[-1]
        return LogHead(last.receipt.position, last.recorded_us, last.leaf, self._head.epoch)

    def _take(self, number: int, item: Candidate) -> Decision:
        key = item.source, item.id
        digest = self._digests[number]
        if key in self.known or key in self._taken:
            return self._again(key, item, digest)
        stream = self.streams[item.stream]
        if item.expected_version is not None and item.expected_version != stream.version:
            return _version_conflict(item, stream)
        event = item.event
        if isinstance(event, EventRetracted):
            refusal = decide_retraction(self._recorded(stream), event, key)
        elif key in stream.awaited:
            refusal = decide_replacement(stream.rules, self._recorded(stream), event, key)
        else:
            refusal = stream.rules.decide(stream.state, event)
        if refusal is not None:
            return refused(item, refusal)
        count = len(self._accepted)
        if item.documented is not None and item.documented.certain_by_us > self._first_us + count:
            return refused(item, _documented_in_future(item.documented.text))
        accepted = self._composer.accept(number, item, stream.text, stream.version + 1, digest)
        if not self._composer.surely_fits(item):
            size = self._composer.size(accepted, self._first + count, self._first_us + count)
            if size > MAX_ENTRY_BYTES:
                return refused(item, _too_large(size))
        self._taken[key] = count
        self._accepted.append(accepted)
        self._move_on(stream, accepted.event, key)
        return accepted

    def _take_in_turn(self, waiting: set[str], number: int, item: Candidate) -> Decision:
        """As :meth:`_take`, unless the item is parked; then its stream is among the ``waiting``."""
        stream = self.streams[item.stream]
        if stream.text in waiting and not (self._came(item) or may_go_ahead(item, stream)):
            return behind(item)
        decision = self._take(number, item)
        if not isinstance(decision, Refused):
            return decision
        parked = parked_if_it_may_heal(item, stream, decision)
        if parked is None:
            return decision
        waiting.add(stream.text)
        return parked

    def _came(self, item: Candidate) -> bool:
        key = item.source, item.id
        return key in self.known or key in self._taken

    def _again(self, key: Key, item: Candidate, digest: bytes) -> Decision:
        known = self.known.get(key)
        if known is not None:
            if digest == known.digest:
                return structs.replace(known.receipt, duplicate=True)
            return _conflict(item)
        index = self._taken[key]
        return Again(index) if digest == self._accepted[index].digest else _conflict(item)

    def _move_on(self, stream: Stream, event: Event, key: Key) -> None:
        """Take ``event`` into its stream, as it is stored: with commitments."""
        stream.version += 1
        if isinstance(event, EventRetracted) or key in stream.awaited:
            recorded = self._recorded(stream)
            stream.state = fold(stream.name.stream, standing(recorded))
            stream.awaited = awaited(recorded)
        else:
            stream.state = stream.rules.evolve(stream.state, event)

    def _recorded(self, stream: Stream) -> list[Recorded]:
        """The events of the stream, those of this batch included."""
        opening = REGISTRY.kinds[stream.name.stream].opening
        return self._history(stream.text) + [
            Recorded(
                source=accepted.item.source,
                id=accepted.item.id,
                version=accepted.version,
                event=accepted.event,
                opens=type(accepted.event) in opening,
            )
            for accepted in self._accepted
            if accepted.stream == stream.text
        ]

    def _settle(self, decision: Again | Delivered) -> Delivered:
        if isinstance(decision, Again):
            return structs.replace(self.composed[decision.index].receipt, duplicate=True)
        return decision

    def _abort(self, decision: Decision) -> Delivered:
        """What was recorded before the batch keeps its receipt, the rest comes to nothing."""
        if isinstance(decision, Again):
            return _aborted(self._accepted[decision.index].item)
        return _aborted(decision.item) if isinstance(decision, Accepted) else decision


def _conflict(item: Candidate) -> Refused:
    detail = "another event is recorded under this source and id"
    return refused(item, Refusal("ID_CONFLICT", detail))


def _version_conflict(item: Candidate, stream: Stream) -> Refused:
    detail = f"the stream is at version {stream.version}, not at {item.expected_version}"
    return refused(item, Refusal("VERSION_CONFLICT", detail), stream.version)


def _documented_in_future(documented: str) -> Refusal:
    return Refusal("DOCUMENTED_IN_FUTURE", f"{documented} may lie later than now")


def _too_large(size: int) -> Refusal:
    detail = f"the entry would be {size} bytes, {MAX_ENTRY_BYTES} are allowed"
    return Refusal("ENTRY_TOO_LARGE", detail)


def _aborted(item: Candidate) -> Refused:
    return refused(item, Refusal("BATCH_ABORTED", "another event of the batch was refused"))
