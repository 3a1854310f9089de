"""How much lies in quarantine, and why; for a process that may look into it."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily

from consumers.kafka.outgoing import NOBODY
from ledger.store.directory import LedgerDirectory
from ledger.store.quarantine import Quarantine


class QuarantineStanding:
    """Counts of the messages that wait for somebody, by council and code."""

    def __init__(self, directory: LedgerDirectory) -> None:
        self._directory = directory

    def collect(self) -> Iterable[Metric]:
        """The counts as they are now; raises StoreUnavailable."""
        family = GaugeMetricFamily(
            "ledger_quarantine_messages",
            "Messages in quarantine that were not taken since; council -: of no ledger here.",
            labels=("council", "code"),
        )
        for council, quarantine in self._quarantines():
            for code, count in quarantine.counts().items():
                family.add_metric((council, code), count)
        yield family

    def _quarantines(self) -> Iterable[tuple[str, Quarantine]]:
        unrouted = self._directory.unrouted.quarantine
        if unrouted is not None:
            yield NOBODY, unrouted
        for council, ledger in self._directory.ledgers():
            yield council, ledger.quarantine
