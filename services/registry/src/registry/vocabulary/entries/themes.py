"""Themes: the taxonomy of migration governance, mapped to goals and SDG targets."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from chassis.values import Line, Prose, SdgTarget
from registry.catalogue.entry_types import EntryType
from registry.catalogue.hierarchy import no_own_ancestor
from registry.catalogue.models import ByLanguage, Code, Content, Entry, Goal, ListQuery, Recorded, Sourced
from registry.schema import table_of
from registry.vocabulary import tables


class _Fields(BaseModel):
    code: Code = Field(examples=["labour-mobility"])
    name: Line = Field(examples=["Labour mobility"])
    names: ByLanguage = Field(default_factory=dict, examples=[{"fr": "Mobilité de la main-d’œuvre"}])
    description: Prose | None = Field(None, examples=["Pathways for people who move to work."])
    parent: Code | None = Field(None, examples=["regular-pathways"])
    goals: Annotated[list[Goal], Field(max_length=100)] = Field(default_factory=list, examples=[["GCM/5"]])
    sdg_targets: Annotated[list[SdgTarget], Field(max_length=100)] = Field(
        default_factory=list, examples=[["10.7"]]
    )


class Theme(_Fields, Content):
    """A theme of migration governance."""


class ThemeBody(_Fields, Sourced, Entry):
    """A theme of migration governance."""


class ThemeRecorded(_Fields, Sourced, Recorded, event_type="compact.theme.recorded.v1"):
    """A theme is known, or mapped otherwise."""


class ThemesQuery(ListQuery):
    """Which themes are wanted."""

    parent: Code | None = None
    goal: Goal | None = None
    sdg_target: SdgTarget | None = None
    sort: Literal["code", "-code"] = "code"


THEMES = EntryType(
    name="theme",
    plural="themes",
    table=table_of(tables.Theme),
    content=Theme,
    shown=ThemeBody,
    event=ThemeRecorded,
    query=ThemesQuery,
    refers={"parent": "theme"},
    outside={"goals": "goal"},
    check=no_own_ancestor("theme", lambda theme: theme.parent),
)
