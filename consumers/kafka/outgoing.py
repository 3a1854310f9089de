"""What the ledger sends: an entry, a receipt or a dead letter as a record of a topic.

Pure, and the same for the same entry whenever it is asked: whoever sends again after a crash
sends the same bytes under the same id, and a follower drops what it has.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import takewhile
from typing import Final, NamedTuple

import msgspec

from ledger.entry import Entry
from ledger.registry import REGISTRY
from ledger.store.messages import Receipt

JSON_TYPE: Final = b"application/json"
NOBODY: Final = "-"
"""In the place of a council: what belongs to no ledger here."""

RECORDED: Final[Mapping[str, str]] = {
    "position": "The place of the entry in its ledger, from 0, without holes.",
    "epoch": "The epoch in which it was recorded; with the position it means one entry for ever.",
    "version": "The place of the event on its stream, from 1.",
    "entryid": "The id of the entry.",
    "leafhash": "SHA-256 of the entry in hex (RFC 6962, section 2.1).",
    "sentsource": "The source under which its sender sent it.",
    "sentid": "The id under which its sender sent it.",
    "effective": "When it took effect, in EDTF.",
    "documented": "The date of the document that first reports it, in EDTF.",
    "marking": "OFFICIAL or OFFICIAL_SENSITIVE.",
    "correlationid": "What it belongs to, in its sender's terms.",
    "causationid": "Which event led to it, in its sender's terms.",
}
"""Extension attribute of an entry that is sent -> what it says."""


class Outgoing(NamedTuple):
    """A record to be sent. The key keeps the order, and on a compacted topic the last one."""

    key: bytes
    value: bytes
    headers: tuple[tuple[str, bytes], ...]


class SentReceipt(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Where an event stands in the ledger of its council."""

    council: str
    source: str
    id: str
    type: str
    stream: str
    version: int
    position: int
    epoch: int
    entry_id: str
    recorded_at: str
    leaf_hash: str


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """That a message was refused, and why; never what it said, which may name a child.

    ``pointer`` says where in the payload, as far as the way there is of names that payloads have:
    a key that a sender made up could be anything. ``coordinates`` say where the message came from.
    ``digest`` is the same whenever the same message is refused. ``council`` is null where it
    belongs to no ledger here.
    """

    council: str | None
    code: str
    pointer: str
    coordinates: str
    digest: str


def entry_record(entry: Entry, *, epoch: int, leaf_hash: str) -> Outgoing:
    """An entry as a CloudEvent in binary mode, keyed by council and plan.

    Source and id follow from the origin, the epoch and the position alone. Personal fields are
    commitments, as in the entry.
    """
    extensions: dict[str, str | int | None] = {
        "position": entry.position,
        "epoch": epoch,
        "version": entry.version,
        "entryid": entry.id,
        "leafhash": leaf_hash,
        "sentsource": entry.cloudevent.source,
        "sentid": entry.cloudevent.id,
        "effective": entry.effective,
        "documented": entry.documented,
        "marking": entry.marking,
        "correlationid": entry.correlation,
        "causationid": entry.causation,
    }
    attributes: dict[str, str | int | None] = {
        "specversion": "1.0",
        "id": f"{epoch}-{entry.position}",
        "source": f"//{entry.ledger}",
        "type": entry.type,
        "subject": entry.stream,
        "time": entry.recorded_at,
        **extensions,
    }
    stated = {name: value for name, value in attributes.items() if value is not None}
    headers = [(f"ce_{name}", str(value).encode()) for name, value in stated.items()]
    council, plan, *_ = entry.stream.split("/")
    return Outgoing(
        f"{council}/{plan}".encode(),
        bytes(entry.data),
        (("content-type", JSON_TYPE), *headers),
    )


def receipt_record(receipt: Receipt) -> Outgoing:
    """A receipt, keyed by council, source and id, so that compaction keeps one for each event."""
    council = receipt.stream.partition("/")[0]
    sent = SentReceipt(
        council=council,
        source=receipt.source,
        id=receipt.id,
        type=receipt.type,
        stream=receipt.stream,
        version=receipt.version,
        position=receipt.position,
        epoch=receipt.epoch,
        entry_id=receipt.entry_id,
        recorded_at=receipt.recorded_at,
        leaf_hash=receipt.leaf_hash,
    )
    key = msgspec.json.encode((council, receipt.source, receipt.id))
    return Outgoing(key, msgspec.json.encode(sent), (("content-type", JSON_TYPE),))


def dead_letter_record(letter: DeadLetter) -> Outgoing:
    """A dead letter, keyed by council; its pointer is cut where it leaves the names of payloads."""
    key = (letter.council or NOBODY).encode()
    letter = msgspec.structs.replace(letter, pointer=_known_part(letter.pointer))
    return Outgoing(key, msgspec.json.encode(letter), (("content-type", JSON_TYPE),))


def _known_part(pointer: str) -> str:
    first, *steps = pointer.split("/")
    known = takewhile(lambda step: step.isdecimal() or step in _names(), steps)
    return "/".join((first, *known))


@cache
def _names() -> frozenset[str]:
    """Every name that a field of a payload has."""
    schemas = REGISTRY.definitions("#/{name}").values()
    return frozenset(name for schema in schemas for name in schema.get("properties", ()))
