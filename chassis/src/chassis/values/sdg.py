"""Targets and indicators of the Sustainable Development Goals, by their official numbers.

The targets are those of the 2030 Agenda (A/RES/70/1): 169, which do not change. The indicators are revised
every year by the Statistical Commission, so of theirs only the form and the target are compared.
"""

import re
from typing import Annotated

from pydantic import AfterValidator, StringConstraints, ValidationInfo
from pydantic_core import PydanticCustomError

from chassis.values.stored import is_stored

_TARGETS_OF_GOALS = (
    "5b", "5c", "9d", "7c", "6c", "6b", "3b", "10b", "5c", "7c", "7c", "8c", "3b", "7c", "9c", "10b", "19",
)  # fmt: skip
"""Of each goal in order, its last target with a number, and its last one with a letter."""
_INDICATOR = re.compile(r"([0-9]{1,2}\.[0-9a-z]{1,2})\.[1-9]", re.ASCII)


def _targets(goal: int, last: str) -> list[str]:
    number = last.rstrip("abcd")
    letters = "abcd"[: "abcd".find(last[-1]) + 1]
    return [f"{goal}.{target}" for target in (*range(1, int(number) + 1), *letters)]


TARGETS = {goal: _targets(goal, last) for goal, last in enumerate(_TARGETS_OF_GOALS, 1)}
"""The numbers of the targets of each goal, in order."""


def target_fault(target: str) -> str | None:
    """Why `target` is none of the 2030 Agenda."""
    goal = target.partition(".")[0]
    official = TARGETS.get(int(goal)) if goal.isdecimal() else None
    if official is None:
        return f"there is no Sustainable Development Goal {goal}"
    return None if target in official else f"there is no SDG target {target}; there are {', '.join(official)}"


def indicator_fault(indicator: str) -> str | None:
    """Why `indicator` cannot be one of the global indicator framework."""
    found = _INDICATOR.fullmatch(indicator)
    return target_fault(found[1]) if found else "must be the number of an SDG indicator, such as 8.5.2"


def _official(value: str, info: ValidationInfo) -> str:
    if not is_stored(info.context) and (fault := target_fault(value)) is not None:
        raise PydanticCustomError("sdg_target", "{fault}", {"fault": fault})
    return value


SdgTarget = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{1,2}\.[0-9a-z]{1,2}$"), AfterValidator(_official)
]
"""A target of the 2030 Agenda by its number, such as `10.7` or `10.c`."""
