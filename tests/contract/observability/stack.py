"""The time series of a stack in which all is well, with two replicas of each role."""

from collections.abc import Iterator

SERVICES = ("registry", "commitments", "review", "gateway")
_SOURCES = {
    "registry": ("commitments",),
    "commitments": ("registry", "review"),
    "review": ("registry", "commitments"),
}
_LENGTH = 150
"""Values for 25 minutes."""


def series(name: str, service: str, role: str, replica: int, **labels: str) -> str:
    """A series as Prometheus keeps it: what the process tells, and what the scrape adds."""
    scraped = {"service": service, "role": role, "instance": f"{service}-{role}-{replica}:8000"}
    inside = ",".join(f'{label}="{value}"' for label, value in {**scraped, **labels}.items())
    return f"{name}{{{inside}}}"


def constant(value: float) -> str:
    """The same value at all times."""
    return " ".join([str(value)] * _LENGTH)


def growing(by: float) -> str:
    """A counter that grows by so much every 10 s."""
    return f"0+{by}x{_LENGTH}"


def well() -> dict[str, str]:
    """All that the rules look at, by series."""
    return {
        name: values
        for service in SERVICES
        for role in ("api", "worker")
        for replica in (1, 2)
        for name, values in _process(service, role, replica)
    }


def _process(service: str, role: str, replica: int) -> Iterator[tuple[str, str]]:
    def told(name: str, **labels: str) -> str:
        return series(name, service, role, replica, **labels)

    yield told("up"), constant(1)
    yield told("process_start_time_seconds"), constant(1000)
    yield told("process_resident_memory_bytes"), constant(100_000_000)
    yield told("compact_clock_offset_seconds"), constant(0.01)
    yield told("compact_database_up"), constant(1)
    yield told("compact_database_connections", state="in_use"), constant(2)
    yield told("compact_database_connections_max"), constant(14)
    yield told("compact_dead_letters"), constant(0)
    yield told("compact_queue_waiting", queue="milestone.due"), constant(0)
    yield told("compact_queue_set_aside", queue="milestone.due"), constant(0)
    yield told("compact_queue_oldest_age_seconds", queue="milestone.due"), constant(0)
    yield told("compact_database_full"), constant(0)
    yield told("compact_log_lines_lost_total"), constant(0)
    yield told("compact_timer_next_due_timestamp_seconds"), constant(10_000_000)
    yield told("compact_timer_last_lateness_seconds"), constant(0.2)
    for source in _SOURCES.get(service, ()):
        yield told("compact_heartbeat_age_seconds", source=source), constant(0.3)
        yield told("compact_subscription_lag_seconds", source=source), constant(0.8)
    if service != "gateway":
        yield told("compact_ledger_oldest_unpublished_age_seconds"), constant(0)
    if role == "worker":
        yield told("compact_part_running", part="timers"), constant(1)
        if service != "gateway":
            yield told("compact_relay_active"), constant(int(replica == 1))
    else:
        name = "compact_http_request_duration_seconds"
        answered = {"operation": "submit_report", "status": "201"}
        yield told(f"{name}_count", **answered), growing(100)
        yield told(f"{name}_bucket", le="1.0", **answered), growing(100)
