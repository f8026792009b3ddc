"""Accreditation of stakeholders: applied for, reviewed, decided, appealed, granted for a term, ended."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from chassis.base.clock import today
from chassis.base.identifiers import new_id
from chassis.database import Transaction
from chassis.http.pages import Paging
from chassis.identity import Principal
from chassis.problems import InvalidError, NotFoundError
from registry.catalogue.keeping import register
from registry.errors import NotNowError
from registry.events import (
    AccreditationEnded,
    AccreditationGranted,
    AccreditationProceeded,
)
from registry.nouns.actors import ACTORS, Actor
from registry.rules import accreditations as rules
from registry.rules.accreditations import Accreditation, Applicant, Outcome, Step, Term
from registry.store import Session, take_turn
from registry.store import accreditations as store
from registry.store import actors as stored_actors

DECIDES = "accreditations:decide"
"""The scope of those who decide, and therefore read every application."""


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
    reader = None if DECIDES in who.scopes else who.client
    return await store.some(session, paging, reader, filters, today())


def reads_application(accreditation: Accreditation, who: Principal) -> bool:
    """Whether `who` may read how an accreditation came to be: the applicant and those who decide."""
    return accreditation.client == who.client or DECIDES in who.scopes


async def apply(tx: Transaction, client: str, applicant: Applicant) -> str:
    """Keep an application; its code.

    Raises `InvalidError` for an actor that is not known or needs no accreditation, or a code that is taken;
    `NotNowError` while another application of this client for the same actor is open or granted.
    """
    await take_turn(tx)
    await _check_actor(tx, applicant)
    for other in await store.of_applicant(tx, client, applicant.actor, today()):
        if other.status not in {"declined", "ended"}:
            raise NotNowError(f"There is {other.code} already: {other.status.replace('_', ' ')}.")
    accreditation_id = new_id()
    code = await store.add(tx, accreditation_id, client, applicant, today().year)
    await store.take(tx, accreditation_id, "applied")
    await _tell_step(tx, code, "applied")
    return code


async def begin_review(tx: Transaction, code: str) -> None:
    """Note that the secretariat looks at an application."""
    accreditation = await _ready(tx, code, "review_begun")
    await store.take(tx, accreditation.id, "review_begun")
    await _tell_step(tx, code, "review_begun")


async def decide(
    tx: Transaction,
    code: str,
    step: Step,
    outcome: Outcome,
    reason: str,
    term: Term | None,
    actor: str | None,
) -> None:
    """Decide on an application (`step`: `decided`) or on an appeal (`appeal_decided`).

    What is accepted needs a `term`. `actor`: the code under which a new organisation is registered, when that
    is not to be the one that it proposed. Raises `InvalidError`, `NotNowError`, `CodeTakenError`.
    """
    accreditation = await _ready(tx, code, step)
    await store.take(tx, accreditation.id, step, outcome, reason)
    await _tell_step(tx, code, step)
    if outcome == "accepted":
        await _grant(tx, accreditation, term, actor)


async def appeal(tx: Transaction, code: str, who: Principal, reason: str) -> None:
    """Ask, as the applicant, for another look at what was declined: once."""
    accreditation = await _ready(tx, code, "appealed", applicant=who.client)
    await store.take(tx, accreditation.id, "appealed", reason=reason)
    await _tell_step(tx, code, "appealed")


async def end(tx: Transaction, code: str, reason: str, last: date | None) -> None:
    """Let what was granted end before its term does: on `last`, the first day without it; else at once."""
    accreditation = await _ready(tx, code, "ended")
    assert accreditation.since is not None
    now = today()
    if last is not None and last < now:
        raise InvalidError.at("/until", f"what was accredited until today stays so: {now} at the earliest")
    if accreditation.until is not None and last is not None and last > accreditation.until:
        raise InvalidError.at("/until", f"it ends on {accreditation.until} already")
    term = rules.shortened(Term(since=accreditation.since, until=accreditation.until), last or now)
    await store.take(tx, accreditation.id, "ended", reason=reason)
    await store.grant(tx, accreditation.id, accreditation.actor, term)
    await _tell(tx, code, AccreditationEnded)


async def _ready(tx: Transaction, code: str, step: Step, applicant: str | None = None) -> Accreditation:
    """The accreditation, if `step` can be taken now; where only the `applicant` can take it, its own."""
    await take_turn(tx)
    found = await store.find(tx, code, today())
    if applicant is not None and (found is None or found.client != applicant):
        raise NotFoundError(f"You have not applied for an accreditation {code}.")
    if found is None:
        raise NotFoundError(f"There is no accreditation {code}.")
    if why := rules.why_not(found, step):
        raise NotNowError(why)
    return found


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


async def _grant(tx: Transaction, accreditation: Accreditation, term: Term | None, actor: str | None) -> None:
    if term is None:
        raise InvalidError.at("/since", "what is accepted has a term: say since when")
    if accreditation.registered and actor not in {None, accreditation.actor}:
        raise InvalidError.at("/actor", f"{accreditation.actor} is registered and keeps its code")
    code = actor or accreditation.actor
    if not accreditation.registered:
        said = Actor.model_validate(
            {
                "code": code,
                "kind": accreditation.kind,
                "name": accreditation.name,
                "source": f"Accreditation {accreditation.code}",
                "as_of": today(),
            }
        )
        await register(tx, ACTORS, said)
    await store.grant(tx, accreditation.id, code, term)
    await _tell(tx, accreditation.code, AccreditationGranted)


async def _tell(
    tx: Transaction, code: str, event: type[AccreditationGranted] | type[AccreditationEnded]
) -> None:
    told = await _reread(tx, code)
    data = event(accreditation_id=told.id, **told.model_dump(include=set(event.model_fields)))
    tx.append(data, subject=told.id, party=told.actor)


async def _tell_step(tx: Transaction, code: str, step: Step) -> None:
    told = await _reread(tx, code)
    data = AccreditationProceeded(accreditation_id=told.id, version=told.version, code=code, step=step)
    tx.append(data, subject=told.id, party=told.actor, public=False)


async def _reread(tx: Transaction, code: str) -> Accreditation:
    found = await store.find(tx, code, today())
    assert found is not None
    return found
