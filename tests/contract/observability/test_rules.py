"""Alerts are raised for what is wrong, once however many replicas tell of it, and for nothing else."""

from math import inf

import pytest

from tests.contract.observability.files import PROMETHEUS, RULES, alerts
from tests.contract.observability.promtool import Promtool
from tests.contract.observability.stack import SERVICES, constant, growing, series, well

DURATION = "compact_http_request_duration_seconds"


def one(name: str, value: float, role: str = "worker", **labels: str) -> dict[str, str]:
    """What one of two replicas of the review service tells."""
    return {series(name, "review", role, 1, **labels): constant(value)}


def one_counts(name: str, role: str = "worker") -> dict[str, str]:
    """What one of two replicas counts more of all the time."""
    return {series(name, "review", role, 1): growing(1)}


def all_four(name: str, values: str, **labels: str) -> dict[str, str]:
    """What every process of the review service tells of the one database."""
    replicas = [(role, number) for role in ("api", "worker") for number in (1, 2)]
    return {series(name, "review", role, number, **labels): values for role, number in replicas}


def answered(operation: str, status: str, number: float, fast: float) -> dict[str, str]:
    """So many requests in 10 s to one API, and how many of them took less than a second."""
    labels = {"operation": operation, "status": status}
    return {
        series(f"{DURATION}_count", "review", "api", 1, **labels): growing(number),
        series(f"{DURATION}_bucket", "review", "api", 1, le="1.0", **labels): growing(fast),
    }


WRONG = {
    "NoProcess": one("up", 0) | {series("up", "review", "worker", 2): constant(0)},
    "ProcessUnreachable": one("up", 0),
    "ProcessRestarts": {series("process_start_time_seconds", "review", "api", 1): "0+300x150"},
    "PartStopped": one("compact_part_running", 0, part="timers"),
    "MemoryNearLimit": one("process_resident_memory_bytes", 350_000_000),
    "ClockOffset": one("compact_clock_offset_seconds", -1.5),
    "DatabaseUnreachable": one("compact_database_up", 0),
    "ConnectionsExhausted": one("compact_database_connections", 14, state="in_use"),
    "NothingPublishes": one("compact_relay_active", 0),
    "EventsWait": all_four("compact_ledger_oldest_unpublished_age_seconds", constant(60)),
    "HeartbeatMissing": all_four("compact_heartbeat_age_seconds", constant(60), source="registry"),
    "SubscriptionBehind": all_four("compact_subscription_lag_seconds", constant(inf), source="registry"),
    "DeadLetters": all_four("compact_dead_letters", constant(3)),
    "DeadlineOverdue": all_four("compact_timer_next_due_timestamp_seconds", constant(60)),
    "DeadlineLate": all_four("compact_timer_last_lateness_seconds", "0.2x90 300x60"),
    "WorkSetAside": all_four("compact_queue_set_aside", constant(1), queue="assemblies"),
    "QueueStalls": all_four("compact_queue_oldest_age_seconds", constant(900), queue="assemblies"),
    "DatabaseFull": one("compact_database_full", 1),
    "LogLinesLost": one_counts("compact_log_lines_lost_total"),
    "RequestsFail": answered("submit_report", "500", 5, 5),
    "RequestsSlow": answered("get_agenda", "200", 10, 9),
}
"""For each alert, what is to raise it in a stack that is well otherwise."""


def test_the_files_are_what_prometheus_understands(promtool: Promtool) -> None:
    promtool.run("check", "rules", RULES)
    promtool.run("check", "config", PROMETHEUS)


def test_a_stack_in_which_all_is_well_raises_no_alert(promtool: Promtool) -> None:
    promtool.finds(well(), {})


def test_for_every_alert_it_is_known_what_raises_it() -> None:
    assert {rule.name for rule in alerts()} == set(WRONG)


@pytest.mark.parametrize("alert", WRONG)
def test_what_is_wrong_is_told_once(promtool: Promtool, alert: str) -> None:
    expected = {alert: 1}
    if alert == "NoProcess":
        expected["ProcessUnreachable"] = 2
    promtool.finds(well() | WRONG[alert], expected)


@pytest.mark.parametrize("alert", sorted(set(WRONG) - {"ProcessRestarts", "DeadlineLate"}))
def test_nothing_is_told_within_half_a_minute(promtool: Promtool, alert: str) -> None:
    promtool.finds(well() | WRONG[alert], {}, at="30s")


def test_a_role_without_any_process_is_told(promtool: Promtool) -> None:
    left = {name: values for name, values in well().items() if "review-worker" not in name}
    promtool.finds(left, {"NoProcess": 1})


def test_one_replica_of_two_that_is_gone_is_no_alert(promtool: Promtool) -> None:
    left = {name: values for name, values in well().items() if "worker-2" not in name}
    promtool.finds(left, {})


def test_without_any_series_only_the_missing_processes_are_told(promtool: Promtool) -> None:
    promtool.finds({}, {"NoProcess": 2 * len(SERVICES)})


def test_while_a_database_is_away_what_only_it_knows_raises_nothing(promtool: Promtool) -> None:
    known_by_the_process = ("up", "process_", "compact_part_", "compact_relay_", "compact_http_")
    left = {name: values for name, values in well().items() if name.startswith(known_by_the_process)}
    promtool.finds(left | all_four("compact_database_up", constant(0)), {"DatabaseUnreachable": 4})


def test_an_import_that_goes_on_is_no_deadline_that_is_overdue(promtool: Promtool) -> None:
    promtool.finds(well() | all_four("compact_timer_next_due_timestamp_seconds", "0+10x150"), {})


def test_a_timer_that_was_late_long_ago_is_not_told_for_ever(promtool: Promtool) -> None:
    promtool.finds(well() | all_four("compact_timer_last_lateness_seconds", constant(300)), {})


def test_probes_that_say_no_are_no_requests_that_fail(promtool: Promtool) -> None:
    promtool.finds(well() | answered("check_ready", "503", 50, 0), {})


def test_exports_may_take_their_time(promtool: Promtool) -> None:
    promtool.finds(well() | answered("export_actors", "200", 50, 0), {})


def test_a_client_that_is_refused_is_no_failure(promtool: Promtool) -> None:
    promtool.finds(well() | answered("submit_report", "422", 50, 50), {})


def test_requests_that_are_not_answered_to_their_end_fail(promtool: Promtool) -> None:
    promtool.finds(well() | answered("submit_report", "aborted", 5, 5), {"RequestsFail": 1})
