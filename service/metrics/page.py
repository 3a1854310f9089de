"""``/metrics``: the figures of a process in the text format of Prometheus."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import Metric, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

__all__ = ["Collector", "MetricsPage"]


class MetricsPage:
    """Answers with what ``collectors`` have to tell, asked anew each time."""

    def __init__(self, *collectors: Collector) -> None:
        self._collectors = collectors

    async def __call__(self, _: Request) -> Response:
        """Every figure."""
        return Response(
            await run_in_threadpool(generate_latest, self),
            media_type=CONTENT_TYPE_PLAIN_0_0_4,
            headers={"Cache-Control": "no-store"},
        )

    def collect(self) -> Iterable[Metric]:
        """What all of them tell, one after the other."""
        for each in self._collectors:
            yield from each.collect()
