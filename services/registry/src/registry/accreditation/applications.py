"""Applications for accreditation: takes them, and reads them for those who may."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from chassis.base.clock import today
from chassis.base.identifiers import new_id
from chassis.database import Session, Transaction
from chassis.http.pages import Paging
from chassis.identity import Principal
from chassis.problems import InvalidError, NotFoundError
from registry.accreditation import rules, store
from registry.accreditation.events import AccreditationProceeded
from registry.accreditation.lifecycle import DECIDE
from registry.accreditation.rules import Accreditation, Applicant
from registry.actors.store import actors as stored_actors
from registry.catalogue.errors import NotNowError
from registry.catalogue.store.sessions import lock_registry


async def accredited(session: Session, client: str, day: date) -> bool:
    """Whether an accreditation for which the API client applied is in force on `day`."""
    return await store.accredited(session, client, day)


async def find(session: Session, code: str, who: Principal) -> Accreditation:
    """The accreditation, if it was granted or `who` may read its application."""
    found = await store.find(session, code, today())
    if found is None or not (found.since is not None or reads_application(found, who)):
        raise NotFoundError(f"There is no accreditation {code}.")
    return found


async def some(
    session: Session, paging: Paging, who: Principal, filters: dict[str, Any]
) -> Sequence[Accreditation]:
    """A page by code of what was granted, and of the applications that `who` may read."""
    reader = None if DECIDE in who.scopes else who.client
    return await store.some(session, paging, reader, filters, today())


def reads_application(accreditation: Accreditation, who: Principal) -> bool:
    """Whether `who` may read how an accreditation came to be: the applicant and those who decide."""
    return accreditation.client == who.client or DECIDE in who.scopes


async def apply(tx: Transaction, client: str, applicant: Applicant) -> str:
    """Keep an application; its code.

    Raises `InvalidError` for an actor that is not known or needs no accreditation, or a code that is taken;
    `NotNowError` while another application of this client for the same actor is open or granted.
    """
    await lock_registry(tx)
    await _check_actor(tx, applicant)
    for other in await store.of_applicant(tx, client, applicant.actor, today()):
        if other.status not in {"declined", "ended"}:
            raise NotNowError(f"There is {other.code} already: {other.status.replace('_', ' ')}.")
    accreditation_id = new_id()
    code = await store.add(tx, accreditation_id, client, applicant, today().year)
    await store.take(tx, accreditation_id, "applied")
    event = AccreditationProceeded(accreditation_id=accreditation_id, version=1, code=code, step="applied")
    tx.append(event, subject=accreditation_id, party=applicant.actor, public=False)
    return code


async def _check_actor(tx: Transaction, applicant: Applicant) -> None:
    known = await stored_actors.find(tx, applicant.actor)
    if applicant.is_new and known is not None:
        raise InvalidError.at("/organisation/code", f"the code {applicant.actor} is taken by another actor")
    if applicant.is_new:
        return
    if known is None:
        raise InvalidError.at("/actor", f"there is no actor {applicant.actor}")
    if known.kind not in rules.STAKEHOLDER_KINDS:
        raise InvalidError.at("/actor", f"{applicant.actor} takes part without accreditation")
