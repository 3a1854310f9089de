"""The consumer while the process runs."""

from __future__ import annotations

from typing import Final

from starlette.applications import Starlette

from consumers.kafka.client import Client, Group
from consumers.kafka.connection import Connection
from consumers.kafka.consumer import Consumer
from service import clock
from service.app import application
from service.in_thread import InThread, LoopReady
from service.kafka import topics_of
from service.metrics import ConsumerMetrics, ProcessMetrics
from service.settings import Settings
from service.wiring import Wiring

POLL_INTERVAL_S: Final = 300.0
"""How long a consumer may be about one batch before the group does without it (Kafka's default)."""
HOPELESS_S: Final = 2 * POLL_INTERVAL_S


def consumer_of(wiring: Wiring, connection: Connection, metrics: ProcessMetrics) -> Consumer:
    """The consumer that the settings describe; it reaches for no broker yet."""
    settings = wiring.settings
    group = Group(
        settings.kafka_group, settings.kafka_instance, settings.kafka_session_s, POLL_INTERVAL_S
    )
    return Consumer(
        lambda: Client(connection.settings(), topics_of(settings), group),
        wiring.directory,
        only_here=settings.kafka_only_here,
        clock=clock.now_us,
        chance=clock.chance,
        around=metrics.append,
    )


def in_thread(consumer: Consumer) -> InThread:
    """The consumer, to be run."""
    return InThread(consumer, name="consumer", hopeless_s=HOPELESS_S)


def create_consumer_app(
    settings: Settings, consumer: Consumer, running: InThread, metrics: ProcessMetrics
) -> Starlette:
    """The application of a process that consumes, and says only how it is."""
    return application(
        settings,
        running,
        LoopReady(consumer.standing),
        metrics,
        ConsumerMetrics(consumer.standing),
    )
