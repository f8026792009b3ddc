"""What a process and its database know, as Prometheus's metrics. Their meaning: `docs/telemetry.md`."""

from collections.abc import Iterator
from math import inf

from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from sqlalchemy.pool import QueuePool

from chassis.process.metrics.readings import Reading
from chassis.process.runtime import Runtime
from chassis.telemetry import log_output


def of(runtime: Runtime, reading: Reading | None) -> Iterator[Metric]:
    """All metrics besides those of requests; what only the database knows is left out when it is away."""
    yield from _parts(runtime)
    yield from _connections(runtime)
    yield CounterMetricFamily(
        "compact_log_lines_lost", "Lines of the log that could not be written.", value=log_output.OUTPUT.lost
    )
    meaning = "Whether the last write was refused for lack of space."
    yield _gauge("database_full", meaning, runtime.database.is_full)
    yield _gauge("database_up", "Whether the database answered this scrape in time.", reading is not None)
    if reading is not None:
        meaning = "Seconds that this process's clock is ahead of its database's."
        yield _gauge("clock_offset_seconds", meaning, reading.clock_offset)
        yield from _ledger(runtime, reading)
        if runtime.service.sources:
            yield from _sources(reading)
        if runtime.service.timers:
            yield from _timers(reading)
        yield from _queues(reading)


def _gauge(name: str, meaning: str, value: float | None = None, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"compact_{name}", meaning, value=value, labels=labels or None)


def _parts(runtime: Runtime) -> Iterator[Metric]:
    running = _gauge("part_running", "Whether a background part of this process runs.", None, "part")
    for name, runs in runtime.parts():
        running.add_metric([name], runs)
    yield running
    if (relay := runtime.relay) is not None:
        yield _gauge("relay_active", "Whether this process is the one that publishes.", relay.active)
        meaning = "Events that this process has published."
        yield CounterMetricFamily("compact_relay_published", meaning, value=relay.published)
    if (subscription := runtime.subscription) is not None:
        meaning = "Events that this process has taken in for the first time."
        received = CounterMetricFamily("compact_events_received", meaning, labels=["source", "type"])
        for (source, event_type), number in subscription.received.items():
            received.add_metric([source, event_type], number)
        yield received


def _connections(runtime: Runtime) -> Iterator[Metric]:
    pool = runtime.database.engine.pool
    assert isinstance(pool, QueuePool)
    connections = _gauge("database_connections", "Connections of the pool.", None, "state")
    connections.add_metric(["idle"], pool.checkedin())
    connections.add_metric(["in_use"], pool.checkedout())
    yield connections
    yield _gauge("database_connections_max", "The most connections that the pool may have.", pool.size())


def _ledger(runtime: Runtime, reading: Reading) -> Iterator[Metric]:
    standing = reading.standing
    yield _gauge("ledger_position", "Rows of the ledger.", standing.position)
    if runtime.service.publishes:
        meaning = "Public events that are not on the bus yet."
        yield _gauge("ledger_unpublished_events", meaning, standing.unpublished)
        meaning = "Age of the oldest of them; 0 without any."
        yield _gauge("ledger_oldest_unpublished_age_seconds", meaning, standing.oldest_unpublished_age)


def _sources(reading: Reading) -> Iterator[Metric]:
    meaning = "Events from the first that was not applied to the newest that was promised."
    events = _gauge("subscription_lag_events", meaning, None, "source")
    meaning = "Time up to which everything of the source is here, as an age."
    seconds = _gauge("subscription_lag_seconds", meaning, None, "source")
    meaning = "Time since the source's last heartbeat was taken in."
    heartbeats = _gauge("heartbeat_age_seconds", meaning, None, "source")
    for row in reading.sources:
        if row.lag_events is not None:
            events.add_metric([row.source], row.lag_events)
        seconds.add_metric([row.source], inf if row.lag_seconds is None else row.lag_seconds)
        heartbeats.add_metric([row.source], inf if row.heartbeat_age is None else row.heartbeat_age)
    yield from (events, seconds, heartbeats)
    meaning = "Records that could not be applied and wait to be replayed."
    yield _gauge("dead_letters", meaning, reading.standing.dead_letters)


def _timers(reading: Reading) -> Iterator[Metric]:
    standing = reading.standing
    yield _gauge("timers_overdue", "Timers whose time has come and that have not fired.", standing.overdue)
    if standing.next_due is not None:
        meaning = "When the next timer is due."
        yield _gauge("timer_next_due_timestamp_seconds", meaning, standing.next_due)
    if standing.last_lateness is not None:
        meaning = "How long after its time the timer fired that fired last."
        yield _gauge("timer_last_lateness_seconds", meaning, standing.last_lateness)


def _queues(reading: Reading) -> Iterator[Metric]:
    waiting = _gauge("queue_waiting", "Items whose time has come and that are not done.", None, "queue")
    meaning = "Items that failed again and again and are tried no more until an operator wants it."
    set_aside = _gauge("queue_set_aside", meaning, None, "queue")
    meaning = "Time since the oldest waiting item could have been done; 0 without any."
    age = _gauge("queue_oldest_age_seconds", meaning, None, "queue")
    for counts in reading.queues:
        waiting.add_metric([counts.queue], counts.waiting)
        set_aside.add_metric([counts.queue], counts.set_aside)
        age.add_metric([counts.queue], counts.oldest_age)
    yield from (waiting, set_aside, age)
