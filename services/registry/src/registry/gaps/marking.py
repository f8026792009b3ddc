"""Noting what changes touch the gap analysis; the timer computes it anew a few seconds later.

Each noun that counts names its `Marking` among what follows its changes. Which parts a mark touches is
decided when they are computed.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from chassis import timers
from chassis.database import Transaction
from registry.catalogue.noun import Change
from registry.rules.gaps.marks import (
    Marks,
    of_agreement,
    of_doing,
    of_instrument,
    of_instrument_detail,
    of_theme,
    union,
)
from registry.store import gaps as store
from registry.store import take_turn

TIMER = "gap-analysis"
WINDOW = 2
"""Seconds. The analysis is computed one to two windows after a change, once for all changes of a window."""


class Marking:
    """What of a noun's entries touches the analysis: said of each entry, before and after a change."""

    def __init__(self, marks: Callable[[Any], Marks]) -> None:
        self._marks = marks

    async def note(self, tx: Transaction, changes: Sequence[Change[Any]]) -> None:
        """Entries are new or different."""
        said = (said for change in changes for said in (change.content, change.before))
        await _note(tx, [self._marks(one) for one in said if one is not None])

    async def note_removal(self, tx: Transaction, content: Any) -> None:
        """An entry is gone."""
        await _note(tx, [self._marks(content)])


THEMES = Marking(lambda theme: of_theme(theme.code, theme.parent))
INSTRUMENTS = Marking(lambda instrument: of_instrument(instrument.code, instrument.themes))
INSTRUMENT_DETAILS = Marking(lambda detail: of_instrument_detail(detail.instrument))
"""Participations and provisions."""
AGREEMENTS = Marking(lambda agreement: of_agreement(agreement.themes))
MEASURES = Marking(lambda measure: of_doing(measure.themes))


async def note_commitments(tx: Transaction, commitment_ids: Collection[UUID]) -> None:
    """What is known of these commitments has changed: it counts for the themes of their goals."""
    await take_turn(tx)
    themes = await store.themes_of_commitments(tx, commitment_ids)
    await _note(tx, [of_doing(themes)])


async def note_states(tx: Transaction) -> None:
    """States, their regions or their memberships have changed: all parts may rest on that."""
    await _schedule(tx)


async def _note(tx: Transaction, noted: Sequence[Marks]) -> None:
    marks = union(noted) if noted else Marks()
    if any(marks):
        await store.mark(tx, marks)
        await _schedule(tx)


async def _schedule(tx: Transaction) -> None:
    """Let the timer of this window be due at the end of the next.

    A window is over before its timer can fire, so what is noted in it is never too late; and a stream of
    changes delays nothing.
    """
    window = int((await store.clock(tx)).timestamp()) // WINDOW
    due_at = datetime.fromtimestamp((window + 2) * WINDOW, UTC)
    await timers.schedule(tx, TIMER, str(window), due_at)
