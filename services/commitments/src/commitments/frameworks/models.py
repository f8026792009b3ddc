"""What is sent and shown of frameworks and goals."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints

from chassis.problems.models import ResponseBody

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
"""The code of a framework, a goal or an indicator, such as `GCM`, `10.c` or `SL_TLF_UEM`."""


class FrameworkFacts(BaseModel):
    """A framework as it is published."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    code: str
    title: str
    adopted: date
    source: str
    as_of: date


class GoalFacts(BaseModel):
    """A goal as it is published; `framework` is its framework's code."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    framework: str
    code: str
    title: str
    text: str
    horizon: str
    source: str
    as_of: date


class FrameworkBody(ResponseBody):
    """A framework, such as the Global Compact for Migration."""

    id: UUID
    code: str
    title: str
    adopted: date
    source: str
    as_of: date


class GoalBody(ResponseBody):
    """A goal of a framework."""

    id: UUID
    code: str
    title: str
    text: str
    horizon: str
    source: str
    as_of: date
