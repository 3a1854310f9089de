"""From accepted events to the bytes of their entries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Final, TypeAlias

import msgspec
from msgspec import Struct, structs

from ledger.entry import (
    BLIND_BYTES,
    MAX_ENTRY_BYTES,
    Actor,
    CloudEventCoordinates,
    Entry,
    blind_text,
    encode_entry,
    entry_id,
    leaf_hash,
)
from ledger.events.event import Event, Personal
from ledger.moments import format_us
from ledger.personal import SALT_BYTES, Opening, commit
from ledger.registry import REGISTRY
from ledger.store.messages import Candidate, Item, Receipt

ID_BYTES: Final = 16
EVENT_BYTES: Final = ID_BYTES + BLIND_BYTES
SECOND_US: Final = 1_000_000

ENVELOPE_BYTES: Final = 2048
"""More than everything in an entry whose length is bounded, commitments included."""
LONGEST_ESCAPE: Final = 6
r"""Bytes of JSON that one character of a text can take: ``\u0001``."""

Entropy: TypeAlias = Callable[[int], bytes]
"""So many random bytes."""


class Accepted(Struct, frozen=True, gc=False):
    """An event that will be recorded, as the next version of its stream.

    ``number``: which item of the batch it is. ``event`` and ``payload`` are as stored:
    commitments stand in the place of personal values, which are in ``openings``.
    """

    number: int
    item: Candidate
    stream: str
    version: int
    digest: bytes
    event: Event
    payload: bytes
    openings: tuple[Opening, ...] = ()


class Composed(Struct, frozen=True, gc=False):
    """An accepted event as the entry it has become."""

    accepted: Accepted
    data: bytes
    leaf: bytes
    recorded_us: int
    receipt: Receipt


class Composer:
    """Composes the entries of one batch; what is decided anew is composed alike.

    All chance of a batch is drawn at once, before the lock: 16 bytes of id and 32 of blind
    for each item in its order, then 32 of salt for each personal field there may be.
    """

    def __init__(self, origin: str, actor: Actor, items: Sequence[Item], entropy: Entropy) -> None:
        self._origin = origin
        self._actor = actor
        self._salts_at: dict[int, int] = {}
        salts_at = size = len(items) * EVENT_BYTES
        for number, item in enumerate(items):
            if isinstance(item, Candidate) and (names := REGISTRY.types[item.type].personal):
                self._salts_at[number] = size
                size += len(names) * SALT_BYTES
        self._chance = chance = entropy(size)
        starts = range(0, salts_at, EVENT_BYTES)
        self._ids = [entry_id(chance[at : at + ID_BYTES]) for at in starts]
        self._blinds = [blind_text(chance[at + ID_BYTES : at + EVENT_BYTES]) for at in starts]
        own_texts = len(origin) + len(actor.credential) + len(actor.role)
        self._room = MAX_ENTRY_BYTES - ENVELOPE_BYTES - LONGEST_ESCAPE * own_texts

    def accept(
        self, number: int, item: Candidate, stream: str, version: int, digest: bytes
    ) -> Accepted:
        """``item`` as it will be stored: sealed, where it has personal fields."""
        personal = REGISTRY.types[item.type].personal
        if not personal:
            return Accepted(number, item, stream, version, digest, item.event, item.payload)
        event, openings = self._seal(item.event, personal, number, version)
        payload = REGISTRY.encode(event)
        return Accepted(number, item, stream, version, digest, event, payload, openings)

    def compose(
        self, batch: Sequence[Accepted], position: int, first_us: int, epoch: int
    ) -> list[Composed]:
        """The entries of ``batch`` from ``position`` on, recorded a microsecond apart."""
        times = recorded_times(first_us, len(batch))
        composed: list[Composed] = []
        for at, (accepted, time) in enumerate(zip(batch, times, strict=True), position):
            item = accepted.item
            entry = self._entry(accepted, at, time)
            leaf = leaf_hash(entry)
            receipt = Receipt(
                position=at,
                entry_id=self._ids[accepted.number],
                source=item.source,
                id=item.id,
                stream=accepted.stream,
                version=accepted.version,
                type=item.type,
                recorded_at=time,
                leaf_hash=leaf.hex(),
                epoch=epoch,
            )
            composed.append(Composed(accepted, entry, leaf, first_us, receipt))
            first_us += 1
        return composed

    def surely_fits(self, item: Candidate) -> bool:
        """Whether the entry of ``item`` cannot be too large, however its texts are escaped."""
        texts = len(item.source) + len(item.id)
        for text in (item.time, item.correlation, item.causation):
            if text is not None:
                texts += len(text)
        return len(item.payload) + LONGEST_ESCAPE * texts < self._room

    def size(self, accepted: Accepted, position: int, recorded_us: int) -> int:
        """The bytes that the entry of ``accepted`` takes there."""
        return len(self._entry(accepted, position, format_us(recorded_us)))

    def _entry(self, accepted: Accepted, position: int, recorded_at: str) -> bytes:
        item = accepted.item
        return encode_entry(
            Entry(
                actor=self._actor,
                blind=self._blinds[accepted.number],
                causation=item.causation,
                cloudevent=CloudEventCoordinates(id=item.id, source=item.source, time=item.time),
                correlation=item.correlation,
                data=msgspec.Raw(accepted.payload),
                documented=None if item.documented is None else item.documented.text,
                effective=item.effective.text,
                id=self._ids[accepted.number],
                ledger=self._origin,
                marking=item.marking,
                position=position,
                recorded_at=recorded_at,
                stream=accepted.stream,
                type=item.type,
                version=accepted.version,
            )
        )

    def _seal(
        self, event: Event, names: tuple[str, ...], number: int, version: int
    ) -> tuple[Event, tuple[Opening, ...]]:
        """The event with commitments in the place of personal values, and their openings."""
        own_id, salt_at = self._ids[number], self._salts_at[number]
        sealed: dict[str, Personal[str]] = {}
        openings: list[Opening] = []
        for attribute, name in _attributes(type(event), names):
            field = getattr(event, attribute)
            if not isinstance(field, Personal) or field.value is None:
                continue
            pointer, salt = f"/{name}", self._chance[salt_at : salt_at + SALT_BYTES]
            salt_at += SALT_BYTES
            commitment = commit(
                salt=salt, entry_id=own_id, pointer=pointer, version=version, value=field.value
            )
            sealed[attribute] = Personal(commitment=commitment)
            openings.append(
                Opening(commitment=commitment, pointer=pointer, salt=salt, value=field.value)
            )
        return structs.replace(event, **sealed), tuple(openings)


def recorded_times(first_us: int, count: int) -> list[str]:
    """``format_us`` of ``count`` microseconds from ``first_us`` on, a second written once."""
    second, fraction = divmod(first_us, SECOND_US)
    count_here = min(count, SECOND_US - fraction)
    text = _second_text(second)
    times = [f"{text}{part:06d}Z" for part in range(fraction, fraction + count_here)]
    if count_here < count:
        times += recorded_times(first_us + count_here, count - count_here)
    return times


@lru_cache(maxsize=8)
def _second_text(second: int) -> str:
    return format_us(second * SECOND_US).removesuffix("000000Z")


@cache
def _attributes(cls: type[Event], names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (info.name, info.encode_name) for info in structs.fields(cls) if info.encode_name in names
    )
