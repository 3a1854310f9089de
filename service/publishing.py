"""The publisher while the process runs."""

from __future__ import annotations

from typing import Final

from starlette.applications import Starlette

from consumers.kafka.connection import Connection
from consumers.kafka.output import Output
from consumers.kafka.publisher import Publisher
from consumers.kafka.topics import sent_topics
from service import clock
from service.app import application
from service.in_thread import InThread, LoopReady
from service.kafka import publisher_name
from service.metrics import ProcessMetrics, PublisherMetrics
from service.settings import Settings
from service.wiring import Wiring

HOPELESS_S: Final = 120.0
"""To commit a transaction has no limit of its own; this is four times what a record may take."""


def publisher_of(wiring: Wiring, connection: Connection) -> Publisher:
    """The publisher that the settings describe; it reaches for no broker yet."""
    settings = wiring.settings
    return Publisher(
        lambda: Output(
            connection.settings(),
            sent_topics(settings.kafka_prefix),
            publisher_name(settings),
            transactions=settings.kafka_transactions,
        ),
        wiring.directory,
        holder=clock.unique_name(),
        clock=clock.now_us,
        chance=clock.chance,
    )


def in_thread(publisher: Publisher) -> InThread:
    """The publisher, to be run."""
    return InThread(publisher, name="publisher", hopeless_s=HOPELESS_S)


def create_publisher_app(settings: Settings, publisher: Publisher, running: InThread) -> Starlette:
    """The application of a process that publishes, and says only how it is."""
    return application(
        settings,
        running,
        LoopReady(publisher.standing),
        ProcessMetrics(),
        PublisherMetrics(publisher.standing),
    )
