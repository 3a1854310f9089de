"""Topics made on a broker, and looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType

from consumers.kafka.onlooker import told
from consumers.kafka.topics import Topic


class Found(NamedTuple):
    """A topic as it is. ``state`` is ``missing``, ``made``, ``there`` or ``differs``.

    ``differences``: setting -> what it is, what it is to be.
    """

    name: str
    purpose: str
    state: str
    partitions: int
    differences: Mapping[str, tuple[str, str]]


class TopicMaker:
    """Makes topics, and tells of those that are there; close it."""

    def __init__(self, connection: Mapping[str, object]) -> None:
        with told():
            self._admin = KafkaAdminClient(**connection)

    def look(self, wanted: Sequence[Topic]) -> list[Found]:
        """How each topic is. Raises ``Unreachable``."""
        with told():
            described = self._admin.describe_topics([each.name for each in wanted])
            there = {each["name"]: each for each in described if not each["error_code"]}
            configs = self._configs([each for each in wanted if each.name in there])
        return [_found(each, there.get(each.name), configs.get(each.name, {})) for each in wanted]

    def make(self, wanted: Sequence[Topic], *, replication: int) -> list[Found]:
        """Make those that are missing, each partition ``replication`` times; -1: as the brokers do.

        With two replicas or more a record counts only when all but one have it. What is there is
        left as it is. Raises ``Unreachable``.
        """
        found = self.look(wanted)
        missing = {each.name for each in found if each.state == "missing"}
        kept = {"min.insync.replicas": str(replication - 1)} if replication > 1 else {}
        new = {
            each.name: {
                "num_partitions": each.partitions,
                "replication_factor": replication,
                "configs": {**each.configs, **kept},
            }
            for each in wanted
            if each.name in missing
        }
        if new:
            with told():
                self._admin.create_topics(new)
                self._admin.wait_for_topics(list(new))
        return [
            each._replace(state="made") if each.name in missing else each
            for each in self.look(wanted)
        ]

    def close(self) -> None:
        """Ask no more."""
        self._admin.close()

    def _configs(self, wanted: Sequence[Topic]) -> Mapping[str, Mapping[str, Any]]:
        if not wanted:
            return {}
        asked = [
            ConfigResource(ConfigResourceType.TOPIC, each.name, dict.fromkeys(each.configs))
            for each in wanted
        ]
        found = self._admin.describe_configs(asked, config_filter="all")
        return next(iter(found.values()), {})


def _found(wanted: Topic, there: Any, configs: Mapping[str, Any]) -> Found:  # noqa: ANN401 - untyped
    if there is None:
        return Found(wanted.name, wanted.purpose, "missing", 0, {})
    differences = {
        name: (str(configs[name]["value"]), due)
        for name, due in wanted.configs.items()
        if name in configs and str(configs[name]["value"]) != due
    }
    state = "differs" if differences else "there"
    return Found(wanted.name, wanted.purpose, state, len(there["partitions"]), differences)
