"""The append: one batch, one transaction, everything under the write lock.

The lock comes first, because an entry holds its own position and time. What does not
depend on them (admission, digests, all chance) is done before it.

Nearly always everything in a batch is new, and its keys prove it as they are inserted. So the
inbox is only asked where something is refused, where the database refuses a row, or where
the append before met something known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple, cast

from eventsourcing.persistence import OperationalError, PersistenceError
from msgspec import structs

from ledger.entry import Actor
from ledger.moments import DAY_US, HOUR_US, Clock
from ledger.registry import REGISTRY
from ledger.rules.refusal import Refusal
from ledger.store.batch import Batch, Known
from ledger.store.compose import Composer, Entropy
from ledger.store.database import Connection, Cursor, Database, WhenSent, nothing
from ledger.store.deliveries import Beside
from ledger.store.entries import LogHead, is_in_log, read_head, read_receipts
from ledger.store.failures import LedgerReplaced, StoreUnavailable, database_failures, named
from ledger.store.history import read_histories
from ledger.store.identity import Identity
from ledger.store.inbox import ContentDigest, Inbox, Key
from ledger.store.messages import Candidate, Delivered, Item, Outcome, Refused, rejected
from ledger.store.quarantine import keep
from ledger.store.write_states import WriteStates

CLOCK_TOLERANCE_US: Final = DAY_US
"""How far the clock may be behind the last entry before the ledger refuses to append."""


class Prepared(NamedTuple):
    """A batch before the lock, for one append to the ledger that it was prepared for."""

    items: list[Item]
    actor: Actor
    digests: list[bytes]
    composer: Composer
    identity: Identity


class _InDoubt(Exception):
    """The database refused a row of a batch of which all was taken to be new."""


class _Case(NamedTuple):
    """A batch to be decided, as often as need be, and what it is decided by."""

    cursor: Cursor
    prepared: Prepared
    head: LogHead
    now_us: int
    inbox: Inbox
    states: WriteStates
    atomic: bool
    waiting: frozenset[str] | None = None

    def decide(self, *, looks_first: bool) -> tuple[Batch, list[Delivered]]:
        """The decisions, and an outcome for each item.

        Unless it ``looks_first``, the inbox is only asked where not everything is taken as new.
        """
        if not looks_first:
            batch, outcomes = self._decide({})
            if len(batch.composed) == len(outcomes):
                return batch, outcomes
            known = self._known()
            return self._decide(known) if known else (batch, outcomes)
        return self._decide(self._known())

    def _known(self) -> Mapping[Key, Known]:
        """What of it is recorded already."""
        keys = [(candidate.source, candidate.id) for candidate in self._candidates()]
        found = self.inbox.find(self.cursor, keys)
        receipts = read_receipts(self.cursor, [at for _, at in found.values()]) if found else {}
        return {key: Known(digest, receipts[at]) for key, (digest, at) in found.items()}

    def _decide(self, known: Mapping[Key, Known]) -> tuple[Batch, list[Delivered]]:
        names = {candidate.stream for candidate in self._candidates()}
        batch = Batch(
            composer=self.prepared.composer,
            head=self.head,
            now_us=self.now_us,
            known=known,
            streams=self.states.borrow(self.cursor, names),
            history=lambda stream: read_histories(self.cursor, [stream]).get(stream, []),
            digests=self.prepared.digests,
        )
        items = self.prepared.items
        return batch, batch.decide(items, atomic=self.atomic, waiting=self.waiting)

    def _candidates(self) -> Iterator[Candidate]:
        return (item for item in self.prepared.items if isinstance(item, Candidate))


class Appender:
    """Appends to one ledger, for all threads of a process."""

    def __init__(
        self,
        *,
        datastore: Database,
        identity: Identity,
        secret: bytes,
        clock: Clock,
        entropy: Entropy,
    ) -> None:
        self._datastore = datastore
        self._identity = identity
        self._secret = secret
        self._clock = clock
        self._entropy = entropy
        self._content_digest = ContentDigest(secret)
        self._inbox = Inbox()
        # These are used under the write lock alone.
        self._states = WriteStates()
        self._data_version: object | None = None
        self._meets_known = False

    def prepare(self, items: Sequence[Item], *, actor: Actor, own: bool = False) -> Prepared:
        """All that does not depend on what is in the log; see ``Ledger.prepare``."""
        return self._prepare([self._admit(item, own=own) for item in items], actor)

    def append(
        self, prepared: Prepared, *, atomic: bool, when_sent: WhenSent = nothing
    ) -> list[Outcome]:
        """Record what may be recorded, and keep what is refused; see ``Ledger.record``."""
        if not prepared.items:
            return []
        written = self._write(prepared, atomic=atomic, when_sent=when_sent)
        return _without_parked(written)

    def deliver(
        self, prepared: Prepared, *, beside: Beside, when_sent: WhenSent = nothing
    ) -> list[Delivered]:
        """As :meth:`append`, with what ``beside`` does in the same transaction; of no items too.

        What it raises comes out, and nothing is written.
        """
        return self._write(prepared, beside, when_sent=when_sent)

    def _write(
        self,
        prepared: Prepared,
        beside: Beside | None = None,
        *,
        atomic: bool = False,
        when_sent: WhenSent = nothing,
    ) -> list[Delivered]:
        prepared = self._for_this_ledger(prepared)
        try:
            with self._datastore.get_connection(commit=True) as connection:
                looks_first = self._meets_known
                while True:
                    try:
                        return self._append(
                            connection,
                            prepared,
                            beside,
                            when_sent,
                            atomic=atomic,
                            looks_first=looks_first,
                        )
                    except _InDoubt:
                        looks_first = True
        except PersistenceError as failure:
            raise named(failure) from failure

    def _append(
        self,
        connection: Connection,
        prepared: Prepared,
        beside: Beside | None,
        when_sent: WhenSent,
        *,
        atomic: bool,
        looks_first: bool,
    ) -> list[Delivered]:
        batch: Batch | None = None
        outcomes: list[Delivered] = []
        items = prepared.items
        is_written = False
        try:
            with connection.transaction(commit=True) as cursor:
                head = self._caught_up(cursor)
                now_us = self._now(head)
                waiting = beside.begin(cursor, items) if beside else None
                case = _Case(
                    cursor, prepared, head, now_us, self._inbox, self._states, atomic, waiting
                )
                batch, outcomes = case.decide(looks_first=looks_first)
                self._quarantine(cursor, items, batch, outcomes, now_us)
                if beside:
                    beside.end(cursor, items, outcomes, now_us)
                self._insert(cursor, batch, when_sent)
                is_written = True
        except PersistenceError as failure:
            if batch is None:
                raise
            if not (is_written or looks_first or isinstance(failure, OperationalError)):
                raise _InDoubt from failure
            if not self._is_stored(batch):
                raise
        self._states.keep(batch.streams.values(), batch.head)
        self._meets_known = bool(batch.known)
        return outcomes

    def judge(self, prepared: Prepared, *, atomic: bool) -> list[Outcome]:
        """What :meth:`append` would answer now; takes no lock and leaves no trace."""
        prepared = self._for_this_ledger(prepared)
        with database_failures(), self._datastore.transaction(commit=False) as cursor:
            head = self._head(cursor)
            now_us = self._now(head)
            case = _Case(cursor, prepared, head, now_us, Inbox(), WriteStates(), atomic)
            _, outcomes = case.decide(looks_first=True)
            return _without_parked(outcomes)

    def _prepare(self, admitted: list[Item], actor: Actor) -> Prepared:
        digest = self._content_digest
        digests = [digest(item) if isinstance(item, Candidate) else b"" for item in admitted]
        composer = Composer(self._identity.origin, actor, admitted, self._entropy)
        return Prepared(admitted, actor, digests, composer, self._identity)

    def _for_this_ledger(self, prepared: Prepared) -> Prepared:
        """``prepared``, or the same items prepared anew where a restore came in between."""
        if prepared.identity == self._identity:
            return prepared
        return self._prepare(prepared.items, prepared.actor)

    def _admit(self, item: Item, *, own: bool) -> Item:
        """The item, or its rejection where no state of the ledger could let it in."""
        if not isinstance(item, Candidate):
            return item
        name, kind = item.stream, REGISTRY.types[item.type].kind
        if name.council != self._identity.council:
            refusal = Refusal("UNKNOWN_COUNCIL", f"this is the ledger of {self._identity.council}")
        elif name.stream != kind.name:
            refusal = Refusal("BAD_SUBJECT", f"{item.type} is not for {name.stream} streams")
        elif kind.service_only is not own:
            refusal = Refusal("SERVICE_ONLY", f"{name.stream} streams are not written this way")
        else:
            return item
        return rejected(item, refusal)

    def _caught_up(self, cursor: Cursor) -> LogHead:
        """The head of the log, with which the write states are level now.

        Where nobody else has written since, that is the head that was kept, without a look.
        """
        data_version = cursor.data_version()
        if data_version is None or data_version != self._data_version:
            self._states.catch_up(cursor, self._head(cursor))
            self._data_version = data_version
        return self._states.seen

    def _head(self, cursor: Cursor) -> LogHead:
        """The head of the log; raises :class:`LedgerReplaced` where a restore began an epoch."""
        head = read_head(cursor)
        if head.epoch != self._identity.epoch:
            raise LedgerReplaced
        return head

    def _now(self, head: LogHead) -> int:
        now_us = self._clock()
        behind_us = head.recorded_us - now_us
        if head.position >= 0 and behind_us > CLOCK_TOLERANCE_US:
            hours = behind_us // HOUR_US
            raise StoreUnavailable("CLOCK_BEHIND", f"the clock is {hours} hours behind the ledger")
        return now_us

    def _insert(self, cursor: Cursor, batch: Batch, when_sent: WhenSent) -> None:
        if not batch.composed:
            when_sent()
            return
        sources = {composed.receipt.source for composed in batch.composed}
        source_ids = self._inbox.source_ids(cursor, sources)
        events: list[int | str | bytes] = []
        claims: list[int | str | bytes] = []
        openings: list[int | str | bytes] = []
        for composed in batch.composed:
            receipt = composed.receipt
            position = receipt.position
            events += position + 1, receipt.stream, receipt.version, receipt.type
            events += composed.recorded_us, composed.leaf, composed.data
            claims += source_ids[receipt.source], receipt.id, composed.accepted.digest, position
            for opening in composed.accepted.openings:
                openings += position, opening.pointer, opening.commitment
                openings += opening.salt, opening.value
        cursor.insert("inbox", "source_id, id, digest, position", claims)
        if openings:
            cursor.insert("opening", "position, pointer, commitment, salt, value", openings)
        # Last, because the database is busiest with them: that is when others find time.
        self._datastore.recorder.insert_numbered(cursor, events, when_sent)

    def _quarantine(
        self,
        cursor: Cursor,
        items: Sequence[Item],
        batch: Batch,
        outcomes: list[Delivered],
        now_us: int,
    ) -> None:
        """Keep each refused message and write the number of its row into its outcome."""
        if len(batch.composed) == len(outcomes):
            return
        for number, outcome in enumerate(outcomes):
            if isinstance(outcome, Refused) and outcome.code != "BATCH_ABORTED":
                row = keep(cursor, self._secret, items[number], outcome, now_us)
                outcomes[number] = structs.replace(outcome, quarantine_id=row)

    def _is_stored(self, batch: Batch) -> bool:
        """Whether a commit that seemed to fail was made all the same.

        A leaf hash covers the blind of its entry: where the last one of the batch
        stands in the log, nobody but this append can have put it there.
        """
        if not batch.composed:
            return False
        with self._datastore.settled() as cursor:
            return is_in_log(cursor, batch.head)


def _without_parked(outcomes: list[Delivered]) -> list[Outcome]:
    """The outcomes of an append, none of which is parked: that comes with a delivery alone."""
    return cast("list[Outcome]", outcomes)
