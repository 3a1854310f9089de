"""What the settings say about Kafka, as the consumers want to be told."""

from __future__ import annotations

from typing import Final

from consumers.kafka.connection import Connection
from service.settings import BadSettings, Settings, variable

DEFAULT_TOPICS: Final[tuple[str, ...]] = (Settings.model_fields["kafka_topics"].default,)
"""Where events are taken from, unless it is chosen otherwise."""


def connection_of(settings: Settings) -> Connection | None:
    """How the brokers are reached; None where no setting names any.

    Raises :class:`BadSettings` where they would ask for what is not set.
    """
    if settings.kafka_bootstrap is None:
        return None
    password = settings.kafka_password
    if settings.kafka_security.startswith("sasl") and not (settings.kafka_username and password):
        raise BadSettings(
            f"{variable('kafka_username')} and {variable('kafka_password')}: set both, since the "
            f"brokers ask who we are, as {variable('kafka_security')} says"
        )
    return Connection(
        bootstrap=settings.kafka_bootstrap,
        security=settings.kafka_security,
        ca_file=settings.kafka_ca_file,
        certificate_file=settings.kafka_certificate_file,
        key_file=settings.kafka_key_file,
        mechanism=settings.kafka_mechanism,
        username=settings.kafka_username,
        password=None if password is None else password.get_secret_value(),
    )


def topics_of(settings: Settings) -> list[str]:
    """The topics that are consumed."""
    return settings.kafka_topics.split(",")


def publisher_name(settings: Settings) -> str:
    """What at most one publisher of a home goes by towards Kafka."""
    return f"{settings.kafka_group}.publisher"
