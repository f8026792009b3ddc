"""Decides on accreditations: reviews, decides, hears appeals, ends. Each step is a fact and an event."""

from datetime import date
from uuid import UUID

from chassis.base.clock import today
from chassis.database import Transaction
from chassis.identity import Principal
from chassis.problems import InvalidError, NotFoundError
from chassis.resources.steps import Receipt
from registry.accreditation import rules, store
from registry.accreditation.events import AccreditationEnded, AccreditationGranted, AccreditationProceeded
from registry.accreditation.rules import Accreditation, Outcome, Step, Term
from registry.actors.entries.actors import ACTORS, Actor
from registry.catalogue.errors import NotNowError
from registry.catalogue.store.sessions import lock_registry
from registry.catalogue.writing import register


async def locked(tx: Transaction, code: str, _: Principal) -> Accreditation:
    """The accreditation, while no other transaction writes. Raises `NotFoundError`."""
    await lock_registry(tx)
    found = await store.find(tx, code, today())
    if found is None:
        raise NotFoundError(f"There is no accreditation {code}.")
    return found


async def locked_for_applicant(tx: Transaction, code: str, who: Principal) -> Accreditation:
    """The same for the applicant alone. Raises `NotFoundError` for others."""
    await lock_registry(tx)
    found = await store.find(tx, code, today())
    if found is None or found.client != who.client:
        raise NotFoundError(f"You have not applied for an accreditation {code}.")
    return found


async def begin_review(tx: Transaction, accreditation: Accreditation) -> Receipt:
    """Record that the secretariat looks at an application."""
    return await _proceed(tx, accreditation, "review_begun")


async def decide(
    tx: Transaction,
    accreditation: Accreditation,
    step: Step,
    outcome: Outcome,
    reason: str,
    term: Term | None,
    actor: str | None,
) -> Receipt:
    """Decide on an application (`step`: `decided`) or on an appeal (`appeal_decided`).

    What is accepted needs a `term`. `actor`: the code under which a new organisation is registered, when that
    is not to be the one that it proposed. Raises `InvalidError`, `CodeTakenError`.
    """
    if step == "appeal_decided" and actor not in {None, accreditation.actor}:
        raise InvalidError.at("/actor", f"must stay {accreditation.actor}, for which it was applied")
    receipt = await _proceed(tx, accreditation, step, outcome, reason)
    if outcome == "declined":
        return receipt
    await _grant(tx, accreditation, term, actor)
    return receipt.model_copy(update={"status": (await _read(tx, accreditation)).status})


async def appeal(tx: Transaction, accreditation: Accreditation, reason: str) -> Receipt:
    """Ask for another look at what was declined. Raises `NotNowError` the second time."""
    if "appealed" in accreditation.steps:
        raise NotNowError(f"{accreditation.code}: an appeal is made once, and was decided.")
    return await _proceed(tx, accreditation, "appealed", reason=reason)


async def end(tx: Transaction, accreditation: Accreditation, reason: str, last: date | None) -> Receipt:
    """Let what was granted end before its term does: on `last`, the first day without it; else at once.

    Raises `NotNowError` the second time, or `InvalidError` for a day that is over or after the term.
    """
    assert accreditation.since is not None
    if "ended" in accreditation.steps:
        raise NotNowError(f"{accreditation.code} has been given its end before, which is done once.")
    now = today()
    if last is not None and last < now:
        raise InvalidError.at("/until", f"must not precede today ({now}): what was accredited stays so")
    if accreditation.until is not None and last is not None and last > accreditation.until:
        raise InvalidError.at("/until", f"must not be after the end of the term ({accreditation.until})")
    term = rules.shortened(Term(since=accreditation.since, until=accreditation.until), last or now)
    await store.take(tx, accreditation.id, "ended", reason=reason)
    await store.grant(tx, accreditation.id, accreditation.actor, term)
    after = await _read(tx, accreditation)
    event_id = _publish(tx, after, AccreditationEnded)
    return Receipt.of(after, event_id)


async def _proceed(
    tx: Transaction,
    accreditation: Accreditation,
    step: Step,
    outcome: Outcome | None = None,
    reason: str | None = None,
) -> Receipt:
    """Record `step` and its event, which is for audit only."""
    await store.take(tx, accreditation.id, step, outcome, reason)
    after = await _read(tx, accreditation)
    event = AccreditationProceeded(
        accreditation_id=after.id, version=after.version, code=after.code, step=step
    )
    event_id = tx.append(event, subject=after.id, party=after.actor, public=False)
    return Receipt.of(after, event_id)


async def _grant(tx: Transaction, accreditation: Accreditation, term: Term | None, actor: str | None) -> None:
    if term is None:
        raise InvalidError.at("/since", "must be given: what is accepted has a term")
    if accreditation.registered and actor not in {None, accreditation.actor}:
        raise InvalidError.at("/actor", f"must stay {accreditation.actor}, which is registered")
    code = actor or accreditation.actor
    if not accreditation.registered:
        organisation = Actor.model_validate(
            {
                "code": code,
                "kind": accreditation.kind,
                "name": accreditation.name,
                "source": f"Accreditation {accreditation.code}",
                "as_of": today(),
            }
        )
        await register(tx, ACTORS, organisation)
    await store.grant(tx, accreditation.id, code, term)
    _publish(tx, await _read(tx, accreditation), AccreditationGranted)


def _publish(
    tx: Transaction,
    accreditation: Accreditation,
    event: type[AccreditationGranted] | type[AccreditationEnded],
) -> UUID:
    fields = accreditation.model_dump(include=set(event.model_fields))
    data = event(accreditation_id=accreditation.id, **fields)
    return tx.append(data, subject=accreditation.id, party=accreditation.actor)


async def _read(tx: Transaction, accreditation: Accreditation) -> Accreditation:
    found = await store.find(tx, accreditation.code, today())
    assert found is not None
    return found
