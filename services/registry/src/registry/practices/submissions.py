"""Practices: submitted, reviewed by the coordination group, adopted by States."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from chassis.base.identifiers import new_id
from chassis.database import Session, Transaction
from chassis.http.pages import Paging
from chassis.identity import Principal
from chassis.problems import NotFoundError
from chassis.resources.collections import recording
from chassis.resources.steps import Receipt
from chassis.values import AS_STORED
from registry.catalogue import writing
from registry.catalogue.errors import CodeTakenError, NotNowError
from registry.catalogue.store.sessions import lock_registry
from registry.practices import store
from registry.practices.entries import PRACTICES, Practice
from registry.practices.events import PracticeReviewed, PracticeSubmitted
from registry.practices.lifecycle import REVIEW
from registry.practices.rules import Decision, Submission


async def submit(tx: Transaction, practice: Practice) -> UUID:
    """Keep a practice for review; the submission's id.

    Raises `CodeTakenError`, or `InvalidError` for a reference to what is not there.
    """
    await lock_registry(tx)
    known = await recording.find(tx, PRACTICES.collection, [practice.code])
    if known or await store.undecided(tx, practice.code) is not None:
        raise CodeTakenError("practice", practice.code)
    await writing.check_new(tx, PRACTICES, practice)
    submission_id = new_id()
    await store.submit(tx, submission_id, practice.code, practice.model_dump_json())
    event = PracticeSubmitted(submission_id=submission_id, version=1, code=practice.code)
    tx.append(event, subject=submission_id, public=False)
    return submission_id


async def waiting(tx: Transaction, code: str, _: Principal) -> Submission:
    """The submission of `code` that waits for its review, while no other transaction writes.

    Raises `NotFoundError`, or `NotNowError` when it was decided before.
    """
    await lock_registry(tx)
    found = await store.undecided(tx, code)
    if found is None:
        if await recording.find(tx, PRACTICES.collection, [code]):
            raise NotNowError(f"The practice {code} was reviewed before.")
        raise NotFoundError(f"No practice {code} waits for a review.")
    return found


async def review(tx: Transaction, submission: Submission, decision: Decision, reason: str) -> Receipt:
    """Decide on a submission; what is promising becomes a practice.

    Raises `InvalidError` when the practice refers to what is no longer there.
    """
    code, version = submission.code, submission.version + 1
    await store.decide(tx, submission.id, decision, reason)
    event = PracticeReviewed(submission_id=submission.id, version=version, code=code, decision=decision)
    event_id = tx.append(event, subject=submission.id, public=False)
    if decision == "promising":
        await writing.register(tx, PRACTICES, Practice.model_validate(submission.content, context=AS_STORED))
    return Receipt(id=submission.id, version=version, event_id=event_id, status=decision)


async def submission(session: Session, submission_id: UUID, who: Principal) -> Submission:
    """A submission that `who` may read: its own, or as a reviewer any. Raises `NotFoundError`."""
    row = await store.submission(session, submission_id, _reader(who))
    if row is None:
        raise NotFoundError("There is no such submission.")
    return row


async def submissions(
    session: Session, paging: Paging, who: Principal, filters: Mapping[str, str]
) -> Sequence[Submission]:
    """A page of the submissions that `who` may read, oldest first."""
    return await store.submissions(session, paging, _reader(who), filters)


def _reader(who: Principal) -> str | None:
    return None if REVIEW in who.scopes else who.client
