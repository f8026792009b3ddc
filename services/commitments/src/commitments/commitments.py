"""Commitments: drafted by a party, and published by it. A draft is its party's own."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from chassis.base.identifiers import new_id
from chassis.database import ReadSession, Transaction
from chassis.http.pages import Paging
from chassis.identity import Principal
from commitments import assessments
from commitments.content.commitments import (
    CommitmentBody,
    CommitmentContent,
    IndicatorBody,
    IndicatorContent,
    NewCommitment,
)
from commitments.content.filters import Filter
from commitments.content.patches import CommitmentPatch
from commitments.errors import AlreadyPublishedError, NoSuchCommitmentError, refuse
from commitments.events import CommitmentChanged, CommitmentDrafted, CommitmentPublished, check_size
from commitments.rules import commitments as rules
from commitments.store import commitments as store
from commitments.store import frameworks, received
from commitments.store.references import Goals, referred

NOT_YET_KEPT = ""
"""The reference of a commitment that gets its number as it is kept."""


async def draft(tx: Transaction, content: NewCommitment) -> CommitmentBody:
    """Keep a commitment as a draft of its party."""
    goals = await _check(tx, content.party, content)
    changes = {
        "parties": rules.all_parties(content.party, content.parties),
        "indicators": _indicators(content.indicators),
    }
    # What was checked as it came in need not be checked again.
    commitment = CommitmentBody.model_construct(
        **{**dict(content), **changes}, id=new_id(), reference=NOT_YET_KEPT
    )
    check_size(CommitmentPublished.telling(commitment), "/indicators")
    return await add_draft(tx, commitment, goals)


async def add_draft(tx: Transaction, commitment: CommitmentBody, goals: Goals) -> CommitmentBody:
    """Keep a draft that was checked, under the next reference of its party."""
    commitment = await store.add_draft(tx, commitment, goals)
    _note_draft(tx, commitment)
    return commitment


async def change(tx: Transaction, commitment: CommitmentBody, patch: CommitmentPatch) -> CommitmentBody:
    """Change what a commitment says. What is measured of a published one stays."""
    published, measured_anew = commitment.status == "published", "indicators" in patch.model_fields_set
    if published and measured_anew:
        raise AlreadyPublishedError("The indicators of a published commitment are measured, and stay.")
    wanted = patch.changed(commitment)
    goals = await _check(tx, commitment.party, wanted)
    changes: dict[str, Any] = {
        "version": commitment.version + 1,
        "parties": rules.all_parties(commitment.party, wanted.parties),
    }
    if measured_anew:
        changes["indicators"] = _indicators(wanted.indicators)
    changed = wanted.model_copy(update=changes)
    check_size(CommitmentPublished.telling(changed), "/indicators")
    await store.replace(tx, changed, goals, indicators=measured_anew)
    if published:
        await _append(tx, [changed], CommitmentChanged)
    else:
        _note_draft(tx, changed)
    return changed


async def publish(tx: Transaction, commitment: CommitmentBody) -> tuple[UUID, int]:
    """Make a draft public, with its first computed progress; returns the event's id and the version."""
    if commitment.status == "published":
        raise AlreadyPublishedError(f"{commitment.reference} is published.")
    published = commitment.model_copy(update={"version": commitment.version + 1})
    events = await _append(tx, [published], CommitmentPublished)
    await store.note_publication(tx, published, events[commitment.id])
    await assessments.compute(tx, [commitment.id])
    return events[commitment.id], published.version


async def add_published(tx: Transaction, commitments: Sequence[CommitmentBody]) -> None:
    """Keep commitments that were published elsewhere before; their progress is still to be computed."""
    goals = await frameworks.goal_ids(tx, {a.framework for one in commitments for a in one.alignments})
    events = await _append(tx, commitments, CommitmentPublished)
    await store.add(tx, commitments, goals, events)


async def own(tx: Transaction, commitment_id: UUID, who: Principal) -> CommitmentBody:
    """The commitment, locked, if `who` speaks for its lead party. Another's draft is hidden."""
    if not await store.lock(tx, commitment_id):
        raise NoSuchCommitmentError("There is no such commitment.")
    commitment = await find(tx, commitment_id, who.party)
    who.check_party(commitment.party)
    return commitment


async def find(session: ReadSession | Transaction, commitment_id: UUID, reader: str | None) -> CommitmentBody:
    """The commitment, if `reader` (a party, or nobody in particular) may read it."""
    for commitment in await store.find(session, [commitment_id]):
        if commitment.status == "published" or commitment.party == reader:
            return commitment
    raise NoSuchCommitmentError("There is no such commitment.")


async def by_reference(tx: Transaction, references: Collection[str]) -> dict[str, CommitmentBody]:
    """Those commitments that have one of `references`, by it."""
    return {one.reference: one for one in await store.find_by_reference(tx, references)}


async def page_of(
    session: ReadSession, paging: Paging, reader: str | None, wanted: Filter
) -> list[CommitmentBody]:
    """The commitments that `reader` may read, by reference."""
    return await store.page_of(session, paging, reader, wanted)


async def _check(tx: Transaction, lead: str, content: CommitmentContent | CommitmentBody) -> Goals:
    aligned = [(one.framework, one.goal) for one in content.alignments]
    known = await referred(tx, aligned, {lead, *content.parties})
    refuse(
        [
            *rules.party_faults(lead, content.parties, content.form, known.regions),
            *rules.alignment_faults(content.alignments, known.goals),
            *rules.indicator_faults(content.indicators),
        ]
    )
    return known.goals


def _indicators(contents: Iterable[IndicatorContent]) -> list[IndicatorBody]:
    return [IndicatorBody.model_construct(id=new_id(), **dict(content)) for content in contents]


def _note_draft(tx: Transaction, commitment: CommitmentBody) -> None:
    drafted = CommitmentDrafted(version=commitment.version, commitment_id=commitment.id)
    tx.append(drafted, subject=commitment.id, party=commitment.party, public=False)


async def _append(
    tx: Transaction,
    commitments: Collection[CommitmentBody],
    fact: type[CommitmentPublished] | type[CommitmentChanged],
) -> dict[UUID, UUID]:
    regions = await received.regions(tx, {one.party for one in commitments})
    return {
        one.id: tx.append(fact.telling(one), subject=one.id, party=one.party, region=regions.get(one.party))
        for one in commitments
    }
