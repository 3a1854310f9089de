"""The AsyncAPI document: the topics, what goes over each, and who sends it."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import Final

from service.asyncapi import taken
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


@cache
def asyncapi_document(intake: str) -> Schema:
    """The document for topics of these names, as JSON values."""
    messages = taken.messages()
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Improvement Ledger",
            "version": version("improvement-ledger"),
            "description": _INFO,
        },
        "defaultContentType": "application/json",
        "channels": {
            "intake": {
                "address": intake,
                "title": "Events for the ledger",
                "description": "What is sent here is recorded, or refused into quarantine.",
                "messages": {name: ref("messages", name) for name in messages},
                "bindings": {"kafka": {"bindingVersion": BINDING}},
            }
        },
        "operations": {
            "takeEvents": {
                "action": "receive",
                "channel": {"$ref": "#/channels/intake"},
                "summary": "Record what senders send.",
            }
        },
        "components": {
            "messages": messages,
            "messageBindings": taken.bindings(),
            "schemas": {**taken.shared_schemas(), **payload_schemas()},
        },
    }
