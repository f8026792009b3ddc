"""How figures are shown: a table for people, JSON for programs."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.figure import Measurement, Wanted
from bench.run import Outcome


def show(console: Console, outcomes: Sequence[Outcome]) -> None:
    """Print a line for each measurement."""
    table = Table(title="Figures, each beside a floor from the same run")
    table.add_column("Figure")
    for heading in ("Measured", "Floor", "Ratio", "Wanted", "Met"):
        table.add_column(heading, justify="right")
    for outcome in outcomes:
        table.add_row(f"[bold]{outcome.figure.key}[/bold]: {outcome.figure.title}")
        if outcome.skipped is not None:
            table.add_row(f"  skipped: {outcome.skipped}")
        for measurement in outcome.measurements:
            table.add_row(*_cells(measurement))
        table.add_section()
    console.print(table)


def _cells(one: Measurement) -> tuple[str, ...]:
    return (
        f"  {one.name}",
        _amount(one.measured, one.unit),
        "" if one.floor is None else _amount(one.floor, one.unit),
        "" if one.ratio is None else f"{one.ratio:.2f}",
        "" if one.wanted is None else _limit(one.wanted, None if one.ratio is not None else one.unit),
        {None: "", True: "yes", False: "[red]no[/red]"}[one.met],
    )


def _limit(wanted: Wanted, unit: str | None) -> str:
    sign = "≥" if wanted.at_least else "≤"
    return f"{sign} {wanted.limit:g}" if unit is None else f"{sign} {_amount(wanted.limit, unit)}"


def _amount(value: float, unit: str) -> str:
    """`value` to three digits, or all of those before the point."""
    digits = 2 if value < 10 else 1 if value < 100 else 0
    return f"{value:,.{digits}f} {unit}"


def write(file: Path, facts: dict[str, Any], outcomes: Sequence[Outcome]) -> None:
    """Write all raw numbers, with what must be known of the machine."""
    document = {**facts, "figures": [_as_json(outcome) for outcome in outcomes]}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def _as_json(outcome: Outcome) -> dict[str, Any]:
    return {
        "key": outcome.figure.key,
        "title": outcome.figure.title,
        "seconds": round(outcome.seconds, 1),
        "skipped": outcome.skipped,
        "measurements": [{**asdict(one), "ratio": one.ratio, "met": one.met} for one in outcome.measurements],
    }
