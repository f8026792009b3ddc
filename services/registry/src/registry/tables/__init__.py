"""The tables of the registry service, one module per area."""

from registry.tables import (
    actors,
    findings,
    gaps,
    instruments,
    practices,
    processes,
    received,
    revision,
    search,
    stakeholders,
    vocabulary,
)
from registry.tables.base import metadata

__all__ = [
    "actors",
    "findings",
    "gaps",
    "instruments",
    "metadata",
    "practices",
    "processes",
    "received",
    "revision",
    "search",
    "stakeholders",
    "vocabulary",
]
