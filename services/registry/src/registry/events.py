"""What the registry publishes on `compact.registry`."""

import datetime as dt
from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.ledger.events import EventData


class MembershipPart(BaseModel):
    """That an actor belongs to a grouping, for one term: it may be over, or still to come."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    grouping: str
    """The grouping's code."""
    valid_from: date | None
    """The first day; null when nobody has said since when."""
    valid_until: date | None
    """The first day without it; null while it lasts."""


class _ActorData(EventData):
    version: int
    actor_id: UUID
    code: str
    """ISO 3166-1 alpha-3 for a State, a registered code for everyone else."""
    kind: str
    """`state`, `un_entity`, `regional_organisation`, `local_authority`, `civil_society`, ..."""
    name: str
    """The name in English."""
    names: dict[str, str]
    """The name by language (BCP 47)."""
    m49: str | None
    """The United Nations' numeric code, three digits; States only."""
    groupings: list[str]
    """Codes of the groupings to which the actor belongs now."""
    region: str | None
    """The regional commission in whose review the actor is counted, such as `ECA`."""
    iso2: str | None = None
    """ISO 3166-1 alpha-2; States only."""
    codes: dict[str, str] = Field(default_factory=dict)
    """Codes that others give the actor, by scheme."""
    parent: str | None = None
    """Code of the actor of which it is a part."""
    memberships: list[MembershipPart] = Field(default_factory=list)
    """All terms of its memberships, by grouping; of these, `groupings` are those of today."""


class ActorRegistered(_ActorData, event_type="compact.actor.registered.v1"):
    """An actor is known from now on."""


class ActorChanged(_ActorData, event_type="compact.actor.changed.v1"):
    """What is known of an actor, its groupings included, is different now."""


class GroupingRegistered(EventData, event_type="compact.grouping.registered.v1"):
    """A grouping is known from now on; a later version of the same code replaces the earlier."""

    version: int
    code: str
    kind: str
    """`regional_commission`, `m49_region`, `un_group` or `regional_organisation`."""
    name: str


class AccreditationGranted(EventData, event_type="compact.accreditation.granted.v1"):
    """A stakeholder is accredited, for a term."""

    version: int
    accreditation_id: UUID
    code: str = Field(examples=["A-2027-14"])
    actor: str = Field(examples=["MIGRANTS-FORUM"])
    """The actor's code."""
    name: str = Field(examples=["Migrants' Forum"])
    kind: str = Field(examples=["migrants_group"])
    since: date
    until: date | None = Field(examples=["2031-02-15"])
    """The first day without it; null while it has no end."""


class AccreditationEnded(EventData, event_type="compact.accreditation.ended.v1"):
    """An accreditation ends before its term does, or has got an end: `until`."""

    version: int
    accreditation_id: UUID
    code: str = Field(examples=["A-2027-14"])
    actor: str = Field(examples=["MIGRANTS-FORUM"])
    since: date
    until: date
    """The first day without it."""


class AccreditationProceeded(EventData, event_type="compact.accreditation.proceeded.v1"):
    """For audit: a step was taken with an application."""

    version: int
    accreditation_id: UUID
    code: str
    step: str
    """`applied`, `review_begun`, `decided`, `appealed`, `appeal_decided` or `ended`."""


class ParticipationPart(BaseModel):
    """An action of a State on an instrument."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    id: UUID
    version: int
    """Of the participation: 1 when it is new, more when what is known of it is different."""
    code: str = Field(examples=["ICRMW.KEN.signature.2027-02-15"])
    instrument: str = Field(examples=["ICRMW"])
    """The instrument's code."""
    action: str = Field(examples=["signature"])
    """`signature`, `ratification`, `accession`, `succession`, `acceptance`, `reservation`,
    `reservation_withdrawal`, `objection` or `withdrawal`."""
    date: dt.date
    in_force: dt.date | None = Field(examples=[None])
    """From when it has effect for the State, if anyone has said."""
    note: str | None = Field(examples=[None])
    source: str = Field(examples=["UN Treaty Collection, C.N.61.2027"])
    """Who says so."""
    as_of: dt.date
    """The day as of which it is so."""


class ParticipationsRecorded(EventData, event_type="compact.participations.recorded.v1"):
    """What a State has done on instruments is known, or known otherwise; at most 500 actions in one event."""

    version: int
    """How many such events there are of the State, this one included."""
    state: str = Field(examples=["KEN"])
    """The State's ISO 3166-1 alpha-3 code."""
    participations: list[ParticipationPart]


class AlignmentPart(BaseModel):
    """A goal that a practice serves."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    framework: str
    goal: str
    degree: str
    """`high`, `medium` or `low`: of a commitment made from the practice."""


class PracticeAdopted(EventData, event_type="compact.practice.adopted.v1"):
    """A State adopts a practice: all that is needed to draft a commitment from it."""

    version: int
    """Of the practice."""
    practice_id: UUID
    practice: str = Field(examples=["kenya-joint-permits"])
    """The practice's code."""
    party: str
    """The State that adopts it."""
    title: str
    """Of the commitment: the State's own words, or the practice's."""
    summary: str = Field(examples=["Both ministries issue one permit, within a month."])
    """What the practice is."""
    kind: str = Field(examples=["policy"])
    """Of the commitment: `policy`, `process`, `financial` or `human_resources`."""
    form: str = Field(examples=["standalone"])
    """Of the commitment."""
    horizon: str
    """Of the commitment: `short`, `medium` or `long`."""
    alignments: list[AlignmentPart]
    """The goals that it serves."""
    markers: list[str]
    """As commitments have them: `gender`, `whole_of_government`, `whole_of_society`."""
    adoptions: int = Field(examples=[3])
    """How many States have adopted the practice, this one included."""


class PracticeSubmitted(EventData, event_type="compact.practice.submitted.v1"):
    """For audit: a practice waits for its review."""

    version: int
    submission_id: UUID
    code: str


class PracticeReviewed(EventData, event_type="compact.practice.reviewed.v1"):
    """For audit: the coordination group has decided on what was submitted."""

    version: int
    submission_id: UUID
    code: str
    decision: str
    """`promising` or `declined`."""
