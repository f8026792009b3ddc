"""Roles, and the scopes that each of them brings."""

from collections.abc import Iterable

_PARTY = frozenset({"commitments:write", "observations:write", "reports:write", "reports:sign-off"})
SCOPES_OF = {
    "state": _PARTY,
    "un_entity": _PARTY,
    "secretariat": frozenset(
        {"milestones:write", "meetings:write", "agendas:write", "reports:review", "actors:write"}
    ),
    "regional_body": frozenset[str](),
    "stakeholder": frozenset[str](),
    "assessor": frozenset[str](),
    "observer": frozenset[str](),
}
"""Those without scopes read the public record under their own name."""

SPEAK_FOR_A_PARTY = frozenset({"state", "un_entity"})
"""Roles that make no sense without a party."""


def scopes_of(roles: Iterable[str]) -> frozenset[str]:
    """The scopes of somebody who has all of `roles`."""
    return frozenset[str]().union(*(SCOPES_OF[role] for role in roles))


ALL_SCOPES = scopes_of(SCOPES_OF)
