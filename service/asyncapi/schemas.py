"""What every part of the AsyncAPI document is made with: references, and the payloads' schemas."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, TypeAlias

from consumers.kafka.topics import Topic
from ledger.registry import REGISTRY

BINDING: Final = "0.5.0"
"""The version of the Kafka bindings (AsyncAPI, "Kafka Bindings")."""

TEMPLATE: Final = "#/components/schemas/{name}"

Schema: TypeAlias = dict[str, Any]
"""A part of the document, as JSON values."""


def channel(topic: Topic, title: str, description: str, messages: Iterable[str]) -> Schema:
    """The channel of a topic, configured as `topics create` makes it."""
    return {
        "address": topic.name,
        "title": title,
        "description": description,
        "messages": {name: ref("messages", name) for name in messages},
        "bindings": {
            "kafka": {
                "topicConfiguration": {
                    name: value.split(",") if name == "cleanup.policy" else int(value)
                    for name, value in topic.configs.items()
                },
                "bindingVersion": BINDING,
            }
        },
    }


def ref(kind: str, name: str) -> Schema:
    """A reference to a component: a schema or a message."""
    return {"$ref": f"#/components/{kind}/{name}"}


def payload_schemas() -> dict[str, Schema]:
    """The schema of every payload and of the types within, by the name of its class.

    Draft 2020-12, of which nothing is used that the Schema Object of AsyncAPI lacks.
    """
    return REGISTRY.definitions(TEMPLATE)
