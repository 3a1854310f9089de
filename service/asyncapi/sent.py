"""What the ledger sends: entries, receipts and dead letters, each on a topic of its own."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from consumers.kafka.outgoing import NOBODY, RECORDED, DeadLetter, SentReceipt
from consumers.kafka.topics import Topic
from ledger.registry import REGISTRY, EventType
from service.asyncapi.schemas import BINDING, TEMPLATE, Schema, channel, payload_schemas, ref
from service.asyncapi.taken import subject_pattern
from service.catalogue import first_line

OPTIONAL: Final = frozenset({"documented", "correlationid", "causationid"})
"""Attributes of a sent entry that are left out where its event states none."""
PERSONAL: Final = "x-personal"
"""What marks a personal field in the schema of a payload."""

_KEYS: Final = {
    "plan": ("The council and the plan: the entries of a plan keep their order.", "devon/plan-1"),
    "event": (
        "Council, source and id of the event, as a JSON array: compaction keeps one for each.",
        '["devon","/action-tracker","note-7"]',
    ),
    "council": (f"The council; {NOBODY} for what belongs to no ledger here.", "devon"),
}


def channels(ledger: Topic, receipts: Topic, dead_letters: Topic) -> dict[str, Schema]:
    """The topics that the ledger sends to."""
    return {
        "ledger": channel(
            ledger,
            "What was recorded",
            "Every committed entry, those of a ledger in the order of their positions. The same "
            "entry may come again, under the same source and id.",
            [_recorded_name(each) for each in REGISTRY.types.values()],
        ),
        "receipts": channel(
            receipts,
            "Receipts",
            "A receipt for each recorded event. Compacted: the last for each key stays.",
            ["receipt"],
        ),
        "deadLetters": channel(
            dead_letters,
            "What was refused",
            "That a message was refused, and why; never what it said. The message itself lies in "
            "quarantine.",
            ["deadLetter"],
        ),
    }


def messages() -> dict[str, Schema]:
    """The messages of these topics by name."""
    recorded = {_recorded_name(each): _recorded(each) for each in REGISTRY.types.values()}
    return {
        **recorded,
        "receipt": _plain("Receipt", SentReceipt, "event"),
        "deadLetter": _plain("Dead letter", DeadLetter, "council"),
    }


def bindings() -> dict[str, Schema]:
    """The keys of these messages."""
    return {
        f"by-{name}": {
            "kafka": {
                "key": {"type": "string", "description": meaning, "examples": [example]},
                "bindingVersion": BINDING,
            }
        }
        for name, (meaning, example) in _KEYS.items()
    }


def schemas() -> dict[str, Schema]:
    """The schemas that the messages here refer to, beside those of the payloads."""
    _, components = msgspec.json.schema_components((SentReceipt, DeadLetter), ref_template=TEMPLATE)
    known = payload_schemas()
    personal = {_payload_name(each): known[each.cls.__name__] for each in _personal_types()}
    return {
        **components,
        "RecordedHeaders": _headers(),
        "Commitment": {
            "type": "object",
            "description": "A keyed hash in the place of a personal value.",
            "properties": {"commitment": {"type": "string", "pattern": "^[0-9a-f]{64}$"}},
            "required": ["commitment"],
            "additionalProperties": False,
        },
        **{name: _committed(schema) for name, schema in personal.items()},
    }


def _headers() -> Schema:
    """The headers of every entry that is sent."""
    own = {name: {"type": "string", "description": told} for name, told in RECORDED.items()}
    attributes: dict[str, Schema] = {
        "specversion": {"type": "string", "const": "1.0"},
        "id": {"type": "string", "description": "The epoch, a hyphen, the position."},
        "source": {"type": "string", "description": "The origin of the ledger, after two slashes."},
        "type": {"type": "string", "description": "The event type."},
        "subject": {"type": "string", "description": "The stream: council/plan/stream/key."},
        "time": {
            "type": "string",
            "format": "date-time",
            "description": "When it was recorded, in UTC.",
        },
        **own,
    }
    return {
        "type": "object",
        "properties": {
            "content-type": {"type": "string", "const": "application/json"},
            **{f"ce_{name}": schema for name, schema in attributes.items()},
        },
        "required": [
            "content-type",
            *(f"ce_{name}" for name in attributes if name not in OPTIONAL),
        ],
    }


def _recorded(event_type: EventType) -> Schema:
    own: dict[str, Any] = {
        "ce_type": {"const": event_type.name},
        "ce_subject": {"pattern": subject_pattern(event_type)},
    }
    return {
        "name": event_type.name,
        "title": f"{event_type.cls.__name__}, recorded",
        "summary": first_line(event_type.cls.__doc__),
        "contentType": "application/json",
        "headers": {"allOf": [ref("schemas", "RecordedHeaders"), {"properties": own}]},
        "payload": ref("schemas", _payload_name(event_type)),
        "tags": [{"name": event_type.kind.name}],
        "bindings": ref("messageBindings", "by-plan"),
    }


def _plain(title: str, struct: type[msgspec.Struct], key: str) -> Schema:
    return {
        "title": title,
        "summary": first_line(struct.__doc__),
        "contentType": "application/json",
        "payload": ref("schemas", struct.__name__),
        "bindings": ref("messageBindings", f"by-{key}"),
    }


def _recorded_name(event_type: EventType) -> str:
    return f"{event_type.name}.recorded"


def _payload_name(event_type: EventType) -> str:
    name = event_type.cls.__name__
    return f"{name}Recorded" if event_type.personal else name


def _personal_types() -> list[EventType]:
    return [each for each in REGISTRY.types.values() if each.personal]


def _committed(schema: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """The schema with a commitment in the place of each personal value."""
    if isinstance(schema, list):
        return [_committed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get(PERSONAL):
        return ref("schemas", "Commitment")
    return {name: _committed(each) for name, each in schema.items()}
