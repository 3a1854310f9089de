"""The consumer while the process runs: its thread, and another that sees whether it comes round."""

from __future__ import annotations

import logging
import os
import signal
from threading import Event, Thread
from typing import Final

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from consumers.kafka.client import Client, Group
from consumers.kafka.connection import Connection
from consumers.kafka.consumer import Consumer
from consumers.kafka.standing import Standing
from service import clock
from service.app import NEVER_KEPT, application
from service.kafka import topics_of
from service.settings import Settings
from service.wiring import Wiring

POLL_INTERVAL_S: Final = 300.0
"""How long a consumer may be about one batch before the group does without it (Kafka's default)."""
HOPELESS_S: Final = 2 * POLL_INTERVAL_S
"""When the loop has not come round for so long, a call waits without limit: only an end helps.
Nothing is lost by it, since all that counts is in the stores."""
WATCHED_EVERY_S: Final = 5.0
GAVE_UP: Final = 70
"""The exit code then; EX_SOFTWARE of sysexits.h."""

_log = logging.getLogger(__name__)


def consumer_of(wiring: Wiring, connection: Connection) -> Consumer:
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
    )


class Consuming:
    """Runs a consumer in a thread. Where it ends by itself the process is told to stop.

    ``failure`` then says why.
    """

    def __init__(self, consumer: Consumer) -> None:
        self._consumer = consumer
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="consumer")
        self._watch = Thread(target=self._look, name="watch", daemon=True)
        self.failure = ""

    def start(self) -> None:
        """Begin to consume."""
        self._thread.start()
        self._watch.start()

    def stop(self) -> None:
        """Let it finish the batch under way and leave its group."""
        self._consumer.stop()
        self._thread.join()
        self._stopping.set()
        self._watch.join()

    def standing(self) -> Standing:
        """How it stands."""
        return self._consumer.standing()

    def _run(self) -> None:
        if not _log.isEnabledFor(logging.DEBUG):  # the client tells more than anybody reads
            logging.getLogger("kafka").setLevel(logging.WARNING)
            logging.getLogger("kafka.net.selector").setLevel(logging.ERROR)
        try:
            self._consumer.run()
        except Exception as error:  # noqa: BLE001 - whatever it is, the process has to end
            self.failure = f"{type(error).__name__}: {error}"
            _log.exception("the consumer stopped")
            os.kill(os.getpid(), signal.SIGTERM)

    def _look(self) -> None:
        while not self._stopping.wait(WATCHED_EVERY_S):
            if (stuck_s := self._consumer.stuck_s()) > HOPELESS_S:
                _log.critical("the consumer has waited for %.0f seconds: it gives up", stuck_s)
                os._exit(GAVE_UP)


def create_consumer_app(settings: Settings, consuming: Consuming) -> Starlette:
    """The application of a process that consumes, and says only how it is."""
    return application(settings, consuming, ConsumerReady(consuming), [])


class ConsumerReady:
    """Whether everything that comes is taken in: 200, or 503 and what stands in the way."""

    def __init__(self, consuming: Consuming) -> None:
        self._consuming = consuming

    async def __call__(self, _: Request) -> Response:
        """How the consumer stands, as JSON."""
        standing = await run_in_threadpool(self._consuming.standing)
        return Response(
            msgspec.json.encode(standing),
            status_code=200 if standing.ready else 503,
            media_type="application/json",
            headers=NEVER_KEPT,
        )
