"""The parts of a gap analysis, one for each theme and one for each instrument.

A part never changes. It is known by the digest of its document, so analyses between which nothing changed
share it.
"""

from datetime import date
from hashlib import sha256
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, with_config
from typing_extensions import TypedDict  # pydantic wants this one before Python 3.12

Coverage = Literal["binding", "partly", "not_binding", "none"]
Uptake = Literal["known", "unknown", "not_applicable"]
Implementation = Literal[
    "measure_in_force", "commitment_with_progress", "commitment_without_progress", "nothing_recorded"
]
PartKind = Literal["theme", "instrument"]
M = TypeVar("M", bound=BaseModel)


class _Shown(BaseModel):
    model_config = ConfigDict(
        frozen=True, use_attribute_docstrings=True, json_schema_serialization_defaults_required=True
    )


class Reference(_Shown):
    """A record on which a figure rests."""

    noun: str
    code: str
    """Its code, or the reference of a commitment."""
    href: str


class Position(_Shown):
    """Where a received record stands in the ledger of the service that published it."""

    source: str
    epoch: str
    sequence: int


class Evidence(Reference):
    """A record on which a figure rests, received from another service or not."""

    position: Position | None = None
    """Null for the registry's own records."""


class ThemeFigures(_Shown):
    """How a theme is covered."""

    code: str
    name: str
    parent: str | None
    coverage: Coverage
    """`binding`: a treaty or protocol in force names the theme. `partly`: one names a broader or narrower
    theme only. `not_binding`: only instruments that do not bind name it. `none`: no instrument does."""
    uncovered: bool
    """No treaty or protocol in force names the theme, a broader or a narrower one."""
    binding: int
    """Treaties and protocols in force that name the theme."""
    not_binding: int
    """Other instruments that do."""
    agreements: int
    """Agreements of processes that do."""
    why: str


class CoveringInstrument(Reference):
    """An instrument that names the theme."""

    title: str
    kind: str
    binding: bool
    """A treaty or protocol in force."""


class CoveringAgreement(Reference):
    """An agreement of a process that names the theme."""

    title: str
    process: str


class RelatedTheme(Reference):
    """A broader or narrower theme, and the treaties and protocols in force that name it."""

    relation: Literal["broader", "narrower"]
    name: str
    binding: list[Reference]


class ThemePart(ThemeFigures):
    """How a theme is covered, and what that rests on."""

    href: str
    instruments: list[CoveringInstrument]
    agreed: list[CoveringAgreement]
    related: list[RelatedTheme]


class InstrumentFigures(_Shown):
    """How many States are party to an instrument, and for how many of them nothing shows what they do."""

    code: str
    title: str
    kind: str
    uptake: Uptake
    """`unknown`: no list of participations is held. `not_applicable`: States do not become party to it."""
    eligible: int
    """States that may take part."""
    parties: int | None = None
    """Those of them that are party; null unless the uptake is known."""
    share: float | None = None
    """`parties / eligible`."""
    low: bool = False
    """Whether the share is below the method's threshold."""
    why: str
    provisions: int
    """Provisions on offer one by one."""
    not_implemented: int | None = None
    """Parties of the next two levels together; null unless the uptake is known."""
    nothing_recorded: int | None = None
    """Parties with no measure in force and no published commitment on its themes."""
    commitment_without_progress: int | None = None
    """Parties with commitments on its themes of which none shows progress, and no measure in force."""
    why_not_implemented: str


class Share(_Shown):
    """Uptake among the States of a region or grouping."""

    code: str | None
    """Null for States that are counted in no region."""
    eligible: int
    parties: int
    not_implemented: int


class YearEnd(_Shown):
    """How many States were party at the end of a year."""

    year: int
    parties: int


@with_config(ConfigDict(use_attribute_docstrings=True))
class Party(TypedDict):
    """A State that is party, by which act, and what shows that it applies the instrument.

    There are so many of them that they are plain dictionaries.
    """

    noun: str
    code: str
    href: str
    state: str
    region: str | None
    since: date
    implementation: Implementation
    records: list[Evidence]
    """The first of the records that decide this, by code."""
    record_count: int
    """How many there are."""


class Offer(Reference):
    """A provision that a State can apply on its own."""

    article: str
    title: str
    applied_by: list[str]


class InstrumentPart(InstrumentFigures):
    """Uptake and implementation of an instrument, and what they rest on."""

    href: str
    themes: list[str]
    participations_as_of: date | None
    """As of when the list of participations is complete."""
    eligible_are: Reference
    """Where the States that may take part are listed."""
    by_region: list[Share] = []
    """By regional commission; each State counts in one."""
    by_grouping: list[Share] = []
    """By grouping; groupings overlap."""
    trend: list[YearEnd] = []
    """Parties, among the States that may take part now, at the end of each year in which they changed."""
    states: list[Party] = []
    """The parties among the States that may take part."""
    other_states: list[Party] = []
    """Parties that are not members of the grouping for which the instrument was made; in no figure."""
    on_offer: list[Offer]


Part = ThemePart | InstrumentPart
Figures = ThemeFigures | InstrumentFigures


def digest(document: str) -> str:
    """The SHA-256 of a document, by which it is known."""
    return sha256(document.encode()).hexdigest()


def reference(noun: str, code: str) -> Reference:
    """A record of the registry."""
    return Reference(noun=noun, code=code, href=href(noun, code))


def href(noun: str, code: str) -> str:
    """Where a record of the registry is."""
    return f"/v1/{noun}s/{code}"


def figures(part: Part) -> Figures:
    """What is shown of a part beside the others."""
    kind = ThemeFigures if isinstance(part, ThemePart) else InstrumentFigures
    return kind.model_construct(**{name: getattr(part, name) for name in kind.model_fields})
