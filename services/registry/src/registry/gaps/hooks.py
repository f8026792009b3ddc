"""Invalidates parts of the gap analysis when something below changes; a timer computes them anew.

Which parts a mark touches is decided when they are computed.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Generic
from uuid import UUID

from chassis import timers
from chassis.database import Transaction
from registry.actors.entries.actors import Actor
from registry.catalogue.entry_types import C, Change
from registry.catalogue.store.sessions import lock_registry
from registry.gaps.rules.marks import (
    Marks,
    of_agreement,
    of_doing,
    of_instrument,
    of_instrument_detail,
    of_theme,
    union,
)
from registry.gaps.store import marks as store
from registry.measures.entries import Measure
from registry.processes.entries.agreements import Agreement
from registry.treaties.entries.instruments import Instrument
from registry.treaties.entries.participations import Participation
from registry.treaties.entries.provisions import Provision
from registry.vocabulary.entries.themes import Theme

TIMER = "gap-analysis"
WINDOW = 2
"""Seconds. The analysis is computed one to two windows after a change, once for all changes of a window."""


class Invalidation(Generic[C]):
    """What a change of an entry invalidates: by its content before and after."""

    def __init__(self, marks: Callable[[C], Marks]) -> None:
        self._marks = marks

    async def changed(self, tx: Transaction, changes: Sequence[Change[C]]) -> None:
        """Entries are new or different."""
        contents = (content for change in changes for content in (change.content, change.before))
        await _mark(tx, [self._marks(one) for one in contents if one is not None])

    async def removed(self, tx: Transaction, contents: Sequence[C]) -> None:
        """Entries were removed."""
        await _mark(tx, [self._marks(one) for one in contents])


THEMES = Invalidation[Theme](lambda theme: of_theme(theme.code, theme.parent))
INSTRUMENTS = Invalidation[Instrument](lambda instrument: of_instrument(instrument.code, instrument.themes))
PARTICIPATIONS = Invalidation[Participation](lambda act: of_instrument_detail(act.instrument))
PROVISIONS = Invalidation[Provision](lambda provision: of_instrument_detail(provision.instrument))
AGREEMENTS = Invalidation[Agreement](lambda agreement: of_agreement(agreement.themes))
MEASURES = Invalidation[Measure](lambda measure: of_doing(measure.themes))


async def commitments_received(tx: Transaction, commitment_ids: Sequence[UUID]) -> None:
    """Commitments or their progress changed: they count for the themes of their goals."""
    await lock_registry(tx)
    themes = await store.themes_of_commitments(tx, commitment_ids)
    await _mark(tx, [of_doing(themes)])


async def actors_changed(tx: Transaction, changes: Sequence[Change[Actor]]) -> None:
    """What was a State and is one no longer is not published as one."""
    before = (change.before for change in changes if change.content.kind != "state")
    if any(actor is not None and actor.kind == "state" for actor in before):
        await _schedule(tx)


async def actors_removed(tx: Transaction, contents: Sequence[Actor]) -> None:
    """Actors were removed: a State among them counts in all parts."""
    if any(actor.kind == "state" for actor in contents):
        await _schedule(tx)


async def states_published(tx: Transaction, _: Sequence[Any]) -> None:
    """States, their regions or their memberships changed: all parts may rest on that."""
    await _schedule(tx)


async def _mark(tx: Transaction, marks: Sequence[Marks]) -> None:
    union_of_marks = union(marks) if marks else Marks()
    if any(union_of_marks):
        await store.mark(tx, union_of_marks)
        await _schedule(tx)


async def _schedule(tx: Transaction) -> None:
    """Let the timer of this window be due at the end of the next.

    A window is over before its timer can fire, so what is marked in it is never too late; and a stream of
    changes delays nothing. One that has failed and is tried again takes these changes in too: while it fails,
    there are not more of them with each window.
    """
    if await timers.is_retrying(tx, TIMER):
        return
    window = int((await store.clock(tx)).timestamp()) // WINDOW
    due_at = datetime.fromtimestamp((window + 2) * WINDOW, UTC)
    await timers.schedule(tx, TIMER, str(window), due_at)
