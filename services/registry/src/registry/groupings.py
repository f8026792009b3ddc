"""Groupings: how they are told, and who belongs to them on a day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row

from chassis.database import Transaction
from chassis.http.pages import Paging
from chassis.problems import FieldError
from registry.catalogue.noun import Change, Faults
from registry.catalogue.reading import check_known
from registry.events import GroupingRegistered
from registry.store import Session
from registry.store import groupings as store


async def check(tx: Transaction, changes: Sequence[Change[Any]]) -> Faults:
    """That no grouping has the code of a State."""
    states = await store.states_among(tx, [change.content.code for change in changes])
    return {code: [FieldError("/code", f"{code} is a State, and no grouping")] for code in states}


async def tell(tx: Transaction, changes: Sequence[Change[Any]]) -> None:
    """Tell each grouping that is new or different."""
    for change in changes:
        told = change.content.model_dump(include={"code", "kind", "name"})
        tx.append(GroupingRegistered(version=change.version, **told), subject=change.content.code)


async def members(session: Session, code: str, day: date, paging: Paging) -> Sequence[Row[Any]]:
    """A page of the grouping's members on `day`, by code. Raises `EntryNotFoundError`."""
    rows = await store.members(session, code, day, paging)
    if not rows:
        await check_known(session, "grouping", code)
    return rows


async def of_actor(session: Session, actor: str, day: date) -> Sequence[Row[Any]]:
    """The groupings to which the actor belongs on `day`, by code. Raises `EntryNotFoundError`."""
    rows = await store.of_actor(session, actor, day)
    if not rows:
        await check_known(session, "actor", actor)
    return rows
