"""What a source says of actors and groupings, and what of it is news. Pure decisions.

Two sources speak: the reference files that come with the product, and the secretariat. Each says as of when,
and the newer word counts: an old file never undoes a later correction.
"""

from collections.abc import Mapping
from datetime import date
from typing import Literal, get_args
from uuid import UUID

from pydantic import BaseModel, ConfigDict

ActorKind = Literal[
    "state",
    "un_entity",
    "intergovernmental_organisation",
    "regional_organisation",
    "national_authority",
    "subnational_authority",
    "local_authority",
    "civil_society",
    "migrants_group",
    "private_sector",
    "academia",
    "parliament",
    "human_rights_institution",
    "philanthropy",
]
GroupingKind = Literal["regional_commission", "m49_region", "un_group", "regional_organisation"]
ACTOR_KINDS: tuple[str, ...] = get_args(ActorKind)
GROUPING_KINDS: tuple[str, ...] = get_args(GroupingKind)


class Facts(BaseModel):
    """Something that a source says, as of a day."""

    model_config = ConfigDict(frozen=True)

    source: str
    as_of: date


class Listing(Facts):
    """That an actor belongs to a grouping."""


class GroupingFacts(Facts):
    """A grouping of actors."""

    code: str
    kind: GroupingKind
    name: str


class ActorFacts(Facts):
    """An actor and the groupings to which it belongs."""

    code: str
    kind: ActorKind
    name: str
    names: Mapping[str, str] = {}
    iso2: str | None = None
    m49: str | None = None
    region: str | None = None
    groupings: Mapping[str, Listing] = {}


class KnownActor(BaseModel):
    """What is stored of an actor."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    version: int
    facts: ActorFacts


class MembershipChanges(BaseModel):
    """What has to happen to an actor's memberships."""

    model_config = ConfigDict(frozen=True)

    begun: Mapping[str, Listing]
    confirmed: Mapping[str, Listing]
    """Listed as before, by a newer or another source."""
    ended: Mapping[str, date]
    """With the first day without it."""
    is_first: bool
    """Nothing was known of the actor; so nobody has said since when it belongs."""

    def since(self, listing: Listing) -> date | None:
        """From which day a membership that begins is in force; `None`: always, as far as is known."""
        return None if self.is_first else listing.as_of


def is_news(said: Facts, known: Facts | None) -> bool:
    """Whether `said` differs from what is `known` and is not older."""
    return known is None or (said != known and said.as_of >= known.as_of)


def membership_changes(
    said: ActorFacts, known: ActorFacts | None, reviewed: Mapping[str, date]
) -> MembershipChanges:
    """What `said` means for the memberships of an actor.

    A grouping that no longer lists the actor has lost it on the day as of which its list is complete, as
    `reviewed` tells; where it does not, on the day as of which the actor's facts are.
    """
    before = known.groupings if known else {}
    listed = said.groupings
    return MembershipChanges(
        begun={code: listed[code] for code in sorted(listed.keys() - before.keys())},
        confirmed={
            code: listed[code]
            for code in sorted(listed.keys() & before.keys())
            if is_news(listed[code], before[code])
        },
        ended={code: reviewed.get(code, said.as_of) for code in sorted(before.keys() - listed.keys())},
        is_first=known is None,
    )
