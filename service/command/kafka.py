"""What the commands that speak to Kafka share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from service.command.options import understood
from service.command.shape import Failed, NotUnderstood

if TYPE_CHECKING:
    from consumers.kafka.connection import Connection
    from service.settings import Settings


def brokers(settings: Settings) -> Connection:
    """How the brokers of the settings are reached; a usage error where there are none."""
    from service.kafka import connection_of
    from service.settings import variable

    with understood():
        connection = connection_of(settings)
    if connection is None:
        raise NotUnderstood(
            "No broker is named.", f"Set {variable('kafka_bootstrap')} to host:port of one."
        )
    return connection


@contextmanager
def reached() -> Iterator[None]:
    """Let a broker that cannot be asked out as a failure that says what to do."""
    from consumers.kafka.onlooker import Unreachable

    try:
        yield
    except Unreachable as error:
        raise Failed(
            f"The broker cannot be asked: {error}.",
            'Check what "improvement-ledger config" tells of kafka, and that the broker runs.',
        ) from None
