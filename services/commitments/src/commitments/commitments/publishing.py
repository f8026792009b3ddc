"""Publishing commitments: from then on they are public, and measured."""

from collections.abc import Collection, Sequence
from uuid import UUID

from chassis.database import Transaction
from chassis.problems import FieldError
from commitments.commitments.errors import NothingPromisedError, refuse
from commitments.commitments.events import CommitmentChanged, CommitmentPublished
from commitments.commitments.hooks import PUBLISHED
from commitments.commitments.models import CommitmentBody
from commitments.commitments.rules.consistency import definition_faults
from commitments.commitments.store import commitments as store
from commitments.commitments.store.references import referred
from commitments.frameworks import store as frameworks
from commitments.parties.store import regions


async def publish(tx: Transaction, commitment: CommitmentBody) -> tuple[UUID, int]:
    """Make a draft public, with all that follows; returns the event's id and the version.

    Raises `NothingPromisedError`, or `InvalidError` when a definition that it names is no longer there.
    """
    if not commitment.alignments and not commitment.indicators:
        detail = "Name a goal that it serves, or an indicator by which it is measured."
        raise NothingPromisedError(detail, FieldError("/alignments", detail))
    if named := {one.definition for one in commitment.indicators if one.definition}:
        known = (await referred(tx, [], definitions=named)).definitions
        refuse(definition_faults(commitment.indicators, known))
    published = commitment.model_copy(update={"version": commitment.version + 1})
    events = await append_events(tx, [published], CommitmentPublished)
    await store.note_publication(tx, published, events[commitment.id])
    await tx.changed(PUBLISHED, [commitment.id])
    return events[commitment.id], published.version


async def add_published(tx: Transaction, commitments: Sequence[CommitmentBody]) -> None:
    """Keep commitments that were published elsewhere before; what follows is left to who records values."""
    goals = await frameworks.goal_ids(tx, {a.framework for one in commitments for a in one.alignments})
    events = await append_events(tx, commitments, CommitmentPublished)
    await store.add(tx, commitments, goals, events)


async def append_events(
    tx: Transaction,
    commitments: Collection[CommitmentBody],
    event: type[CommitmentPublished] | type[CommitmentChanged],
) -> dict[UUID, UUID]:
    """Append an `event` about each of `commitments`; the events' ids, by commitment."""
    region_of = await regions(tx, {one.party for one in commitments})
    return {
        one.id: tx.append(event.of(one), subject=one.id, party=one.party, region=region_of.get(one.party))
        for one in commitments
    }
