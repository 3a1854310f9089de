"""The AsyncAPI document: the topics, what goes over each, and who sends it."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Final

from consumers.kafka.topics import Sent, sent_topics, topics
from service.asyncapi import sent, taken
from service.asyncapi.schemas import Schema, payload_schemas

MEDIA_TYPE: Final = "application/vnd.aai.asyncapi+json;version=3.0.0"
"""AsyncAPI 3.0.0, "Media Type"."""

DEFAULT_SENT: Final = sent_topics()
"""Where the ledger sends to, unless it is chosen otherwise."""

_INFO: Final = """\
Events of improvement plans come in on the intake topic, and each is recorded once in effect, in \
the order of its stream, or kept in quarantine with its reason.

Every message is a CloudEvent 1.0. In binary mode, which this document describes type by type, \
its attributes are headers `ce_*` and its value is the data; in structured mode the value is the \
whole event, and `content-type` says so. Send the same event again whenever you are in doubt: \
`source` and `id` name it for ever.
"""


def asyncapi_document(taken_from: Sequence[str], sent_to: Sent = DEFAULT_SENT) -> Schema:
    """The document for topics of these names, as JSON values."""
    made = topics(taken_from, sent_to)
    intake = taken.channels(made[: len(taken_from)])
    outlet = sent.channels(*made[len(taken_from) :])
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Improvement Ledger",
            "version": version("improvement-ledger"),
            "description": _INFO,
        },
        "defaultContentType": "application/json",
        "channels": {**intake, **outlet},
        "operations": {
            **{f"{id_}Taken": _operation("receive", id_) for id_ in intake},
            **{f"{id_}Sent": _operation("send", id_) for id_ in outlet},
        },
        "components": {
            "messages": {**taken.messages(), **sent.messages()},
            "messageBindings": {**taken.bindings(), **sent.bindings()},
            "schemas": {**taken.shared_schemas(), **sent.schemas(), **payload_schemas()},
        },
    }


def _operation(action: str, channel: str) -> Schema:
    return {"action": action, "channel": {"$ref": f"#/channels/{channel}"}}
