"""Participations: what each State has done on each instrument."""

from collections.abc import Collection

from sqlalchemy import text

from chassis.database import Session

_OTHERS = text("SELECT code FROM registry.actor WHERE code = ANY (:codes) AND kind <> 'state'")


async def others_than_states(session: Session, codes: Collection[str]) -> set[str]:
    """The actors among `codes` that are no States."""
    return set((await session.execute(_OTHERS, {"codes": list(codes)})).scalars())
