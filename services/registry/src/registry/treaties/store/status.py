"""What States have done on instruments: from this follows their status on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Text, TextClause, text

from chassis.database import Session
from chassis.http.pages import Paging, cursor_values
from chassis.resources.collections.terms import in_force
from registry.treaties.rules.participations import Act

_DONE = """
    LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_array(code, action, date, in_force)) AS acts, max(as_of) AS as_of
        FROM registry.participation
        WHERE participation.instrument = instrument.code AND participation.state = actor.code
    ) done ON true
"""
_MAY_TAKE_PART = f"""(
    instrument.grouping IS NULL OR done.acts IS NOT NULL OR EXISTS (
        SELECT FROM registry.membership
        WHERE membership.actor = actor.code AND membership.grouping = instrument.grouping
          AND {in_force(":day")}
    )
)"""


@dataclass(frozen=True, slots=True)
class Done:
    """What a State has done on an instrument, as far as is known."""

    code: str
    """Of the State, or of the instrument: whatever the list is of."""
    name: str
    in_force: date | None
    """From when the instrument itself is in force."""
    as_of: date | None
    """As of when this is known; `None`: nothing is."""
    acts: Sequence[Act]


def _by(listed: str, name: str, chosen: str, more: str = "", who: str = _MAY_TAKE_PART) -> TextClause:
    return text(
        f"""
        SELECT {listed}.code, {listed}.{name} AS name, instrument.in_force,
               greatest(instrument.participations_as_of, done.as_of) AS as_of, done.acts
        FROM registry.instrument JOIN registry.actor ON actor.kind = 'state' {more} {_DONE}
        WHERE {chosen} AND {listed}.code > :after AND {who}
        ORDER BY {listed}.code LIMIT :limit
        """
    )


_ONLY = "(CAST(:only AS text) IS NULL OR actor.code = CAST(:only AS text))"
_STATES = _by("actor", "name", f"instrument.code = :code AND {_ONLY}")
_INSTRUMENTS = _by("instrument", "title", "actor.code = :code")
_APPLIERS = _by(
    "actor",
    "name",
    "provision.code = :code",
    "JOIN registry.provision ON provision.instrument = instrument.code"
    " AND actor.code = ANY (provision.applied_by)",
    "true",
)


async def of_instrument(
    session: Session, instrument: str, day: date, paging: Paging, only: str | None = None
) -> list[Done]:
    """A page of the States that may take part in an instrument on `day`, or have, by code.

    `only`: this State alone.
    """
    return await _some(session, _STATES, instrument, paging, {"day": day, "only": only})


async def of_state(session: Session, state: str, day: date, paging: Paging) -> list[Done]:
    """A page of the instruments in which a State may take part on `day`, or has, by code."""
    return await _some(session, _INSTRUMENTS, state, paging, {"day": day})


async def of_appliers(session: Session, provision: str, paging: Paging) -> list[Done]:
    """A page of the States that apply a provision, by code, with what they have done on its instrument."""
    return await _some(session, _APPLIERS, provision, paging, {})


async def _some(
    session: Session, statement: TextClause, code: str, paging: Paging, values: Mapping[str, Any]
) -> list[Done]:
    [after] = cursor_values(paging, Text()) or [""]
    part = {"code": code, "after": after, "limit": paging.limit + 1}
    return [_done(row) for row in (await session.execute(statement, {**part, **values})).all()]


def _done(row: Row[Any]) -> Done:
    acts = [
        Act(code, action, date.fromisoformat(day), date.fromisoformat(in_force) if in_force else None)
        for code, action, day, in_force in row.acts or ()
    ]
    return Done(row.code, row.name, row.in_force, row.as_of, acts)
