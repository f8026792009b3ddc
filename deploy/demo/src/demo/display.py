"""What the demonstration shows: submission matrix, agenda, events, figures, and what to try next."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table

from demo.first_writes import Credentials, first_writes

SHOWN_FACTS = 3
FACTS = ("records", "findings", "gaps", "reviews")
"""Where an item has what it rests on."""
DETAILS = (
    "reference",
    "goal",
    "party",
    "state",
    "theme",
    "instrument",
    "regions",
    "region",
    "held_on",
    "status",
)
"""The fields of a fact that are shown in short."""
COLUMNS = ("submitted_on_time", "submitted_late", "extended", "overdue", "exempt")


class Played(NamedTuple):
    """What the story leaves behind: the ids of its meeting and milestone, and who may go on writing."""

    meeting: str
    milestone: str
    state: Credentials
    secretariat: Credentials


def show_matrix(console: Console, matrix: dict[str, Any]) -> None:
    """Who has reported, by region."""
    table = Table(title="Submission matrix by region")
    table.add_column("Region")
    for heading in ("Expected", *(name.replace("_", " ") for name in COLUMNS), "Reporting rate"):
        table.add_column(heading, justify="right")
    for region, rates in [*matrix["regions"].items(), ("All", matrix["rates"])]:
        counts = [str(rates["statuses"][name]) for name in COLUMNS]
        rate = f"{rates['reporting_rate']:.1%}"
        style = "bold" if region == "All" else None
        table.add_row(region, str(rates["expected"]), *counts, rate, style=style, end_section=region != "All")
    console.print(table)


def show_agenda(console: Console, agenda: dict[str, Any]) -> None:
    """Each item, for how long, why it is there, and the first records that it rests on."""
    title = f"Agenda, version {agenda['version']} ({agenda['status']}), by rule set {agenda['rule_set']}"
    table = Table(title=title, show_lines=True)
    table.add_column("Item", ratio=3)
    table.add_column("Minutes", justify="right")
    table.add_column("Why", ratio=5)
    table.add_column("Evidence: first records of the ledger", ratio=5)
    for item in agenda["agenda"]["items"]:
        facts = [fact for name in FACTS for fact in item.get(name, ())]
        lines = [_evidence(fact) for fact in _shown(facts)]
        more = len(facts) - len(lines)
        lines += [f"... and {more} more"] if more > 0 else []
        table.add_row(item["title"], str(item["minutes"]), _why(item), "\n".join(lines))
    console.print(table)
    console.print(f"SHA-256 of the agenda: {agenda['digest']}")


def _why(item: dict[str, Any]) -> str:
    topics = [f"Objective {one['goal']}: {one['why']}" for one in item["topics"]]
    return "\n".join([item["why"], *topics])


def _shown(facts: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first fact of each kind, and further ones up to a few."""
    of_kinds: dict[str, dict[str, Any]] = {}
    for fact in facts:
        of_kinds.setdefault(fact["kind"], fact)
    firsts = list(of_kinds.values())
    others = [fact for fact in facts if fact not in firsts]
    return [*firsts, *others][: max(SHOWN_FACTS, len(firsts))]


def _evidence(fact: dict[str, Any]) -> str:
    details = ", ".join(_text(fact[name]) for name in DETAILS if fact.get(name))
    evidence = fact["evidence"]
    line = f"{evidence['source']} #{evidence['sequence']}: {fact['kind'].replace('_', ' ')} ({details})"
    reply = fact.get("reply")
    return f"{line}\n  {fact['state']} replies: {reply['text']}" if reply else line


def _text(value: Any) -> str:
    return " ".join(value) if isinstance(value, list) else str(value)


def show_events(console: Console, events: Iterable[dict[str, Any]]) -> None:
    """The public events that led to the agenda, in the order of their ledger times."""
    table = Table(title="The events that led there")
    for heading in ("Ledger time (UTC)", "Ledger", "#", "Event", "Party"):
        table.add_column(heading)
    for event in sorted(events, key=lambda event: str(event["time"])):
        source = event["source"].removeprefix("/compact/")
        number = str(int(event["sequence"]))
        table.add_row(event["time"][11:23], source, number, event["type"], event["party"])
    console.print(table)


def show_measures(console: Console, taken: Sequence[tuple[str, str]]) -> None:
    """Every figure."""
    table = Table(title="How long it took")
    table.add_column("Step")
    table.add_column("Measured", justify="right")
    for name, value in taken:
        table.add_row(name, value)
    console.print(table)


def show_next(console: Console, url: str, played: Played) -> None:
    """What to read and to write next."""
    meeting, milestone = played.meeting, played.milestone
    lines = [
        f"curl {url}/v1/meetings/{meeting}/agenda",
        f"curl {url}/v1/milestones/{milestone}/submissions",
        f"curl '{url}/v1/commitments?party=KEN&limit=5'",
        f"curl '{url}/v1/actors?region=ECA&limit=5'",
        f"curl {url}/v1/gap-analyses/latest",
        f"curl {url}/v1/findings",
        f"curl '{url}/v1/ledgers/review?after=0'",
        *first_writes(url, played.state, played.secretariat),
    ]
    console.rule(f"{url} is up; try this, and stop it with Ctrl-C")
    for line in lines:
        console.print(
            line, soft_wrap=True, highlight=False, markup=False
        )  # unbroken, so that it can be copied


def save_picture(console: Console, file: Path) -> None:
    """Write all that was shown to an SVG file, which asks no other host for a font."""
    picture = console.export_svg(title="./compact demo", clear=False)
    file.write_text(re.sub(r"@font-face \{.*?\}", "", picture, flags=re.DOTALL), encoding="utf-8")
