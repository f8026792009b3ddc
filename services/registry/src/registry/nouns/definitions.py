"""Definitions: what a term means, version by version."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from chassis.models import Line, Prose
from registry.catalogue.content import Code, Content, Entry, Language, Recorded, Said, Wanted
from registry.catalogue.noun import Noun
from registry.tables import metadata


class _Fields(BaseModel):
    code: Code = Field(examples=["international-migrant.2"])
    term: Line
    text: Prose
    language: Language = "en"
    valid_from: date | None = None
    valid_until: date | None = None
    """The first day on which it is no longer in use."""
    supersedes: Code | None = None
    """The definition that it takes the place of."""


class Definition(_Fields, Content):
    """One version of what a term means."""


class DefinitionBody(_Fields, Said, Entry):
    """One version of what a term means."""


class DefinitionRecorded(_Fields, Said, Recorded, event_type="compact.definition.recorded.v1"):
    """A term is defined, or its definition has got an end."""


class DefinitionsWanted(Wanted):
    """Which definitions are wanted."""

    term: Line | None = None
    language: Language | None = None
    sort: Literal["code", "-code", "term", "-term"] = "code"


DEFINITIONS = Noun(
    name="definition",
    plural="definitions",
    table=metadata.tables["registry.definition"],
    content=Definition,
    shown=DefinitionBody,
    recorded=DefinitionRecorded,
    wanted=DefinitionsWanted,
    refers={"supersedes": "definition"},
    scope="definitions:write",
)
