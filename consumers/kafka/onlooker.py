"""What a broker tells anybody who asks: its cluster, and what topics hold. In no group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final, NamedTuple, Self, TypeAlias

from kafka import KafkaAdminClient, TopicPartition
from kafka.errors import (
    FencedInstanceIdError,
    KafkaError,
    LogTruncationError,
    OffsetOutOfRangeError,
)
from kafka.protocol.consumer import IsolationLevel, OffsetSpec

from consumers.kafka.refusals import refusals

ANSWERS_WITHIN_MS: Final = 5_000
"""How long a question may take, with the time to find a broker that answers."""

Place: TypeAlias = Any
"""Topic and partition, as the client names them (it ships no types)."""


class Unreachable(Exception):
    """The broker cannot be asked, or will not answer: later it may."""


class InstanceTaken(Exception):
    """Another process runs as this instance of the group."""


class Displaced(Exception):
    """The offsets to be read next are not there, or not what they were."""

    def __init__(self, places: Sequence[Place], *, is_truncated: bool) -> None:
        super().__init__(", ".join(f"{each.topic}/{each.partition}" for each in places))
        self.places = places
        self.is_truncated = is_truncated


class Bounds(NamedTuple):
    """The first offset that a partition still has, and the one after its last."""

    first: int
    end: int


class Onlooker:
    """Asks brokers; use it as a context manager. Raises :class:`Unreachable`.

    ``connection`` is how the client finds its brokers.
    """

    def __init__(self, connection: Mapping[str, object]) -> None:
        with told():
            self._admin = KafkaAdminClient(
                **{**connection, "request_timeout_ms": ANSWERS_WITHIN_MS}
            )
            self.cluster = str(self._admin.describe_cluster()["cluster_id"])

    def topic_ids(self, topics: Sequence[str]) -> dict[str, str]:
        """Topic -> its id now; a topic that is not there is left out."""
        return {each["name"]: str(each["topic_id"]) for each in self._described(topics)}

    def places(self, topics: Sequence[str]) -> list[Place]:
        """The partitions of ``topics``."""
        return [
            TopicPartition(each["name"], partition["partition_index"])
            for each in self._described(topics)
            for partition in each["partitions"]
        ]

    def bounds(self, places: Sequence[Place]) -> dict[Place, Bounds]:
        """What each partition has now; records of open transactions do not count."""
        level = IsolationLevel.READ_COMMITTED
        with told():
            first, end = (
                self._admin.list_partition_offsets(dict.fromkeys(places, spec), level)
                for spec in (OffsetSpec.EARLIEST, OffsetSpec.LATEST)
            )
        return {place: Bounds(first[place].offset, end[place].offset) for place in places}

    def close(self) -> None:
        """Ask no more."""
        with suppress(KafkaError):
            self._admin.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _described(self, topics: Sequence[str]) -> list[Any]:
        with told():
            found = self._admin.describe_topics(list(topics))
        return [each for each in found if not each["error_code"]]


@contextmanager
def told() -> Iterator[None]:
    """Let the client's errors out as ours."""
    try:
        yield
    except OffsetOutOfRangeError as error:
        raise Displaced(list(error.args[0]), is_truncated=False) from None
    except LogTruncationError as error:
        raise Displaced(list(error.divergent_offsets), is_truncated=True) from None
    except FencedInstanceIdError as error:
        raise InstanceTaken(str(error)) from None
    except KafkaError as error:
        raise Unreachable("; ".join(filter(None, (str(error), refusals.taken())))) from error
