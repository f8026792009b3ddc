"""Rule sets: which items an agenda has, in which order, and what weighs how much. Published as data."""

from typing import Any, Literal

from pydantic import Field

from review.agendas.rules.fact import Fact


def _absent(value: Any) -> bool:
    return value is None


class ItemRule(Fact):
    """One item of the agenda, as the rule set wants it."""

    key: str
    kind: Literal[
        "status_of_reporting",
        "round_table",
        "norms_under_pressure",
        "policy_gaps",
        "data",
        "regional_reviews",
    ]
    title: str
    weight: int
    """Share of the meeting's time, relative to the other items'."""
    goals: tuple[str, ...] = ()


class RuleSet(Fact):
    """A published rule set."""

    code: str
    version: int
    title: str
    framework: str
    degrees: tuple[str, ...]
    """Degrees of alignment by which a commitment counts under a goal."""
    patience_seconds: int
    """How long after the deadline a silent source is waited for before the agenda is made without it."""
    regional_review_years: int | None = Field(None, ge=1, exclude_if=_absent)
    """How many years before the deadline a regional review counts; rule sets without that item name none."""
    items: tuple[ItemRule, ...]
    attention: dict[str, int]
    """Weight of each computed status that needs attention; statuses that are absent need none."""
