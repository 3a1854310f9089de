"""A Kafka broker that whoever runs the tests names."""

from __future__ import annotations

import os
from contextlib import closing
from typing import Final

from tests.services.kafka.client import admin
from tests.services.missing import Missing

VARIABLE: Final = "TEST_KAFKA_BOOTSTRAP"
"""Host and port of a broker whose topics tests may make and delete."""


class ReachedKafka:
    """A broker that is not ours to stop; ``provider`` says how we came by it."""

    name = "Kafka"

    def __init__(self, bootstrap: str, provider: str) -> None:
        self.bootstrap = bootstrap
        self.provider = provider
        with closing(admin(bootstrap)) as asked:
            (broker, *_) = asked.describe_cluster()["brokers"]
            spoken = asked.get_broker_version_data(broker["broker_id"]).broker_version
        self.version = f"of the protocol {'.'.join(map(str, spoken))}"

    def close(self) -> None:
        """Nothing: whoever started it ends it."""


def given_kafka() -> ReachedKafka:
    """The broker of the environment; raises :class:`Missing` where it names none."""
    bootstrap = os.environ.get(VARIABLE)
    if not bootstrap:
        raise Missing(f"{VARIABLE} is not set")
    return ReachedKafka(bootstrap, "environment")
