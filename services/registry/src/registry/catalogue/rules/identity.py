"""Which entry a row of a file means, and that it stays what it is. Pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from registry.catalogue.models import Content, code_of


def code_in(patch: Mapping[str, Any], parts: Sequence[str]) -> str | None:
    """The code of the entry that a row means, given or made of `parts`; `None`: it has none."""
    code = patch.get("code")
    if isinstance(code, str) and code:
        return code
    return code_of(patch, parts) or None if parts else None


def identity_fault(before: Content, after: Content, party: Callable[[Any], str]) -> tuple[str, str] | None:
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


def is_older(before: Content, after: Content) -> bool:
    """Whether `after` is as of an earlier day than what is stored."""
    return after.as_of < before.as_of


def changed_fields(before: Content | None, after: Content) -> list[str]:
    """The fields that are different; of a new entry those that have a value."""
    if before is None:
        return [name for name, value in vars(after).items() if value not in (None, [], {}, "")]
    return [name for name, value in vars(after).items() if getattr(before, name) != value]
