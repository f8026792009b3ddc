"""What the registry publishes on `compact.registry`."""

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
    """The first day; null when since when is unknown."""
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
