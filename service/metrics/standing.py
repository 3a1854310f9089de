"""How ledgers and read models stand, looked up when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily

from service.projecting import STANDINGS, Follower


class LedgersStanding:
    """Figures of every ledger and its read model; ``followers`` tells how they stand."""

    def __init__(self, followers: Callable[[], Sequence[Follower]]) -> None:
        self._followers = followers

    def collect(self) -> Iterable[Metric]:
        """All of them as they are now; raises StoreUnavailable."""
        followers = self._followers()
        yield from _ledgers(followers)
        yield from _read_models(followers)


def _ledgers(followers: Sequence[Follower]) -> Iterator[Metric]:
    yield _of_councils(
        "ledger_position",
        "The last position recorded; -1 where there is none.",
        {each.council: each.head for each in followers},
    )
    yield _of_councils(
        "ledger_epoch",
        "The epoch of the ledger: one more than the number of its restores.",
        {each.council: each.epoch for each in followers if each.epoch},
    )
    yield _of_councils(
        "ledger_head_age_seconds",
        "How long ago the last entry was recorded.",
        {each.council: each.head_age_s for each in followers if each.head_age_s is not None},
    )


def _read_models(followers: Sequence[Follower]) -> Iterator[Metric]:
    yield _of_councils(
        "ledger_projection_position",
        "The last position projected, as readers see it; -1 where there is none.",
        {each.council: each.projected for each in followers},
    )
    yield _of_councils(
        "ledger_projection_lag_seconds",
        "How long the read model has not been level with its ledger; 0 while it is.",
        {each.council: each.lag_s for each in followers},
    )
    standings = GaugeMetricFamily(
        "ledger_projection_standing",
        "1 for how the read model stands: starting, level, behind or failed.",
        labels=("council", "standing"),
    )
    for each in followers:
        for standing in STANDINGS:
            standings.add_metric((each.council, standing), each.standing == standing)
    yield standings


def _of_councils(name: str, meaning: str, values: dict[str, float]) -> Metric:
    family = GaugeMetricFamily(name, meaning, labels=("council",))
    for council, value in values.items():
        family.add_metric((council,), value)
    return family
