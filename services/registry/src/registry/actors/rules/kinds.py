"""Who takes part and what groups them: the kinds of actors and of groupings."""

from typing import Literal, get_args

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
