"""What recording events would come to: their outcomes, and the concerns they would raise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from consumers.cloudevents import NotTaken, parse, split
from consumers.intake import Intake
from consumers.sender import Sender
from ledger.entry import CloudEventCoordinates, Entry
from ledger.moments import Clock
from ledger.store.directory import LedgerDirectory
from ledger.store.messages import Candidate, Item, Outcome, RawMessage, Receipt, Refused
from projections.foreseen import Expected, Foreseen, foresee
from projections.read_model import ReadModel, ReadModelUnavailable, UnusableReadModel


class Validated(NamedTuple):
    """What would become of messages: an outcome for each, and what it would do to concerns.

    The concerns are those of all events together, because a later one can settle what an
    earlier one raises; None while a read model that has to be asked cannot be.
    """

    outcomes: Sequence[Outcome]
    foreseen: Foreseen | None


class Validation:
    """Says what the intake would do, and does nothing; for any number of threads at once."""

    def __init__(
        self,
        intake: Intake,
        directory: LedgerDirectory,
        read_model: Callable[[str], ReadModel],
        clock: Clock,
    ) -> None:
        self._intake = intake
        self._directory = directory
        self._read_model = read_model
        self._clock = clock

    def submit(
        self, messages: Sequence[RawMessage], *, sender: Sender, atomic: bool = False
    ) -> Validated:
        """As :meth:`Intake.submit` in a dry run, with the concerns."""
        items = [parse(message) for message in messages]
        outcomes = self._intake.take(items, sender=sender, atomic=atomic, dry_run=True)
        try:
            return Validated(outcomes, self._foresee(items, outcomes, sender))
        except (UnusableReadModel, ReadModelUnavailable):
            return Validated(outcomes, None)

    def submit_batch(
        self, raw: RawMessage, *, sender: Sender, atomic: bool = False
    ) -> Validated | Refused:
        """As :meth:`submit`, for one message that is a batch; one refusal if it is none."""
        try:
            messages = split(raw)
        except NotTaken as fault:
            return self._intake.refuse(raw, fault.refusal, dry_run=True)
        return self.submit(messages, sender=sender, atomic=atomic)

    def _foresee(
        self, items: Sequence[Item], outcomes: Sequence[Outcome], sender: Sender
    ) -> Foreseen:
        by_plan: dict[str, list[Expected]] = {}
        for expected in _expected(items, outcomes, sender):
            plan = expected.entry.stream.rsplit("/", 2)[0]
            by_plan.setdefault(plan, []).append(expected)
        found = [self._foresee_plan(plan, expected) for plan, expected in by_plan.items()]
        return Foreseen(
            raised=[concern for each in found for concern in each.raised],
            settled=[concern for each in found for concern in each.settled],
        )

    def _foresee_plan(self, plan: str, expected: Sequence[Expected]) -> Foreseen:
        council = plan.partition("/")[0]
        return foresee(
            plan,
            expected,
            ledger=self._directory.open(council),
            read_model=self._read_model(council),
            now_us=self._clock(),
        )


def _expected(
    items: Sequence[Item], outcomes: Sequence[Outcome], sender: Sender
) -> Iterator[Expected]:
    """The entries that would be new, in the order in which they would stand."""
    for item, outcome in zip(items, outcomes, strict=True):
        if isinstance(item, Candidate) and isinstance(outcome, Receipt) and not outcome.duplicate:
            yield Expected(_entry(item, outcome, sender), outcome)


def _entry(item: Candidate, receipt: Receipt, sender: Sender) -> Entry:
    """The entry as far as a projection reads it: it has no ledger to name, and no blind."""
    return Entry(
        actor=sender.actor,
        blind="",
        causation=item.causation,
        cloudevent=CloudEventCoordinates(id=item.id, source=item.source, time=item.time),
        correlation=item.correlation,
        data=msgspec.Raw(item.payload),
        documented=None if item.documented is None else item.documented.text,
        effective=item.effective.text,
        id=receipt.entry_id,
        ledger="",
        marking=item.marking,
        position=receipt.position,
        recorded_at=receipt.recorded_at,
        stream=receipt.stream,
        type=item.type,
        version=receipt.version,
    )
