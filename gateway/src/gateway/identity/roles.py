"""Roles, and the scopes that each of them brings."""

from collections.abc import Iterable

_PARTY = frozenset({"commitments:write", "commitments:publish", "observations:write", "reports:write"})
_SIGN_OFF = frozenset({"commitments:sign-off", "reports:sign-off"})
"""Of the person who stands for the party: whoever writes for it does not approve what was written."""
_PRACTICES = frozenset({"practices:write"})
_VOICE = _PRACTICES | {"findings:write"}
_FIELD = frozenset({"definitions:write", "practices:review", "gap-analyses:write"})
SCOPES_OF = {
    "state": _PARTY | _PRACTICES | {"practices:adopt", "measures:write", "findings:reply"},
    "focal_point": _SIGN_OFF,
    "un_entity": _PARTY | _SIGN_OFF | _VOICE,
    "secretariat": frozenset({"milestones:write", "meetings:write", "reports:review"})
    | {"actors:write", "registry:write", "measures:write", "programmes:write"}
    | {"findings:review", "accreditations:decide"}
    | _VOICE
    | _FIELD,
    "coordination_member": _VOICE | _FIELD,
    "regional_body": _PRACTICES | {"programmes:write"},
    "stakeholder": _VOICE | {"accreditations:apply"},
    "assessor": frozenset({"findings:write"}),
    "observer": frozenset[str](),
}
"""Those without scopes read the public record under their own name."""

SPEAK_FOR_A_PARTY = frozenset({"state", "focal_point", "un_entity"})
"""Roles that make no sense without a party."""
SPEAK_FOR_ALL = frozenset({"secretariat", "coordination_member"})
"""Roles that make no sense with one: what they write is about any party."""


def party_fault(roles: Iterable[str], party: str | None) -> str | None:
    """Why a client with `roles` cannot speak for `party`, or without one; `None` if it can."""
    named = sorted(roles)
    if party is None:
        needing = next((role for role in named if role in SPEAK_FOR_A_PARTY), None)
        return needing and f"a client with the role {needing} speaks for a party"
    general = next((role for role in named if role in SPEAK_FOR_ALL), None)
    return general and f"a client with the role {general} speaks for no single party"


def scopes_of(roles: Iterable[str]) -> frozenset[str]:
    """The scopes of somebody who has all of `roles`."""
    return frozenset[str]().union(*(SCOPES_OF[role] for role in roles))


ALL_SCOPES = scopes_of(SCOPES_OF)
WITHDRAWN = frozenset({"agendas:write"})
"""Scopes of earlier releases that no operation needed: a client that still names them gets the others."""
