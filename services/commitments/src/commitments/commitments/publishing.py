"""Publishing commitments: from then on they are public, and measured."""

from collections.abc import Sequence

from chassis import timers
from chassis.database import Transaction
from chassis.problems import FieldError
from chassis.values.times import end_of
from commitments.commitments.errors import NothingPromisedError, refuse
from commitments.commitments.events import CommitmentChanged, CommitmentPublished
from commitments.commitments.hooks import PUBLISHED
from commitments.commitments.models import Alignment, CommitmentBody
from commitments.commitments.recording import Taken, after_step, append_events
from commitments.commitments.rules.consistency import definition_faults
from commitments.commitments.store import commitments as store
from commitments.commitments.store.references import referred
from commitments.frameworks import store as frameworks

EXPIRY = "commitment-expiry"
"""The timer of a commitment's last day."""


async def check_ready(tx: Transaction, commitment: CommitmentBody) -> None:
    """Raise `NothingPromisedError`, or `InvalidError` when a definition that it names is no longer there."""
    if not commitment.alignments and not commitment.indicators:
        detail = "Name a goal that it serves, or an indicator by which it is measured."
        raise NothingPromisedError(detail, FieldError("/alignments", detail))
    if named := {one.definition for one in commitment.indicators if one.definition}:
        known = (await referred(tx, [], definitions=named)).definitions
        refuse(definition_faults(commitment.indicators, known))


async def publish(tx: Transaction, commitment: CommitmentBody) -> Taken:
    """Make an approved draft public, with all that follows. Raises what `check_ready` does."""
    await check_ready(tx, commitment)
    published = after_step(commitment, "published")
    events = await append_events(tx, [published], CommitmentPublished)
    await store.note_step(tx, published, published_event_id=events[commitment.id])
    if published.ends_on is not None:
        await timers.schedule(tx, EXPIRY, str(published.id), end_of(published.ends_on))
    await tx.changed(PUBLISHED, [commitment.id])
    return published, events[commitment.id]


async def add_published(tx: Transaction, commitments: Sequence[CommitmentBody]) -> None:
    """Keep commitments that were published elsewhere before; what follows is left to who records values."""
    goals = await frameworks.goal_ids(tx, {a.framework for one in commitments for a in one.alignments})
    events = await append_events(tx, commitments, CommitmentPublished)
    await store.add(tx, commitments, goals, events)


RESTATED = (
    *("title", "description", "kind", "horizon", "markers", "area", "alignments"),
    *("origin", "derived_from"),
)
"""What a later release of the reference files may have otherwise."""


async def restate(tx: Transaction, former: CommitmentBody, stated: CommitmentBody) -> None:
    """Let a commitment that was published elsewhere read as it is `stated` there now."""
    changes = {name: getattr(stated, name) for name in RESTATED}
    changes["alignments"] = sorted(stated.alignments, key=_place)
    compared = former.model_copy(update={"alignments": sorted(former.alignments, key=_place)})
    if all(getattr(compared, name) == value for name, value in changes.items()):
        return
    goals = await frameworks.goal_ids(tx, {one.framework for one in stated.alignments})
    restated = former.model_copy(update={**changes, "version": former.version + 1})
    await store.replace(tx, restated, goals, indicators=False)
    await append_events(tx, [restated], CommitmentChanged)


def _place(alignment: Alignment) -> tuple[str, str]:
    return alignment.framework, alignment.goal
