"""How a publisher stands: how far each ledger is published, and what holds it up."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily

from consumers.kafka.outgoing import NOBODY
from consumers.kafka.standing import PublisherStanding


class PublisherMetrics:
    """Figures of a publisher; ``standing`` tells how it stands."""

    def __init__(self, standing: Callable[[], PublisherStanding]) -> None:
        self._standing = standing

    def collect(self) -> Iterable[Metric]:
        """All of them as they are now."""
        standing = self._standing()
        for name, told, value in (
            ("ready", "Whether all that is recorded is published, or another does so.", "ready"),
            ("leading", "Whether this is the publisher at work for its ledgers.", "leading"),
        ):
            yield GaugeMetricFamily(
                f"ledger_publisher_{name}", told, value=getattr(standing, value)
            )
        position = GaugeMetricFamily(
            "ledger_outbox_position", "How many entries are published.", labels=("council",)
        )
        waiting = GaugeMetricFamily(
            "ledger_outbox_waiting_entries", "Entries not yet published.", labels=("council",)
        )
        oldest = GaugeMetricFamily(
            "ledger_outbox_oldest_age_seconds",
            "For how long the first of them has been waiting.",
            labels=("council",),
        )
        for each in standing.ledgers:
            council = (each.council or NOBODY,)
            position.add_metric(council, each.position)
            waiting.add_metric(council, each.size - each.position)
            oldest.add_metric(council, each.oldest_s)
        yield from (position, waiting, oldest)
