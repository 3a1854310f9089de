"""The AsyncAPI document: the topics, what goes over each, and who sends it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.metadata import version
from typing import Final

from service.asyncapi import sent, taken
from service.asyncapi.schemas import BINDING, Schema, payload_schemas, ref

MEDIA_TYPE: Final = "application/vnd.aai.asyncapi+json;version=3.0.0"
"""AsyncAPI 3.0.0, "Media Type"."""

_INFO: Final = """\
Events of improvement plans come in on the intake topic, and each is recorded once in effect, in \
the order of its stream, or kept in quarantine with its reason.

Every message is a CloudEvent 1.0. In binary mode, which this document describes type by type, \
its attributes are headers `ce_*` and its value is the data; in structured mode the value is the \
whole event, and `content-type` says so. Send the same event again whenever you are in doubt: \
`source` and `id` name it for ever.
"""


def asyncapi_document(topics: Sequence[str]) -> Schema:
    """The document where events are taken from ``topics``, as JSON values."""
    messages = taken.messages()
    channels = {f"intake{number or ''}": topic for number, topic in enumerate(topics)}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Improvement Ledger",
            "version": version("improvement-ledger"),
            "description": _INFO,
        },
        "defaultContentType": "application/json",
        "channels": {
            **{id_: _intake(topic, messages) for id_, topic in channels.items()},
            **sent.channels(),
        },
        "operations": {
            f"{id_}Taken": {
                "action": "receive",
                "channel": {"$ref": f"#/channels/{id_}"},
                "summary": "Record what senders send.",
            }
            for id_ in channels
        }
        | {
            f"{id_}Sent": {"action": "send", "channel": {"$ref": f"#/channels/{id_}"}}
            for id_ in sent.channels()
        },
        "components": {
            "messages": {**messages, **sent.messages()},
            "messageBindings": {**taken.bindings(), **sent.bindings()},
            "schemas": {**taken.shared_schemas(), **sent.schemas(), **payload_schemas()},
        },
    }


def _intake(topic: str, messages: Iterable[str]) -> Schema:
    return {
        "address": topic,
        "title": "Events for the ledger",
        "description": "What is sent here is recorded, or refused into quarantine.",
        "messages": {name: ref("messages", name) for name in messages},
        "bindings": {"kafka": {"bindingVersion": BINDING}},
    }
