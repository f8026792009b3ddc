"""Rules and dashboards ask only for what a running service tells, and only in Prometheus's language."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

import httpx
import pytest
import pytest_asyncio

from chassis import timers
from chassis.process.metrics import readings
from chassis.process.runtime import Runtime
from chassis.testing import eventually
from operations.roles import ROLES
from tests.contract.observability import expressions
from tests.contract.observability.files import PROMETHEUS, ROOT, panels, rules
from tests.contract.observability.promtool import Promtool
from tests.support.chassis.notebook import notes
from tests.support.chassis.publishing import write
from tests.support.over import over
from tests.support.telemetry.scrapes import Scrape, scrape

SCRAPED: Final = {"service", "role", "job", "instance"}
"""The labels that Prometheus adds."""
OF_ALERTS: Final = {"alertname", "alertstate"}
EXPRESSIONS: Final = {
    **{rule.name: rule.expression for rule in rules()},
    **{
        f"{panel.dashboard}: {panel.title} {number}": text
        for panel in panels()
        for number, text in enumerate(panel.expressions)
    },
}


@pytest_asyncio.fixture
async def told(notebook: Runtime, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> Scrape:
    """What a service tells that has written, published, received and fired."""
    monkeypatch.setattr(readings, "FRESH_FOR", 0.0)
    notebook.start_worker()
    now = datetime.now(UTC)
    async with notebook.database.transaction() as tx:
        await timers.schedule(tx, notes.REMINDER, "now", now)
        await timers.schedule(tx, notes.REMINDER, "later", now + timedelta(hours=1))
    await write(notebook.database)
    await client.get("/health/live")

    async def all_is_told() -> Scrape | None:
        now = await scrape(client)
        names = {name for name, _ in now.samples}
        last = {
            "compact_timer_last_lateness_seconds",
            "compact_events_received_total",
            "compact_subscription_lag_events",
        }
        return now if last <= names else None

    return await eventually(all_is_told, within=30)


async def test_every_metric_and_label_is_one_that_a_running_service_tells(told: Scrape) -> None:
    labels: dict[str, dict[str, set[str]]] = {"up": {}, "ALERTS": {label: set() for label in OF_ALERTS}}
    labels |= {rule.name: {} for rule in rules() if rule.kind == "record"}
    for name, pairs in told.samples:
        known = labels.setdefault(name, {})
        for label, value in pairs:
            known.setdefault(label, set()).add(value)
    for expression in EXPRESSIONS.values():
        used = expressions.metrics(expression)
        assert used <= set(labels), expression
        own = SCRAPED.union(*(labels[metric] for metric in used))
        assert expressions.grouping(expression) <= own, expression
        for matcher in expressions.matchers(expression):
            known = labels[matcher.metric]
            assert matcher.label in SCRAPED | set(known), expression
            if matcher.operator == "=" and matcher.label in ("le", "state"):
                assert matcher.value in known[matcher.label], expression


@over("expression", EXPRESSIONS)
def test_what_all_replicas_tell_of_their_database_is_not_added_up(expression: str) -> None:
    of_the_database = r"compact_(ledger_|subscription_|heartbeat_|dead_letters|timer|queue)"
    assert not re.search(rf"\b(sum|count|avg)\b[^{{]*{of_the_database}", expression)


def test_every_expression_is_one_of_prometheus(promtool: Promtool) -> None:
    promtool.understands(list(EXPRESSIONS.values()))


def test_every_role_is_scraped_and_missed() -> None:
    roles = {role.name for role in ROLES}
    groups = re.findall(r"names:[^\n]*\n((?: +- [\w-]+\n)+)\s+type: A\s+port: (\d+)", PROMETHEUS.read_text())
    scraped = {name: int(port) for names, port in groups for name in re.findall(r"- ([\w-]+)", names)}
    assert scraped == {role.name: role.port for role in ROLES}
    missed = next(rule.expression for rule in rules() if rule.name == "NoProcess")
    told = re.findall(r'absent\(up\{service="(\w+)", role="(\w+)"\}\)', missed)
    assert {f"{service}-{role}".replace("gateway-api", "gateway") for service, role in told} == roles


def test_the_limit_of_memory_is_the_one_that_containers_have() -> None:
    limit = next(rule.expression for rule in rules() if rule.kind == "record")
    mebibytes = re.fullmatch(r"vector\((\d+) \* 1024 \* 1024\)", limit)
    assert mebibytes is not None
    assert f"${{PROCESS_MEMORY:-{mebibytes[1]}M}}" in (ROOT / "docker-compose.yml").read_text()
