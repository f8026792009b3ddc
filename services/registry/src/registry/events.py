"""What the registry publishes on `compact.registry`."""

from uuid import UUID

from chassis.events import EventData


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


class ActorRegistered(_ActorData, event_type="compact.actor.registered.v1"):
    """An actor is known from now on."""


class ActorChanged(_ActorData, event_type="compact.actor.changed.v1"):
    """What is known of an actor, its groupings included, is different now."""


class GroupingRegistered(EventData, event_type="compact.grouping.registered.v1"):
    """A grouping is known from now on; a later version of the same code replaces the earlier."""

    version: int
    code: str
    kind: str
    """`regional_commission`, `m49_region` or `un_group`."""
    name: str
