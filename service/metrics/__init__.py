"""What a process tells of itself at ``/metrics``, for Prometheus."""

from service.metrics.consuming import ConsumerMetrics
from service.metrics.page import Collector, MetricsPage
from service.metrics.process import ProcessMetrics
from service.metrics.publishing import PublisherMetrics
from service.metrics.quarantine import QuarantineStanding
from service.metrics.requests import TimedRequests
from service.metrics.standing import LedgersStanding
from service.metrics.store import StoreMetrics

__all__ = [
    "Collector",
    "ConsumerMetrics",
    "LedgersStanding",
    "MetricsPage",
    "ProcessMetrics",
    "PublisherMetrics",
    "QuarantineStanding",
    "StoreMetrics",
    "TimedRequests",
]
