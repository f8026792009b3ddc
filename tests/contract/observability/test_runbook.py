"""Whoever is woken by an alert finds in its text what to do, and in the runbook the rest."""

import re

from tests.contract.observability.files import ROOT, RUNBOOK, Rule, alerts
from tests.support.over import over


def sections() -> dict[str, str]:
    """The runbook's sections by their headings, in its order."""
    parts = re.split(r"^### (\w+)\n", RUNBOOK.read_text(), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_alert_has_its_section_in_the_order_of_the_rules() -> None:
    assert list(sections()) == [rule.name for rule in alerts()]


@over("alert", {rule.name: rule for rule in alerts()})
def test_an_alert_waits_weighs_and_says_what_to_do_and_where_to_read_on(alert: Rule) -> None:
    assert re.search(r"^ {8}for: \d+[sm]$", alert.text, re.MULTILINE)
    assert re.search(r"^ {8}labels: \{severity: (critical|warning)\}$", alert.text, re.MULTILINE)
    assert re.search(r"^ {10}summary: .+$", alert.text, re.MULTILINE)
    assert f"docs/alerts.md#{alert.name.lower()}" in alert.text


@over("name", list(sections()))
def test_a_section_says_what_it_means_what_to_look_at_and_what_to_do(name: str) -> None:
    told = re.findall(r"^\*\*(.+?)\*\*", sections()[name], re.MULTILINE)
    assert told == ["Means", "Look at", "Do"]


def test_the_pages_that_the_runbook_names_are_there() -> None:
    for page in re.findall(r"\]\(([\w-]+\.md)", RUNBOOK.read_text()):
        assert (ROOT / "docs" / page).is_file(), page
