"""The one intake: what every door, HTTP, files and later Kafka, hands its messages to.

Parse, place, prepare, record. A message belongs to the ledger that its subject names, if
there is one and the sender may write to it; everything else is refused and kept
apart, so that nobody but its own senders can fill a council's quarantine.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Final, NamedTuple, TypeAlias

from msgspec import structs

from consumers.ahead import Ahead, Read
from consumers.cloudevents import MAX_EVENTS, NotTaken, is_batch, parse, split
from consumers.placing import Placing
from consumers.sender import Sender
from consumers.shares import Share, Shared, share
from consumers.turns import Turns
from ledger.rules.refusal import Refusal
from ledger.store.database import WhenSent, nothing
from ledger.store.directory import LedgerDirectory
from ledger.store.epochs import require_sure
from ledger.store.failures import NoLedger, StoreUnavailable
from ledger.store.messages import (
    Item,
    Outcome,
    RawMessage,
    Receipt,
    Refused,
    Rejected,
    refused,
)
from ledger.store.quarantine import Quarantine

FEW: Final = 16
"""Messages that are shared out in less time than a disk takes to confirm those before them."""

_log = logging.getLogger(__name__)

Around: TypeAlias = Callable[[str], AbstractContextManager[object]]
"""Goes around each append to the ledger of a council, to take its time."""


class _How(NamedTuple):
    """How a call is to be taken; ``when_sent`` as in ``Ledger.record``, for each ledger."""

    atomic: bool
    dry_run: bool = False
    in_turn: bool = True
    """Whether others may go first, where it is large."""
    when_sent: WhenSent = nothing


class Intake:
    """Takes messages into the ledgers of ``directory``, for any number of threads at once."""

    def __init__(self, directory: LedgerDirectory, around: Around = nullcontext) -> None:
        self._directory = directory
        self._around = around
        self._turns = Turns(directory)

    def submit(
        self,
        messages: Sequence[RawMessage],
        *,
        sender: Sender,
        atomic: bool = False,
        dry_run: bool = False,
    ) -> list[Outcome]:
        """Take at most 1,000 messages; an outcome for each, in the order they were sent.

        One transaction a ledger, later messages seeing earlier ones; a large batch may let
        others have their turn first. With ``atomic`` all are taken or none, which one ledger
        can promise and two cannot: a batch for several councils is then refused as a whole
        with ``BAD_REQUEST`` and not kept.
        With ``dry_run`` nothing is recorded and nothing kept: the outcomes are what would
        come back.

        A ledger that cannot be written to for now refuses its messages with
        ``LEDGER_BUSY``, ``CLOCK_BEHIND`` or ``STORAGE_FAILED``; send the same again.
        """
        _require_batch(messages)
        items = [parse(message) for message in messages]
        shared = self._share(items, sender=sender, atomic=atomic)
        return self._record(shared, _How(atomic, dry_run))

    def load(
        self,
        batches: Iterable[Sequence[RawMessage]],
        *,
        sender: Sender,
        ahead: Ahead,
        atomic: bool = False,
    ) -> Iterator[tuple[Sequence[RawMessage], list[Outcome]]]:
        """Take batch after batch, each as :meth:`submit`; yields it with its outcomes.

        While one is recorded, ``ahead`` reads the next, and unpacks it while the database is
        busy with the one. Where that is a server, or the batch is small, there is time to share
        it out as well.
        """
        share_out = partial(self._share, sender=sender, atomic=atomic)
        how = _How(atomic, when_sent=ahead.prepare_next)

        def prepare(read: Read) -> tuple[Read, Shared | None]:
            _require_batch(read.messages)
            is_worth_it = self._directory.home.is_served or len(read.items) <= FEW
            return read, share_out(read.items) if is_worth_it else None

        for read, early in ahead.read(batches, prepare):
            yield read.messages, self._record(early or share_out(read.items), how)

    def submit_batch(
        self,
        raw: RawMessage,
        *,
        sender: Sender,
        atomic: bool = False,
        dry_run: bool = False,
    ) -> list[Outcome] | Refused:
        """As :meth:`submit`, for one message that is a batch; one refusal if it is none."""
        try:
            messages = split(raw)
        except NotTaken as fault:
            return self.refuse(raw, fault.refusal, dry_run=dry_run)
        return self.submit(messages, sender=sender, atomic=atomic, dry_run=dry_run)

    def refuse(self, raw: RawMessage, refusal: Refusal, *, dry_run: bool = False) -> Refused:
        """Keep a message that cannot be read far enough to belong anywhere."""
        item = Rejected(refusal=refusal, raw=raw, source=None, id=None, type=None, subject=None)
        return _first_refused(self._put_aside([item], dry_run=dry_run))

    def take(
        self, items: Sequence[Item], *, sender: Sender, atomic: bool, dry_run: bool
    ) -> list[Outcome]:
        """As :meth:`submit`, for messages that are parsed, and that let nobody go first.

        Where messages of several requests can be joined into one transaction.
        """
        shared = self._share(items, sender=sender, atomic=atomic)
        return self._record(shared, _How(atomic, dry_run, in_turn=False))

    def _share(self, items: Sequence[Item], *, sender: Sender, atomic: bool) -> Shared:
        try:
            return share(items, Placing(self._directory, sender), actor=sender.actor, atomic=atomic)
        except StoreUnavailable as failure:
            return Shared([], {}, dict(enumerate(_unavailable(items, failure))))

    def _record(self, shared: Shared, how: _How) -> list[Outcome]:
        """Let each ledger take its share."""
        if shared.is_for_one:
            return self._append(shared.shares[0], how)
        outcomes = dict(shared.outcomes)
        for each in shared.shares:
            outcomes.update(zip(each.numbers, self._append(each, how), strict=True))
        if shared.aside:
            kept = self._put_aside([*shared.aside.values()], dry_run=how.dry_run)
            outcomes.update(zip(shared.aside, kept, strict=True))
        return [outcomes[number] for number in range(len(outcomes))]

    def replay(self, quarantine_id: int, *, council: str | None, sender: Sender) -> Outcome | None:
        """Submit a quarantined message again, byte for byte; None where there is none.

        It is taken as from whoever replays it. Raises NotTaken as
        :meth:`quarantine` does.
        """
        quarantine = self.quarantine(council, sender=sender)
        found = quarantine and quarantine.show(quarantine_id)
        if not quarantine or not found:
            return None
        if not found.is_whole:
            return Refused(
                code="MESSAGE_TOO_LARGE",
                detail=f"only the beginning of its {found.size} bytes was kept: "
                "send it again from where it came",
                quarantine_id=found.id,
                source=found.source,
                id=found.event_id,
                kept_by=council,
            )
        outcome = self._resubmit(found.raw, sender)
        if isinstance(outcome, Receipt):
            quarantine.mark_replayed(found.id, outcome.position)
        return outcome

    def quarantine(self, council: str | None, *, sender: Sender) -> Quarantine | None:
        """The quarantine of ``council``; without one, that of messages that belong to no ledger.

        None where nothing was ever kept. Raises NotTaken with ``FORBIDDEN`` or
        ``UNKNOWN_COUNCIL``.
        """
        if council is None:
            if not sender.covers_all:
                raise NotTaken("FORBIDDEN", "name a council: the rest is for those who see all")
            return self._directory.unrouted.quarantine
        if not sender.covers(council):
            raise NotTaken("FORBIDDEN", f"the credential does not cover {council}")
        try:
            return self._directory.open(council).quarantine
        except NoLedger:
            raise NotTaken("UNKNOWN_COUNCIL", f"there is no ledger of {council} here") from None

    def receipt(
        self, source: str, event_id: str, *, sender: Sender, council: str | None = None
    ) -> Receipt | None:
        """The receipt of a recorded event; without a council, looked for in every ledger."""
        councils = self._directory.councils() if council is None else [council]
        for name in filter(sender.covers, councils):
            try:
                found = self._directory.open(name).find(source, event_id)
            except NoLedger:
                continue
            if found is not None:
                return found
        return None

    def receipt_at(
        self, council: str, position: int, *, epoch: int | None, sender: Sender
    ) -> Receipt | None:
        """The receipt of the event at ``position`` of a council's ledger, covered or not there.

        Raises ``EpochChanged`` unless the position, given in ``epoch``, surely means that event.
        """
        if not sender.covers(council):
            return None
        try:
            ledger = self._directory.open(council)
        except NoLedger:
            return None
        now = ledger.identity.epoch
        require_sure(position, epoch, epoch=now, epochs=ledger.epochs)
        entry = ledger.entry(position)
        if entry is None:
            return None
        return ledger.find(entry.cloudevent.source, entry.cloudevent.id)

    def _append(self, share: Share, how: _How) -> list[Outcome]:
        council, ledger, _, prepared = share

        def record() -> list[Outcome]:
            with self._around(council):
                return ledger.record(prepared, atomic=how.atomic, when_sent=how.when_sent)

        try:
            if how.dry_run:
                return ledger.judge(prepared, atomic=how.atomic)
            events = len(prepared.items)
            outcomes = self._turns.load(council, events, record) if how.in_turn else record()
        except StoreUnavailable as failure:
            return _unavailable(prepared.items, failure)
        return [
            structs.replace(outcome, kept_by=council)
            if isinstance(outcome, Refused) and outcome.quarantine_id is not None
            else outcome
            for outcome in outcomes
        ]

    def _put_aside(self, items: Sequence[Item], *, dry_run: bool) -> Sequence[Outcome]:
        aside = [item for item in items if isinstance(item, Rejected)]
        if dry_run:
            return [refused(item, item.refusal) for item in aside]
        try:
            return self._directory.unrouted.keep(aside)
        except StoreUnavailable as failure:
            return _unavailable(items, failure)

    def _resubmit(self, raw: RawMessage, sender: Sender) -> Outcome:
        """The outcome of ``raw``; of a batch the first refusal in it, or else its last receipt."""
        if not is_batch(raw.headers):
            return self.submit([raw], sender=sender)[0]
        outcomes = self.submit_batch(raw, sender=sender)
        if isinstance(outcomes, Refused):
            return outcomes
        return next((one for one in outcomes if isinstance(one, Refused)), outcomes[-1])


def _require_batch(messages: Sequence[RawMessage]) -> None:
    if len(messages) > MAX_EVENTS:
        msg = f"{len(messages)} messages in one call: a batch is at most {MAX_EVENTS}"
        raise ValueError(msg)


def _unavailable(items: Iterable[Item], failure: StoreUnavailable) -> list[Outcome]:
    if failure.code == "STORAGE_FAILED":
        _log.warning("the store cannot be used: %s", failure)
    return [refused(item, Refusal(failure.code, failure.plainly)) for item in items]


def _first_refused(outcomes: Sequence[Outcome]) -> Refused:
    return next(outcome for outcome in outcomes if isinstance(outcome, Refused))
