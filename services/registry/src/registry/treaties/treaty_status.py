"""Where States stand: on an instrument, and on all of them, on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from chassis.database import Session
from chassis.http.pages import Paging
from registry.catalogue.reading import check_exists
from registry.treaties.rules.status import Standing, status_on
from registry.treaties.store import status as store


@dataclass(frozen=True, slots=True)
class Place:
    """Where a State stands on an instrument."""

    code: str
    """Of the State, or of the instrument: whatever the list is of."""
    name: str
    standing: Standing
    as_of: date | None
    """As of when this is known. `None`: no list of participations is held, so nothing is."""


async def on_instrument(
    session: Session, code: str, day: date, paging: Paging, state: str | None = None
) -> Sequence[Place]:
    """A page of the States that may take part in an instrument on `day`, or have, by code.

    Raises `EntryNotFoundError`.
    """
    found = await store.of_instrument(session, code, day, paging, state)
    if not found:
        await check_exists(session, "instrument", code)
    return [_place(done, day) for done in found]


async def of_appliers(session: Session, code: str, day: date, paging: Paging) -> Sequence[Place]:
    """A page of the States that apply a provision, by code, and where each stands on its instrument.

    Raises `EntryNotFoundError`.
    """
    found = await store.of_appliers(session, code, paging)
    if not found:
        await check_exists(session, "provision", code)
    return [_place(done, day) for done in found]


async def of_state(session: Session, code: str, day: date, paging: Paging) -> Sequence[Place]:
    """A page of the instruments in which a State may take part on `day`, or has, by code.

    Raises `EntryNotFoundError`.
    """
    found = await store.of_state(session, code, day, paging)
    if not found:
        await check_exists(session, "actor", code)
    return [_place(done, day) for done in found]


def _place(done: store.Done, day: date) -> Place:
    return Place(done.code, done.name, status_on(done.acts, day, done.in_force), done.as_of)
