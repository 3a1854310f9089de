"""The topics: which there are, and how they are to be made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType

from consumers.kafka.onlooker import told
from consumers.kafka.outgoing import DEAD_LETTERS_TOPIC, LEDGER_TOPIC, RECEIPTS_TOPIC

DAY_MS: Final = 86_400_000
PARTITIONS: Final = 6
"""How many councils can be read side by side; a topic may be given more later."""
RECORD_BYTES: Final = "1200000"
"""Bytes of a record with its headers, so that 1 MiB of message is taken: what is larger is refused
by the broker before anybody else."""

_FOREVER: Final = {"cleanup.policy": "delete", "retention.ms": "-1", "retention.bytes": "-1"}


class Sent(NamedTuple):
    """The names of the topics that are published to."""

    ledger: str = LEDGER_TOPIC
    receipts: str = RECEIPTS_TOPIC
    dead_letters: str = DEAD_LETTERS_TOPIC


class Topic(NamedTuple):
    """A topic as it is to be. ``purpose`` tells people."""

    name: str
    purpose: str
    configs: Mapping[str, str]
    partitions: int = PARTITIONS


class Found(NamedTuple):
    """A topic as it is. ``state`` is ``missing``, ``made``, ``there`` or ``differs``.

    ``differences``: setting -> what it is, what it is to be.
    """

    name: str
    purpose: str
    state: str
    partitions: int
    differences: Mapping[str, tuple[str, str]]


def topics(taken: Sequence[str], sent: Sent) -> list[Topic]:
    """Those that are read, and those that are published to.

    What is read is kept for thirty days: a ledger that is put back from an older copy takes the
    rest anew. What was recorded is kept for ever, and the last receipt of each event; dead letters
    for ninety days, as they hold nothing that is not in quarantine.
    """
    intake = {"cleanup.policy": "delete", "retention.ms": str(30 * DAY_MS)}
    return [
        *(
            Topic(name, "events for the ledgers", intake | {"max.message.bytes": RECORD_BYTES})
            for name in taken
        ),
        Topic(sent.ledger, "what was recorded", _FOREVER),
        Topic(sent.receipts, "a receipt for each event", {"cleanup.policy": "compact"}),
        Topic(
            sent.dead_letters,
            "what was refused, without its content",
            {"cleanup.policy": "delete", "retention.ms": str(90 * DAY_MS)},
        ),
    ]


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
