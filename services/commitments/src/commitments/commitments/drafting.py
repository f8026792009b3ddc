"""Drafting commitments, and changing them. A draft is its party's own."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from chassis.base.identifiers import new_id
from chassis.database import Transaction
from chassis.problems import InvalidError
from chassis.values import AS_STORED
from chassis.values.sdg import indicator_fault
from commitments.commitments.errors import AlreadyPublishedError, refuse
from commitments.commitments.events import (
    CommitmentChanged,
    CommitmentDrafted,
    CommitmentPublished,
    check_size,
)
from commitments.commitments.models import (
    CommitmentBody,
    CommitmentContent,
    CommitmentPatch,
    CorrectionBody,
    IndicatorBody,
    IndicatorContent,
    NewCommitment,
)
from commitments.commitments.recording import Taken, append_events
from commitments.commitments.rules import consistency as rules
from commitments.commitments.rules.faults import Fault
from commitments.commitments.rules.statuses import is_own
from commitments.commitments.store import commitments as store
from commitments.commitments.store.references import Goals, referred

NOT_YET_KEPT = ""
"""The reference of a commitment that gets its number as it is kept."""


async def draft(tx: Transaction, content: NewCommitment) -> CommitmentBody:
    """Keep a commitment as a draft of its party."""
    goals = await _check(tx, content.party, content, [])
    changes = {
        "parties": rules.all_parties(content.party, content.parties),
        "indicators": _indicators(content.indicators),
    }
    # What was checked as it came in need not be checked again.
    commitment = CommitmentBody.model_construct(
        **{**dict(content), **changes}, id=new_id(), reference=NOT_YET_KEPT
    )
    check_size(CommitmentPublished.of(commitment), "/indicators")
    return await add_draft(tx, commitment, goals)


async def add_draft(tx: Transaction, commitment: CommitmentBody, goals: Goals) -> CommitmentBody:
    """Keep a draft that was checked, under the next reference of its party."""
    commitment = await store.add_draft(tx, commitment, goals)
    _append_draft(tx, commitment)
    return commitment


async def change(tx: Transaction, commitment: CommitmentBody, patch: CommitmentPatch) -> CommitmentBody:
    """Change what is not published yet. What was submitted or approved is a draft again.

    Without a difference there is no new version. Raises `AlreadyPublishedError`.
    """
    if not is_own(commitment.status):
        raise AlreadyPublishedError("Correct a slip by :correct; a promise that was made is not rewritten.")
    before = _content(commitment)
    content = patch.apply(before)
    if content == before:
        return commitment
    goals = await _check(tx, commitment.party, content, before.indicators)
    changes: dict[str, Any] = {
        **{name: getattr(content, name) for name in patch if name != "indicators"},
        "version": commitment.version + 1,
        "status": "draft",
        "parties": rules.all_parties(commitment.party, content.parties),
    }
    if "indicators" in patch:
        changes["indicators"] = _indicators(content.indicators)
    changed = commitment.model_copy(update=changes)
    check_size(CommitmentPublished.of(changed), "/indicators")
    await store.replace(tx, changed, goals, indicators="indicators" in patch)
    _append_draft(tx, changed)
    return changed


async def correct(tx: Transaction, commitment: CommitmentBody, correction: CorrectionBody) -> Taken:
    """Correct slips in what is published. What it promises stays.

    Raises `InvalidError` when nothing would read otherwise.
    """
    texts = correction.model_dump(exclude={"reason"}, exclude_none=True)
    if all(getattr(commitment, name) == value for name, value in texts.items()):
        raise InvalidError.at("/title", "nothing would read otherwise")
    corrected = commitment.model_copy(update={**texts, "version": commitment.version + 1})
    check_size(CommitmentPublished.of(corrected), "/description")
    await store.correct(tx, corrected)
    events = await append_events(tx, [corrected], CommitmentChanged, reason=correction.reason)
    return corrected, events[commitment.id]


def _content(commitment: CommitmentBody) -> CommitmentContent:
    """A commitment as its author would write it."""
    kept = {"id", "version", "coverage"}
    document = commitment.model_dump(
        include=set(CommitmentContent.model_fields), exclude={"indicators": {"__all__": kept}}
    )
    return CommitmentContent.model_validate(document, context=AS_STORED)


async def _check(
    tx: Transaction, lead: str, content: CommitmentContent, before: Sequence[IndicatorContent]
) -> Goals:
    """The goals that a commitment serves. Raises `InvalidError`.

    What the indicators `before` named stays: those of a published commitment cannot be mended.
    """
    aligned = [(one.framework, one.goal) for one in content.alignments]
    former = {one.definition for one in before if one.definition}
    definitions = {one.definition for one in content.indicators if one.definition} - former
    known = await referred(tx, aligned, {lead, *content.parties}, definitions)
    refuse(
        [
            *rules.party_faults(lead, content.parties, content.form, known.regions),
            *rules.alignment_faults(content.alignments, known.goals),
            *rules.period_faults(content.starts_on, content.ends_on),
            *rules.indicator_faults(content.indicators),
            *rules.definition_faults(content.indicators, {*known.definitions, *former}),
            *_number_faults(content.indicators, {one.aligned_with for one in before}),
        ]
    )
    return known.goals


def _number_faults(indicators: Iterable[IndicatorContent], former: Collection[str | None]) -> Iterator[Fault]:
    """The SDG indicator that one equals has an official number, unless it is among the `former` ones."""
    for place, number in enumerate(one.aligned_with for one in indicators):
        fault = None if number is None or number in former else indicator_fault(number)
        if fault is not None:
            yield Fault(f"/indicators/{place}/aligned_with", fault)


def _indicators(contents: Iterable[IndicatorContent]) -> list[IndicatorBody]:
    return [IndicatorBody.model_construct(id=new_id(), **dict(content)) for content in contents]


def _append_draft(tx: Transaction, commitment: CommitmentBody) -> UUID:
    event = CommitmentDrafted(version=commitment.version, commitment_id=commitment.id)
    return tx.append(event, subject=commitment.id, party=commitment.party, public=False)
