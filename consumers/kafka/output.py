"""The way out to Kafka: records of one ledger together with how far it is, all or none.

On a broker with transactions the cursor goes as an offset into the same transaction as what it
tells of, under a group and a partition that nobody reads. So whoever takes over knows what the one
before has sent, although that one may have died before it could note it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final, NamedTuple, Self

import msgspec
from kafka import KafkaAdminClient, KafkaProducer, OffsetAndMetadata, TopicPartition
from kafka.errors import (
    InvalidProducerEpochError,
    ProducerFencedError,
)

from consumers.kafka.onlooker import Unreachable, told
from consumers.kafka.outgoing import NOBODY, Outgoing
from consumers.kafka.topics import Sent
from ledger.store.outbox import OutboxCursor

WITHIN_S: Final = 30.0
"""How long a record may take to be acknowledged by all."""
LINGER_MS: Final = 5


class Unseated(Exception):
    """Another publisher has begun under the same name: this one must write no more."""


class Send(NamedTuple):
    """A record, and its topic."""

    topic: str
    record: Outgoing


class Output:
    """One publisher's way out; use it as a context manager. Raises ``Unreachable``.

    ``name`` is what at most one publisher of a home goes by. Without ``transactions`` every record
    is sent at least once.
    """

    def __init__(
        self, connection: Mapping[str, object], sent: Sent, name: str, *, transactions: bool
    ) -> None:
        self.topics = sent
        self._name = name
        self._transactions = transactions
        with told():
            self._admin = KafkaAdminClient(**connection)
        try:
            self._require_topics()
            with _sending():
                self._producer = KafkaProducer(**{**connection, **_choices(name, transactions)})
                if transactions:
                    self._producer.init_transactions()
        except BaseException:
            self._admin.close()
            raise

    def cursor(self, council: str | None) -> OutboxCursor | None:
        """How far a ledger was sent in the last transaction; None where that is not known."""
        if not self._transactions:
            return None
        group, place = self._kept(council)
        with told():
            found = self._admin.list_group_offsets({group: [place]})[group].get(place)
        if found is None or found.offset < 0:
            return None
        epoch, letter = msgspec.json.decode(found.metadata, type=tuple[int, int])
        return OutboxCursor(found.offset, epoch, letter)

    def send(self, council: str | None, records: Sequence[Send], after: OutboxCursor) -> None:
        """Send the records of one ledger in their order; all are acknowledged at the end.

        Raises :class:`Unseated`. After any failure a new output has to be made: beginning under
        the same name is what gives the transaction up, and waits for nobody.
        """
        with _sending():
            if not self._transactions:
                self._send(records)
                return
            self._producer.begin_transaction()
            self._send(records)
            group, place = self._kept(council)
            told_of = msgspec.json.encode((after.epoch, after.letter)).decode()
            offset = OffsetAndMetadata(after.position, told_of, -1)
            self._producer.send_offsets_to_transaction({place: offset}, group)
            self._producer.commit_transaction()

    def close(self) -> None:
        """Send no more."""
        self._producer.close(timeout=1)
        self._admin.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _send(self, records: Sequence[Send]) -> None:
        sent = [
            self._producer.send(
                each.topic,
                key=each.record.key,
                value=each.record.value,
                headers=list(each.record.headers),
            )
            for each in records
        ]
        self._producer.flush(WITHIN_S)
        for each in sent:
            each.get(WITHIN_S)

    def _kept(self, council: str | None) -> tuple[str, TopicPartition]:
        """The group and the partition under which a ledger's cursor is kept."""
        return f"{self._name}.{council or NOBODY}", TopicPartition(self.topics.ledger, 0)

    def _require_topics(self) -> None:
        with told():
            described = self._admin.describe_topics(list(self.topics))
        missing = [each["name"] for each in described if each["error_code"]]
        if missing:
            raise Unreachable(
                f"there is no topic {', '.join(missing)}: improvement-ledger topics create"
            )


@contextmanager
def _sending() -> Iterator[None]:
    """Let the client's errors out as ours."""
    try:
        with told():
            yield
    except Unreachable as failure:
        if isinstance(failure.__cause__, ProducerFencedError | InvalidProducerEpochError):
            raise Unseated(str(failure)) from failure
        raise


def _choices(name: str, transactions: bool) -> dict[str, object]:  # noqa: FBT001 - one of two
    chosen: dict[str, object] = {
        "acks": "all",
        "linger_ms": LINGER_MS,
        "request_timeout_ms": int(WITHIN_S * 1000 / 3),
        "max_block_ms": int(WITHIN_S * 1000),
        "delivery_timeout_ms": int(WITHIN_S * 1000),
        "metrics_enabled": False,
    }
    if transactions:
        return chosen | {"transactional_id": name, "enable_idempotence": True}
    # One request at a time, or a record that is sent again could overtake the next.
    return chosen | {"enable_idempotence": False, "max_in_flight_requests_per_connection": 1}
