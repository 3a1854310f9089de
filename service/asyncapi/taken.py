"""What may be sent to the ledger: a message for each event type, and the headers they share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from consumers.cloudevents.attributes import MAX_TEXT
from consumers.cloudevents.envelope import REQUIRED
from consumers.cloudevents.extensions import EXTENSIONS
from consumers.kafka.topics import Topic
from ledger.names import SEGMENT, SINGLE_KEY
from ledger.registry import REGISTRY, EventType
from ledger.vocabulary import Marking
from service.asyncapi.schemas import BINDING, Schema, channel, ref
from service.catalogue import first_line

STRUCTURED: Final = "cloudevent"
"""The message of an event in structured mode, whatever its type."""

_TEXT: Final = {"type": "string", "minLength": 1, "maxLength": MAX_TEXT}
_KEY: Final = {
    "type": "string",
    "minLength": 1,
    "description": (
        "The same for all events of a stream, so that they keep their order. The council is best: "
        "its ledger is then read from one partition."
    ),
    "examples": ["devon"],
}
_ATTRIBUTES: Final[Mapping[str, Schema]] = {
    "specversion": {"type": "string", "const": "1.0"},
    "id": {**_TEXT, "description": "Together with the source it names the event for ever."},
    "source": {**_TEXT, "description": "The system that the event comes from."},
    "type": {"type": "string", "description": "The event type."},
    "subject": {"type": "string", "description": "The stream: council/plan/stream/key."},
    "time": {
        "type": "string",
        "format": "date-time",
        "description": "Kept, and never read: effective says when the event took effect.",
    },
    "dataschema": {
        "type": "string",
        "format": "uri",
        "description": "The address at which the service serves the JSON Schema of the type.",
    },
}
_SPECIAL: Final[Mapping[str, Schema]] = {
    "effective": {"type": "string", "minLength": 1},
    "documented": {"type": "string", "minLength": 1},
    "marking": {"type": "string", "enum": [each.value for each in Marking]},
    "expectedversion": {"type": "string", "pattern": "^[0-9]{1,10}$"},
}


def attributes() -> dict[str, Schema]:
    """The schema of every attribute of an event, as text, by its name."""
    extensions = {
        name: {**_SPECIAL.get(name, _TEXT), "description": meaning}
        for name, meaning in EXTENSIONS.items()
    }
    return {**_ATTRIBUTES, **extensions}


def binary_headers() -> Schema:
    """The headers of every event in binary mode (CloudEvents Kafka binding 1.0.2, section 3.2)."""
    content_type = {
        "type": "string",
        "description": "That of the data: JSON, which is also meant where it is left out.",
        "examples": ["application/json"],
    }
    named = {f"ce_{name}": schema for name, schema in attributes().items()}
    return {
        "type": "object",
        "properties": {"content-type": content_type, **named},
        "required": [f"ce_{name}" for name in (*REQUIRED, "effective")],
    }


def structured_event() -> Schema:
    """An event with its attributes and its data in one JSON object."""
    named = attributes()
    named["expectedversion"] = {
        **named["expectedversion"],
        "type": ["integer", "string"],
        "minimum": 0,
    }
    named["type"] = {**named["type"], "enum": [each.name for each in sent_types()]}
    return {
        "type": "object",
        "properties": {
            **named,
            "datacontenttype": {"type": "string", "examples": ["application/json"]},
            "data": {"type": "object", "description": "As the message of the type has it."},
        },
        "required": [*REQUIRED, "effective", "data"],
        "additionalProperties": False,
    }


def sent_types() -> list[EventType]:
    """The event types that a sender may send."""
    return [each for each in REGISTRY.types.values() if not each.kind.service_only]


def channels(topics: Sequence[Topic]) -> dict[str, Schema]:
    """The topics that events are taken from."""
    return {
        f"intake{number or ''}": channel(
            topic,
            "Events for the ledger",
            "What is sent here is recorded, or refused into quarantine.",
            messages(),
        )
        for number, topic in enumerate(topics)
    }


def messages() -> dict[str, Schema]:
    """The messages of the intake topic by name: one for each type, and one in structured mode."""
    found = {each.name: _message(each) for each in sent_types()}
    found[STRUCTURED] = {
        "name": STRUCTURED,
        "title": "An event of any type in structured mode",
        "summary": "The attributes and the data in one JSON object.",
        "contentType": "application/cloudevents+json",
        "headers": ref("schemas", "StructuredHeaders"),
        "payload": ref("schemas", "CloudEvent"),
        "bindings": ref("messageBindings", "keyed"),
    }
    return found


def shared_schemas() -> dict[str, Schema]:
    """The schemas that the messages here refer to, beside those of the payloads."""
    return {
        "BinaryHeaders": binary_headers(),
        "StructuredHeaders": {
            "type": "object",
            "properties": {
                "content-type": {"type": "string", "pattern": "^application/cloudevents\\+json"}
            },
            "required": ["content-type"],
        },
        "CloudEvent": structured_event(),
    }


def subject_pattern(event_type: EventType) -> str:
    """A pattern for the names of streams on which events of this type stand."""
    part = SEGMENT.pattern
    kind = event_type.kind
    return f"^{part}/{part}/{kind.name}/{SINGLE_KEY if kind.single else part}$"


def _message(event_type: EventType) -> Schema:
    own: dict[str, Any] = {
        "ce_type": {"const": event_type.name},
        "ce_subject": {"pattern": subject_pattern(event_type)},
    }
    return {
        "name": event_type.name,
        "title": event_type.cls.__name__,
        "summary": first_line(event_type.cls.__doc__),
        "contentType": "application/json",
        "headers": {"allOf": [ref("schemas", "BinaryHeaders"), {"properties": own}]},
        "payload": ref("schemas", event_type.cls.__name__),
        "tags": [{"name": event_type.kind.name}],
        "bindings": ref("messageBindings", "keyed"),
    }


def bindings() -> dict[str, Schema]:
    """What the messages here have in common on Kafka."""
    return {"keyed": {"kafka": {"key": _KEY, "bindingVersion": BINDING}}}
