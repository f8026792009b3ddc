"""The metrics of one process: what it counts while it works, and what stands in its database."""

from collections.abc import Iterable
from typing import Final

from prometheus_client import exposition
from prometheus_client.metrics import Gauge, Histogram, disable_created_metrics
from prometheus_client.metrics_core import Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import CollectorRegistry

from chassis.process.metrics import families
from chassis.process.metrics.readings import Readings
from chassis.process.runtime import Runtime

MEDIA_TYPE = exposition.CONTENT_TYPE_PLAIN_0_0_4
BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds."""

# When a series began is of use to no one here, and doubles the lines of a scrape.
disable_created_metrics()  # type: ignore[no-untyped-call] # it has no annotations


class RequestMetrics:
    """How many requests are being answered, and how long they took."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.in_progress = Gauge(
            "compact_http_requests_in_progress", "Requests that are being answered.", registry=registry
        )
        self._durations = Histogram(
            "compact_http_request_duration_seconds",
            "Time from a request's head to the last byte of its answer.",
            ["operation", "status"],
            buckets=BUCKETS,
            registry=registry,
        )
        self._by_labels: dict[tuple[str, str], Histogram] = {}

    def observe(self, operation: str, status: str, seconds: float) -> None:
        """Count a request that is over."""
        labels = (operation, status)
        durations = self._by_labels.get(labels)
        if durations is None:
            durations = self._by_labels[labels] = self._durations.labels(*labels)
        durations.observe(seconds)


class Exposition:
    """All metrics of the process that `runtime` is, as Prometheus reads them."""

    def __init__(self, runtime: Runtime, registry: CollectorRegistry) -> None:
        self._runtime, self._registry = runtime, registry
        self._readings = Readings(runtime.database, runtime.service)
        ProcessCollector(registry=registry)

    async def text(self) -> bytes:
        """The metrics in Prometheus's text format; takes two seconds at most, whatever the database does."""
        reading = await self._readings.newest()
        standing = _Collected(families.of(self._runtime, reading))
        return exposition.generate_latest(self._registry) + exposition.generate_latest(standing)


class _Collected:
    """Metrics that are there already, as a collector."""

    def __init__(self, metrics: Iterable[Metric]) -> None:
        self._metrics = list(metrics)

    def collect(self) -> Iterable[Metric]:
        return self._metrics
