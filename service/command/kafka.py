"""What the commands that speak to Kafka share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.command.shape import NotUnderstood

if TYPE_CHECKING:
    from consumers.kafka.connection import Connection
    from service.settings import Settings


def brokers(settings: Settings) -> Connection:
    """How the brokers of the settings are reached; a usage error where there are none."""
    from service.kafka import connection_of
    from service.settings import variable

    connection = connection_of(settings)
    if connection is None:
        raise NotUnderstood(
            "No broker is named.", f"Set {variable('kafka_bootstrap')} to host:port of one."
        )
    return connection
