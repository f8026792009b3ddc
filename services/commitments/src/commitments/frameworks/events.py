"""The events of frameworks and goals."""

from uuid import UUID

from chassis.ledger.events import EventData


class FrameworkPublished(EventData, event_type="compact.framework.published.v1"):
    """A framework stands."""

    version: int
    framework_id: UUID
    code: str
    title: str


class GoalPublished(EventData, event_type="compact.goal.published.v1"):
    """A framework has a goal."""

    version: int
    goal_id: UUID
    framework: str
    """The framework's code."""
    code: str
    """The goal's code within its framework, such as `5` or `10.c`."""
    title: str
