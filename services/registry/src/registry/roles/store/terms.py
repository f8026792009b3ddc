"""Role assignments: the terms that stand."""

from collections.abc import Collection

from sqlalchemy import text

from chassis.database import Session
from registry.roles.rules import Term

_TERMS = text(
    """
    SELECT code, actor, role, body, since, until FROM registry.role_assignment
    WHERE body = ANY (:bodies) ORDER BY code
    """
)


async def terms(session: Session, bodies: Collection[str]) -> list[Term]:
    """All terms in `bodies`."""
    return [Term.model_validate(row) for row in await session.execute(_TERMS, {"bodies": list(bodies)})]
