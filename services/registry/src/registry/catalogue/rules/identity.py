"""Which entry a row of a file means, and that it stays what it is. Pure."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol


class Identified(Protocol):
    """The content of an entry, as far as its identity goes."""

    @property
    def code(self) -> str:
        """By which it is known."""

    @property
    def as_of(self) -> date:
        """The day as of which it is so."""


def code_of(values: Mapping[str, Any], parts: Sequence[str]) -> str:
    """The code that is made of `parts` of an entry's values, with dots between; what is absent has none."""
    return ".".join(str(values[part]) for part in parts if values.get(part) is not None)


def code_in(patch: Mapping[str, Any], parts: Sequence[str]) -> str | None:
    """The code of the entry that a row means, given or made of `parts`; `None`: it has none."""
    code = patch.get("code")
    if isinstance(code, str) and code:
        return code
    return code_of(patch, parts) or None if parts else None


def identity_fault(
    before: Identified, after: Identified, party: Callable[[Any], str]
) -> tuple[str, str] | None:
    """The field by which an entry would become another, and why it must stay; `None`: none would."""
    kinds = (getattr(before, "kind", None), getattr(after, "kind", None))
    if kinds[0] != kinds[1]:
        return "kind", _must_stay(before.code, kinds[0])
    if party(before) != party(after):
        name = next(name for name, value in vars(after).items() if value == party(after))
        return name, _must_stay(before.code, party(before))
    return None


def _must_stay(code: str, value: Any) -> str:
    return f"{code} is stored with {value}, which no file changes: send a PATCH, or another code"


def is_older(before: Identified, after: Identified) -> bool:
    """Whether `after` is as of an earlier day than what is stored."""
    return bool(after.as_of < before.as_of)


def changed_fields(before: Identified | None, after: Identified) -> list[str]:
    """The fields that are different; of a new entry those that have a value."""
    if before is None:
        return [name for name, value in vars(after).items() if value not in (None, [], {}, "")]
    return [name for name, value in vars(after).items() if getattr(before, name) != value]
