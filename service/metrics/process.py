"""What one process has done since it started: how long appends, questions and requests took."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from importlib.metadata import version
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Gauge,
    Histogram,
    Metric,
    ProcessCollector,
    disable_created_metrics,
)

BUCKETS_S: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds in seconds: an append to a quiet ledger is near the first, a wait for its lock
ends at the twelfth."""

# A time of birth for every series, which nothing here asks for.
disable_created_metrics()  # type: ignore[no-untyped-call]


class ProcessMetrics:
    """The figures of one process; any thread may add to them."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        Gauge(
            "ledger_build_info", "1, of this release.", ["version"], registry=self._registry
        ).labels(version("improvement-ledger")).set(1)
        self._appends = self._histogram(
            "ledger_append_duration_seconds",
            "How long a transaction took that recorded a batch, its wait for the lock included.",
            "council",
        )
        self._questions = self._histogram(
            "ledger_graphql_request_duration_seconds",
            "How long it took to answer a question, without its way here and back.",
            "council",
        )
        self._requests = self._histogram(
            "ledger_http_request_duration_seconds",
            "How long a request took, from its head to the end of its answer.",
            *("method", "route", "status"),
        )

    def tell_waiting(self, waiting: Callable[[], int]) -> None:
        """Tell also how many events ``waiting`` says are being recorded."""
        Gauge(
            "ledger_intake_waiting_events",
            "Single events handed in over HTTP that have no receipt yet.",
            registry=self._registry,
        ).set_function(waiting)

    def append(self, council: str) -> AbstractContextManager[object]:
        """Goes around a transaction that records events."""
        return self._appends.labels(council).time()

    def question(self, council: str) -> AbstractContextManager[object]:
        """Goes around the answering of a question."""
        return self._questions.labels(council).time()

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request was answered."""
        self._requests.labels(method, route, status).observe(seconds)

    def collect(self) -> Iterable[Metric]:
        """All of them as they are now."""
        return self._registry.collect()

    def _histogram(self, name: str, meaning: str, *labels: str) -> Histogram:
        return Histogram(name, meaning, labels, registry=self._registry, buckets=BUCKETS_S)
