"""The HTTP applications: every address that the service answers, and those of a projector."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, Protocol

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from consumers.grouping import Grouping
from consumers.intake import Intake
from consumers.kafka.topics import sent_topics
from service.catalogue_pages import catalogue_routes
from service.error_handlers import ERROR_HANDLERS
from service.from_here import FromHere
from service.graphql_http import graphql_routes
from service.index_page import IndexPage, question
from service.intake_http import intake_routes
from service.kafka import topics_of
from service.methods import Handler, route
from service.metrics import (
    Collector,
    LedgersStanding,
    MetricsPage,
    ProcessMetrics,
    QuarantineStanding,
    StoreMetrics,
    TimedRequests,
)
from service.projecting import Projecting
from service.settings import Settings
from service.wiring import Wiring

STATIC: Final = Path(__file__).parent / "static"
NEVER_KEPT: Final = {"Cache-Control": "no-store"}


def create_app(wiring: Wiring) -> Starlette:
    """The application over ``wiring``; as the settings say, it projects while it runs."""
    metrics = ProcessMetrics()
    intake = Intake(wiring.directory, metrics.append)
    grouping = Grouping(intake)
    metrics.tell_waiting(lambda: grouping.waiting)
    settings = wiring.settings
    projecting = Projecting(wiring, itself=settings.projector)
    standing = LedgersStanding(projecting.followers)
    return application(
        settings,
        projecting,
        Ready(projecting),
        metrics,
        StoreMetrics(standing, QuarantineStanding(wiring.directory)),
        [
            route("/", get=IndexPage(wiring)),
            Mount("/static", StaticFiles(directory=STATIC)),
            *intake_routes(intake, grouping, wiring.validation),
            *catalogue_routes(topics_of(settings), sent_topics(settings.kafka_prefix)),
            *graphql_routes(wiring, around=metrics.question),
            route("/{council}/questions/{key}", get=question),
        ],
        grouping.close,
    )


def create_projector_app(wiring: Wiring) -> Starlette:
    """The application of a process that projects over ``wiring``, and says only how it is."""
    projecting = Projecting(wiring)
    standing = LedgersStanding(projecting.followers)
    return application(
        wiring.settings, projecting, Ready(projecting), ProcessMetrics(), StoreMetrics(standing)
    )


class Running(Protocol):
    """What a process does besides answering."""

    def start(self) -> None:
        """Begin."""
        ...

    def stop(self) -> None:
        """Finish what is under way."""
        ...


def application(
    settings: Settings,
    running: Running,
    ready: Handler,
    metrics: ProcessMetrics,
    standing: Collector,
    routes: Sequence[BaseRoute] = (),
    *ending: Callable[[], None],
) -> Starlette:
    """What every process answers, and ``routes``. ``standing`` tells how ``running`` stands.

    ``ending``: what is done first when the process is told to stop.
    """

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        running.start()
        try:
            yield
        finally:
            for end in (*ending, running.stop):
                await run_in_threadpool(end)

    return Starlette(
        routes=[
            route("/live", get=live),
            route("/ready", get=ready),
            route("/metrics", get=MetricsPage(metrics, standing)),
            *routes,
        ],
        exception_handlers=ERROR_HANDLERS,
        lifespan=lifespan,
        middleware=[
            Middleware(TimedRequests, metrics=metrics),
            Middleware(FromHere, hosts=_known_hosts(settings)),
        ],
    )


def _known_hosts(settings: Settings) -> Collection[str] | None:
    if settings.open_to_all:
        return None
    return {settings.host, *(settings.known_hosts or "").split(",")}


async def live(_: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("live\n", headers=NEVER_KEPT)


class Ready:
    """Whether every read model is level with its ledger: 200, or 503 and which is not."""

    def __init__(self, projecting: Projecting) -> None:
        self._projecting = projecting

    async def __call__(self, _: Request) -> Response:
        """How each ledger stands, as JSON."""
        followers = await run_in_threadpool(self._projecting.followers)
        is_ready = all(each.standing == "level" for each in followers)
        return Response(
            msgspec.json.encode({"ready": is_ready, "ledgers": followers}),
            status_code=200 if is_ready else 503,
            media_type="application/json",
            headers=NEVER_KEPT,
        )
