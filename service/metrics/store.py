"""Whatever has to be looked up in the database, which may be away."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from ledger.store.failures import StoreUnavailable


class StoreMetrics:
    """What ``parts`` look up, and whether they could.

    The first that finds the database away ends it: to try again would keep Prometheus
    waiting longer than it does.
    """

    def __init__(self, *parts: Collector) -> None:
        self._parts = parts

    def collect(self) -> Iterable[Metric]:
        """All of it as it is now."""
        found: list[Metric] = []
        is_available = True
        try:
            for part in self._parts:
                found.extend(part.collect())
        except StoreUnavailable:
            is_available = False
        yield GaugeMetricFamily(
            "ledger_storage_available",
            "Whether the database of the ledgers could be reached.",
            value=is_available,
        )
        yield from found
