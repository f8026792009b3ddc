"""Practices: submitted, reviewed by the coordination group, adopted by States."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from chassis.base.identifiers import new_id
from chassis.database import Transaction
from chassis.http.pages import Paging
from chassis.identity import Principal
from chassis.problems import InvalidError, NotFoundError
from registry import actors
from registry.catalogue import keeping, reading
from registry.errors import ActorNotFoundError, CodeTakenError, NotNowError
from registry.events import AlignmentPart, PracticeAdopted, PracticeReviewed, PracticeSubmitted
from registry.nouns.practices import PRACTICES, Practice, PracticeBody
from registry.rules.practices import Decision, commitment_markers
from registry.store import Session, take_turn
from registry.store import catalogue as entries
from registry.store import practices as store

REVIEWS = "practices:review"
"""The scope of those who review, and therefore read every submission."""
DEGREE = "high"
"""How much a commitment made from a practice serves the practice's goals, until its party says otherwise."""


async def submit(tx: Transaction, practice: Practice) -> UUID:
    """Keep a practice for review; the submission's id.

    Raises `CodeTakenError`, or `InvalidError` for a reference to what is not there.
    """
    await take_turn(tx)
    known = await entries.known(tx, PRACTICES.table, [practice.code])
    if known or await store.undecided(tx, practice.code) is not None:
        raise CodeTakenError("practice", practice.code)
    await keeping.check(tx, PRACTICES, practice)
    submission_id = new_id()
    await store.submit(tx, submission_id, practice.code, practice.model_dump_json())
    told = PracticeSubmitted(submission_id=submission_id, version=1, code=practice.code)
    tx.append(told, subject=submission_id, public=False)
    return submission_id


async def review(tx: Transaction, code: str, decision: Decision, reason: str) -> UUID:
    """Decide on what was submitted as `code`; what is promising becomes a practice. The submission's id.

    Raises `NotFoundError`, `NotNowError` when it was decided before, or `InvalidError` when what it refers to
    is no longer there.
    """
    await take_turn(tx)
    waiting = await store.undecided(tx, code)
    if waiting is None:
        if await entries.known(tx, PRACTICES.table, [code]):
            raise NotNowError(f"The practice {code} was reviewed before.")
        raise NotFoundError(f"No practice {code} waits for a review.")
    await store.decide(tx, waiting.id, decision, reason)
    told = PracticeReviewed(
        submission_id=waiting.id, version=waiting.version + 1, code=code, decision=decision
    )
    tx.append(told, subject=waiting.id, public=False)
    if decision == "promising":
        await keeping.register(tx, PRACTICES, Practice.model_validate(waiting.content))
    return UUID(str(waiting.id))


async def submission(session: Session, submission_id: UUID, who: Principal) -> Row[Any]:
    """A submission that `who` may read: its own, or as a reviewer any. Raises `NotFoundError`."""
    row = await store.submission(session, submission_id, _reader(who))
    if row is None:
        raise NotFoundError("There is no such submission.")
    return row


async def submissions(
    session: Session, paging: Paging, who: Principal, filters: Mapping[str, str]
) -> Sequence[Row[Any]]:
    """A page of the submissions that `who` may read, oldest first."""
    return await store.submissions(session, paging, _reader(who), filters)


def _reader(who: Principal) -> str | None:
    return None if REVIEWS in who.scopes else who.client


async def adopt(tx: Transaction, code: str, party: str, title: str | None) -> Row[Any]:
    """Note that the State `party` adopts a practice: once, however often it is said.

    Raises `EntryNotFoundError`, or `InvalidError` for one that is no State.
    """
    await take_turn(tx)
    practice = await reading.one(tx, PRACTICES, code)
    assert isinstance(practice, PracticeBody)
    region = await _region_of_state(tx, party)
    if await store.adopt(tx, code, party, title or practice.title):
        await entries.count(tx, PRACTICES.table, code, "adoptions")
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
        raise InvalidError.at("/party", f"{party} is no State; States adopt practices")
    region: str | None = actor.region
    return region


async def adoption(session: Session, code: str, party: str) -> Row[Any]:
    """The adoption of a practice by a party. Raises `NotFoundError`."""
    row = await store.adoption(session, code, party)
    if row is None:
        raise NotFoundError(f"{party} has not adopted the practice {code}.")
    return row


async def adoptions(session: Session, code: str, paging: Paging) -> Sequence[Row[Any]]:
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
