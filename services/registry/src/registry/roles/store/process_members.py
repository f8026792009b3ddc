"""Who belongs to a process on a day."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import TypeAdapter
from sqlalchemy import text

from chassis.database import Session
from chassis.resources.collections.terms import in_force

_MEMBERS = text(
    f"""
    SELECT json_build_object(
        'process', process.code, 'date', CAST(:day AS date), 'secretariat', process.secretariat,
        'chair', (
            SELECT json_build_object('code', actor.code, 'kind', actor.kind, 'name', actor.name)
            FROM registry.role_assignment assignment JOIN registry.actor ON actor.code = assignment.actor
            WHERE assignment.body = process.code AND assignment.role = 'chair'
              AND {in_force(":day", "since", "until")}
        ),
        'members', ARRAY(
            SELECT json_build_object(
                'code', actor.code, 'kind', actor.kind, 'name', actor.name,
                'through', CASE WHEN actor.code = ANY (process.members) THEN 'process' ELSE 'grouping' END)
            FROM registry.actor
            WHERE actor.code = ANY (process.members) OR actor.code IN (
                SELECT actor FROM registry.membership
                WHERE grouping = process.grouping AND {in_force(":day")})
            ORDER BY actor.code
        ),
        'observers', ARRAY(
            SELECT json_build_object('code', actor.code, 'kind', actor.kind, 'name', actor.name)
            FROM registry.actor WHERE actor.code = ANY (process.observers) ORDER BY actor.code
        )
    )::text
    FROM registry.process WHERE process.code = :code
    """
)


@dataclass(frozen=True, slots=True)
class Participant:
    """An actor that takes part in a process."""

    code: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Member(Participant):
    """A member of a process, named by the process itself or through its grouping."""

    through: Literal["process", "grouping"]


@dataclass(frozen=True, slots=True)
class ProcessMembers:
    """Who belongs to a process on a day, by code."""

    process: str
    date: date
    chair: Participant | None
    secretariat: str | None
    members: list[Member]
    observers: list[Participant]


_READ = TypeAdapter(ProcessMembers)


async def on_day(session: Session, code: str, day: date) -> ProcessMembers | None:
    """Who belongs to the process with `code` on `day`, if there is such a process."""
    row = (await session.execute(_MEMBERS, {"code": code, "day": day})).scalar_one_or_none()
    return None if row is None else _READ.validate_json(row)
