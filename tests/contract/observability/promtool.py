"""Prometheus's own tool, which judges rules by time series that a test makes up."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.contract.observability.files import RULES


@dataclass(frozen=True)
class Promtool:
    """Runs the tool in a folder of its own."""

    program: str
    folder: Path

    def run(self, *arguments: str | Path) -> None:
        """Run it; fails with what it says."""
        ran = subprocess.run(
            [self.program, *map(str, arguments)], capture_output=True, text=True, timeout=60, check=False
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr

    def understands(self, expressions: list[str]) -> None:
        """Check that all are expressions of PromQL."""
        rules = [{"record": f"expression:{n}", "expr": text} for n, text in enumerate(expressions)]
        self.run("check", "rules", self._written({"groups": [{"name": "expressions", "rules": rules}]}))

    def finds(self, series: Mapping[str, str], expected: Mapping[str, int], at: str = "20m") -> None:
        """Check which alerts are on at that time, with the number of each.

        `series` has values every 10 s, in the tool's notation: `0+1x6` counts to 6, `_` is no value.
        """
        firing = 'count by (alertname) (ALERTS{alertstate="firing"})'
        samples = [
            {"labels": f'{{alertname="{name}"}}', "value": number} for name, number in expected.items()
        ]
        test = {
            "interval": "10s",
            "input_series": [{"series": name, "values": values} for name, values in series.items()],
            "promql_expr_test": [{"expr": firing, "eval_time": at, "exp_samples": samples}],
        }
        wanted = {"rule_files": [str(RULES)], "evaluation_interval": "30s", "tests": [test]}
        self.run("test", "rules", self._written(wanted))

    def _written(self, content: Any) -> Path:
        path = self.folder / "file.yml"
        path.write_text(json.dumps(content))  # which is YAML, too
        return path


@pytest.fixture
def promtool(tmp_path: Path) -> Promtool:
    """The tool; without it the test is skipped."""
    program = shutil.which("promtool")
    if program is None:
        pytest.skip("promtool is not installed: Debian's package is `prometheus`")
    return Promtool(program, tmp_path)
