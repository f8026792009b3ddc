"""What Prometheus and Grafana are given: rules, and the panels of dashboards, read from their files."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
PROMETHEUS = ROOT / "deploy/prometheus/prometheus.yml"
RULES = ROOT / "deploy/prometheus/rules/compact.yml"
DASHBOARDS = ROOT / "deploy/grafana/dashboards"
RUNBOOK = ROOT / "docs/alerts.md"


@dataclass(frozen=True)
class Rule:
    """A rule as its file tells it; what an alert has no more of than a recording rule is empty there."""

    kind: str
    name: str
    expression: str
    text: str


@dataclass(frozen=True)
class Panel:
    """A panel of a dashboard."""

    dashboard: str
    title: str
    unit: str
    description: str
    expressions: tuple[str, ...]


def rules() -> list[Rule]:
    """All rules; the file keeps to one form, with `expr` before all else."""
    blocks = re.split(r"^ {6}- (?=alert:|record:)", RULES.read_text(), flags=re.MULTILINE)[1:]
    return [_rule(block) for block in blocks]


def _rule(block: str) -> Rule:
    head, rest = block.split("\n", 1)
    kind, name = head.split(": ")
    told = re.match(r" {8}expr: (?:>-\n)?(.*?)(?=^ {8}\w+:|^ {6}#|\Z)", rest, re.DOTALL | re.MULTILINE)
    assert told is not None, f"{name} has no expression"
    return Rule(kind, name, told[1].strip(), rest)


def alerts() -> list[Rule]:
    """The rules that raise an alert."""
    return [rule for rule in rules() if rule.kind == "alert"]


def panels() -> list[Panel]:
    """All panels of all dashboards."""
    return [
        Panel(
            path.stem,
            panel["title"],
            panel["fieldConfig"]["defaults"]["unit"],
            panel["description"],
            tuple(target["expr"].replace("$service", ".*") for target in panel["targets"]),
        )
        for path in sorted(DASHBOARDS.glob("*.json"))
        for panel in json.loads(path.read_text())["panels"]
    ]
