"""Role assignments: the terms that stand, and the bodies in which they can be."""

from collections.abc import Collection, Mapping

from sqlalchemy import text

from chassis.database import Session
from registry.catalogue.store.entries import missing
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


async def unknown_bodies(session: Session, bodies: Mapping[str, str]) -> list[tuple[str, str]]:
    """Those of `bodies` (by any key) that are named like a process, and are none.

    What is written in capitals is a framework or the network, of which the registry keeps no list.
    """
    processes = {body for body in bodies.values() if not body.isupper()}
    unknown = await missing(session, "process", processes)
    return [(key, body) for key, body in bodies.items() if body in unknown]
