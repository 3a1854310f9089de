"""How a consumer stands: what it has taken in, what it has not, and what holds it up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

from consumers.kafka.standing import STALLED_S, FeedStanding, Standing

FEED = ("topic", "partition")


class ConsumerMetrics:
    """Figures of a consumer; ``standing`` tells how it stands."""

    def __init__(self, standing: Callable[[], Standing]) -> None:
        self._standing = standing

    def collect(self) -> Iterable[Metric]:
        """All of them as they are now."""
        standing = self._standing()
        yield GaugeMetricFamily(
            "ledger_consumer_ready",
            "Whether everything that comes is taken in.",
            value=standing.ready,
        )
        if not standing.error:
            yield from _held_up(standing)
        yield from _feeds([each for each in standing.feeds if not each.error])
        stalled = GaugeMetricFamily(
            "ledger_consumer_stalled",
            "1 where records wait and none was taken in for 30 s, or the feed cannot be read.",
            labels=FEED,
        )
        for each in standing.feeds:
            stalled.add_metric(_feed(each), bool(each.error) or each.stalled_s >= STALLED_S)
        yield stalled


def _held_up(standing: Standing) -> Iterator[Metric]:
    yield GaugeMetricFamily(
        "ledger_parked_messages",
        "Messages that wait for what may still come.",
        value=standing.parked,
    )
    yield GaugeMetricFamily(
        "ledger_incidents_open",
        "Losses, known or feared, that nobody has acknowledged.",
        value=standing.incidents,
    )
    yield CounterMetricFamily(
        "ledger_consumer_fenced",
        "How often another had taken over a feed unnoticed.",
        value=standing.fenced,
    )


def _feeds(feeds: Sequence[FeedStanding]) -> Iterator[Metric]:
    """Each partition apart: one that leaves takes its counts along, and no sum steps back."""
    messages = CounterMetricFamily(
        "ledger_ingest_messages",
        "Records of a topic that were dealt with, by what came of them.",
        labels=(*FEED, "outcome"),
    )
    position = GaugeMetricFamily(
        "ledger_consumer_position", "The next offset to be dealt with.", labels=FEED
    )
    lag = GaugeMetricFamily(
        "ledger_consumer_lag_records", "Records that wait in the topic.", labels=FEED
    )
    for each in feeds:
        for outcome, count in sorted(each.counts.items()):
            messages.add_metric((*_feed(each), outcome), count)
        position.add_metric(_feed(each), each.position)
        lag.add_metric(_feed(each), each.lag)
    yield from (messages, position, lag)


def _feed(standing: FeedStanding) -> tuple[str, str]:
    return standing.topic, str(standing.partition)
