"""The publisher: what the ledgers have recorded and refused, told to whoever follows.

One thread reads what is next of each ledger, sends it, and notes how far it has come once the
broker has acknowledged. At most one publisher is at work for a home; others stand by.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from threading import Event
from time import monotonic
from typing import Final, TypeAlias

from consumers.kafka.feeds import Chance, rest_s
from consumers.kafka.onlooker import Unreachable
from consumers.kafka.outgoing import (
    DeadLetter,
    dead_letter_record,
    entry_record,
    receipt_record,
)
from consumers.kafka.output import Output, Send, Unseated
from consumers.kafka.standing import LedgerPublished, PublisherStanding
from consumers.kafka.topics import Sent
from ledger.moments import Clock, parse_recorded_us
from ledger.store.directory import LedgerDirectory
from ledger.store.failures import StoreUnavailable
from ledger.store.outbox import Outbox, OutboxCursor, Overtaken, Pending

AT_ONCE: Final = 1_000
"""Entries of one transaction."""
IDLE_S: Final = 0.1
"""How long to wait when there is nothing to send."""
RENEWED_EVERY_S: Final = 2.0
STAND_BY_S: Final = 1.0
STUCK_S: Final = 10.0
"""From when on it is told that what was sent is not acknowledged."""
LATE_S: Final = 60.0
"""From when on it is alarming that an entry is not published."""

Connect: TypeAlias = Callable[[], Output]
Council: TypeAlias = str | None
"""A council; None for what belongs to no ledger here."""

_log = logging.getLogger(__name__)


class Publisher:
    """Publishes for all ledgers of ``directory``, in a thread of the caller's.

    ``holder`` tells it from every other publisher. :meth:`standing` may be asked by any thread at
    any time.
    """

    def __init__(
        self,
        connect: Connect,
        directory: LedgerDirectory,
        *,
        holder: str,
        clock: Clock,
        chance: Chance,
    ) -> None:
        self._connect = connect
        self._directory = directory
        self._lease = directory.unrouted.publisher_lease(holder)
        self._clock = clock
        self._chance = chance
        self._stopping = Event()
        self._known: dict[Council, OutboxCursor | None] = {}
        self._published: dict[Council, LedgerPublished] = {}
        self._renew_at = 0.0
        self._leading = False
        self._error = ""
        self._came_round = monotonic()

    def run(self) -> None:
        """Publish until :meth:`stop`."""
        attempts = 0
        while not self._stopping.is_set():
            self._came_round = monotonic()
            try:
                if not self._leads():
                    self._stopping.wait(STAND_BY_S)
                    continue
                with self._connect() as output:
                    self._known.clear()
                    attempts = 0
                    self._publish(output)
            except (Unreachable, StoreUnavailable, Unseated, Overtaken) as failure:
                self._error = str(failure)
                self._renew_at = 0.0  # another may hold the lease by now
                _log.warning("publishing is tried again: %s", failure)
                self._stopping.wait(rest_s(attempts, self._chance()))
                attempts += 1
        self._end()

    def stop(self) -> None:
        """Let what is being sent be the last."""
        self._stopping.set()

    def stuck_s(self) -> float:
        """For how long the loop has not come round."""
        return monotonic() - self._came_round

    def standing(self) -> PublisherStanding:
        """How it stands."""
        ledgers = tuple(self._published.values()) if self._leading else ()
        is_late = any(each.oldest_s > LATE_S for each in ledgers)
        stuck_s = self.stuck_s()
        error = self._error
        if not error and stuck_s > STUCK_S:
            error = f"the brokers have not acknowledged anything for {stuck_s:.0f} seconds"
        return PublisherStanding(
            ready=not error and not is_late, leading=self._leading, error=error, ledgers=ledgers
        )

    def _leads(self) -> bool:
        """Whether this is the publisher at work; takes or renews the lease when it is time."""
        if not self._leading or monotonic() >= self._renew_at:
            self._leading = self._lease.take()
            self._renew_at = monotonic() + RENEWED_EVERY_S
            if not self._leading:
                self._error = ""
                self._published = {}
        return self._leading

    def _publish(self, output: Output) -> None:
        """Send what there is, ledger by ledger, as long as it is ours to do."""
        while self._goes_on():
            self._came_round = monotonic()
            sent = False
            for council, outbox in self._boxes():
                if not self._goes_on():  # a round of many ledgers can outlast the lease
                    return
                sent |= self._send(output, council, outbox)
            self._error = ""
            if not sent:
                self._stopping.wait(IDLE_S)

    def _goes_on(self) -> bool:
        return not self._stopping.is_set() and self._leads()

    def _boxes(self) -> Iterator[tuple[Council, Outbox]]:
        """The outbox of every ledger that stands here, and of what belongs to none."""
        rest = self._directory.unrouted.outbox
        if rest is not None:
            yield None, rest
        for council, ledger in self._directory.ledgers():
            if ledger.moved_to() is None:
                yield council, ledger.outbox
            else:
                self._published.pop(council, None)

    def _send(self, output: Output, council: Council, outbox: Outbox) -> bool:
        """Send what is next of one ledger; False where there was nothing."""
        self._came_round = monotonic()
        if council not in self._known:
            self._known[council] = output.cursor(council)
        pending = outbox.pending(AT_ONCE, self._known[council])
        self._note(council, pending)
        after = pending.after
        if after.position == pending.start.position and after.letter == pending.start.letter:
            return False
        output.send(council, list(_records(output.topics, council, pending)), after)
        self._known[council] = after
        try:
            outbox.move_on(pending.stored, after)
        except StoreUnavailable as failure:
            if failure.code != "LEDGER_MOVED":  # then whoever has it now goes on with it
                raise
        return True

    def _note(self, council: Council, pending: Pending) -> None:
        oldest_s = 0.0
        if pending.recorded:
            recorded_us = parse_recorded_us(pending.recorded[0][0].recorded_at)
            oldest_s = max(0.0, (self._clock() - recorded_us) / 1_000_000)
        self._published[council] = LedgerPublished(
            council, pending.start.position, pending.size, round(oldest_s, 1)
        )

    def _end(self) -> None:
        if self._leading:
            self._lease.release()
            self._leading = False


def _records(topics: Sent, council: Council, pending: Pending) -> Iterator[Send]:
    for entry, receipt in pending.recorded:
        yield Send(
            topics.ledger, entry_record(entry, epoch=receipt.epoch, leaf_hash=receipt.leaf_hash)
        )
        yield Send(topics.receipts, receipt_record(receipt))
    for letter in pending.letters:
        said = DeadLetter(
            council=council,
            code=letter.code,
            pointer=letter.pointer,
            coordinates=letter.coordinates,
            digest=letter.digest,
        )
        yield Send(topics.dead_letters, dead_letter_record(said))
