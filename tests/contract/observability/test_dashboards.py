"""Every panel says what it shows and in which unit, and needs nothing but Grafana and our Prometheus."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.contract.observability.files import DASHBOARDS, ROOT, Panel, panels
from tests.support.over import over

BUILT_IN = {"timeseries", "stat", "state-timeline"}
"""Kinds of panels that come with Grafana."""
FILES = sorted(DASHBOARDS.glob("*.json"))


def content(path: Path) -> dict[str, Any]:
    dashboard: dict[str, Any] = json.loads(path.read_text())
    return dashboard


@over("panel", {f"{panel.dashboard}: {panel.title}": panel for panel in panels()})
def test_a_panel_has_title_unit_expression_and_a_sentence_about_it(panel: Panel) -> None:
    assert panel.title
    assert panel.unit
    assert panel.expressions
    assert panel.description.endswith(".")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_dashboard_uses_the_data_source_and_the_panels_that_are_there(path: Path) -> None:
    source = (ROOT / "deploy/grafana/provisioning/datasources/prometheus.yaml").read_text()
    uid = re.search(r"uid: (\w+)", source)
    assert uid is not None
    for panel in content(path)["panels"]:
        assert panel["type"] in BUILT_IN
        assert panel["datasource"] == {"type": "prometheus", "uid": uid[1]}
    assert "http://" not in path.read_text()
    assert "https://" not in path.read_text()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_panels_fill_rows_without_gaps(path: Path) -> None:
    places = [panel["gridPos"] for panel in content(path)["panels"]]
    assert places == [{"x": n % 2 * 12, "y": n // 2 * 8, "w": 12, "h": 8} for n in range(len(places))]


def test_dashboards_and_their_panels_have_identities_of_their_own() -> None:
    dashboards = [content(path) for path in FILES]
    assert len({dashboard["uid"] for dashboard in dashboards}) == len(FILES) == 3
    for dashboard in dashboards:
        numbers = [panel["id"] for panel in dashboard["panels"]]
        assert numbers == list(range(1, len(numbers) + 1))
