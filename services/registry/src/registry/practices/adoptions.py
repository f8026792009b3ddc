"""Adopting practices: a State gets a draft of a commitment from one."""

from collections.abc import Sequence

from chassis.database import Session, Transaction
from chassis.http.pages import Paging
from chassis.problems import InvalidError, NotFoundError
from chassis.resources.collections import recording
from registry.actors import reading as actors
from registry.actors.errors import ActorNotFoundError
from registry.catalogue import reading
from registry.catalogue.store.sessions import lock_registry
from registry.practices import store
from registry.practices.entries import PRACTICES, PracticeBody
from registry.practices.events import AlignmentPart, PracticeAdopted
from registry.practices.rules import Adoption, commitment_markers

DEGREE = "high"
"""How much a commitment made from a practice serves the practice's goals, until its party sets another."""


async def adopt(tx: Transaction, code: str, party: str, title: str | None) -> Adoption:
    """Record that the State `party` adopts a practice: once, however often it is asked for.

    Raises `EntryNotFoundError`, or `InvalidError` for one that is not a State.
    """
    await lock_registry(tx)
    practice = await reading.one(tx, PRACTICES, code)
    assert isinstance(practice, PracticeBody)
    region = await _region_of_state(tx, party)
    if await store.adopt(tx, code, party, title or practice.title):
        await recording.count(tx, PRACTICES.collection, code, "adoptions")
        adopted = await reading.one(tx, PRACTICES, code)
        assert isinstance(adopted, PracticeBody)
        tx.append(_adopted(adopted, party, title), subject=adopted.id, party=party, region=region)
    return await adoption(tx, code, party)


async def _region_of_state(tx: Transaction, party: str) -> str | None:
    try:
        actor = await actors.find(tx, party)
    except ActorNotFoundError as error:
        raise InvalidError.at("/party", f"there is no actor {party}") from error
    if actor.kind != "state":
        raise InvalidError.at("/party", f"{party} is not a State; States adopt practices")
    return actor.region


async def adoption(session: Session, code: str, party: str) -> Adoption:
    """The adoption of a practice by a party. Raises `NotFoundError`."""
    row = await store.adoption(session, code, party)
    if row is None:
        raise NotFoundError(f"{party} has not adopted the practice {code}.")
    return row


async def adoptions(session: Session, code: str, paging: Paging) -> Sequence[Adoption]:
    """A page of a practice's adoptions, by party. Raises `EntryNotFoundError`."""
    await reading.one(session, PRACTICES, code)
    return await store.adoptions(session, code, paging)


def _adopted(practice: PracticeBody, party: str, title: str | None) -> PracticeAdopted:
    goals = [goal.split("/", 1) for goal in dict.fromkeys(practice.goals)]
    return PracticeAdopted(
        version=practice.version,
        practice_id=practice.id,
        practice=practice.code,
        party=party,
        title=title or practice.title,
        summary=practice.summary,
        kind=practice.commitment_kind,
        form="standalone",
        horizon=practice.horizon,
        alignments=[
            AlignmentPart(framework=framework, goal=goal, degree=DEGREE) for framework, goal in goals
        ],
        markers=commitment_markers(dict.fromkeys(practice.markers)),
        adoptions=practice.adoptions,
    )
