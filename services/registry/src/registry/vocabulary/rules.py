"""Definitions follow on each other: a newer one ends the one that it supersedes. Pure decisions."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Protocol


class Version(Protocol):
    """A definition, as far as these rules look at it."""

    @property
    def code(self) -> str:
        """By what it is known."""

    @property
    def valid_from(self) -> date | None:
        """The first day on which it is in use."""

    @property
    def valid_until(self) -> date | None:
        """The first day on which it is not."""

    @property
    def supersedes(self) -> str | None:
        """The definition that it takes the place of."""


def faults(
    definition: Version, superseded: Version | None, successors: Mapping[str, Version]
) -> Iterator[tuple[str, str]]:
    """What is wrong with `definition`, by field.

    `superseded`: the definition that it supersedes; `successors`: what supersedes a definition, by its code.
    """
    begin, end = definition.valid_from, definition.valid_until
    if begin is not None and end is not None and end < begin:
        yield "valid_until", f"must not be before {begin}, when it begins"
    successor = successors.get(definition.code)
    if successor is not None and end != successor.valid_from:
        yield "valid_until", f"{successor.code} supersedes it on {successor.valid_from}"
    if definition.supersedes is None:
        return
    other = successors.get(definition.supersedes)
    if definition.supersedes == definition.code:
        yield "supersedes", "a definition does not supersede itself"
    elif other is not None and other.code != definition.code:
        yield "supersedes", f"{other.code} supersedes {definition.supersedes} already"
    elif begin is None:
        yield "valid_from", f"required: from which day it takes the place of {definition.supersedes}"
    elif superseded is not None and superseded.valid_from is not None and begin < superseded.valid_from:
        yield "valid_from", f"{definition.supersedes} begins only on {superseded.valid_from}"
