"""A rule over many things is one test, which lists every thing that breaks it."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any

REFUSALS = (AssertionError, LookupError, ValueError)
"""What a broken rule raises: of pydantic's and jsonschema's errors, too, the first is a `ValueError`."""


def over(
    names: str, cases: Mapping[str, Any] | Iterable[Any]
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Let a test hold for all of `cases`, which it gets as its parameters `names`.

    A mapping has them by what they are called. The test fails with every case that is refused, and when there
    is none.
    """
    wanted = [name.strip() for name in names.split(",")]
    given = cases if isinstance(cases, Mapping) else {str(case): case for case in cases}

    def decorate(rule: Callable[..., None]) -> Callable[..., None]:
        signature = inspect.signature(rule)

        @wraps(rule)
        def test(**fixtures: Any) -> None:
            assert given, "there is nothing that the rule is about"
            faults = []
            for label, case in given.items():
                values = (case,) if len(wanted) == 1 else tuple(case)
                try:
                    rule(**dict(zip(wanted, values, strict=True)), **fixtures)
                except REFUSALS as fault:
                    faults.append(f"{label}: {fault}")
            assert not faults, f"{len(faults)} of {len(given)}:\n" + "\n".join(faults)

        rest = [one for name, one in signature.parameters.items() if name not in wanted]
        test.__signature__ = signature.replace(parameters=rest)  # type: ignore[attr-defined] # pytest reads it
        return test

    return decorate
