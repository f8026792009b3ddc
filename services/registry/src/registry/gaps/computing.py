"""Computing the gap analysis: only what changes have touched, and a new version only of what is different."""

import asyncio
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import chain
from typing import NamedTuple

import structlog

from chassis import ledger, timers
from chassis.base.garbage_collection import collector_resting
from chassis.base.identifiers import new_id
from chassis.database import Transaction
from chassis.timers import Due
from registry.catalogue.store.sessions import lock_registry
from registry.gaps.publication import published
from registry.gaps.rules import analysis as rules
from registry.gaps.rules.analysis import Analysis
from registry.gaps.rules.instruments import instrument_parts
from registry.gaps.rules.marks import touched_instruments, touched_themes
from registry.gaps.rules.parts import InstrumentPart, Part, PartKind, digest, figures
from registry.gaps.rules.themes import Tree, theme_parts
from registry.gaps.rules.uptake import LOW_UPTAKE
from registry.gaps.store import analyses as store
from registry.gaps.store import facts as gap_facts
from registry.gaps.store import marks
from registry.gaps.store.analyses import Basis, PartKey, StoredPart
from registry.gaps.store.facts import Frame

log = structlog.get_logger(__name__)


class _Touched(NamedTuple):
    """Themes and instruments whose parts rest on what changed."""

    themes: set[str]
    instruments: set[str]


async def compute_when_due(tx: Transaction, due: Due) -> None:
    """The timer: something was noted that touches the analysis. What was noted before is in it as well."""
    await compute(tx)
    await timers.supersede(tx, due)


async def compute(tx: Transaction) -> tuple[Analysis, bool]:
    """The analysis of what is recorded now, and whether it is a new version.

    Nobody else writes meanwhile. What is no different from the newest version is no new one.
    """
    began = time.monotonic()
    await lock_registry(tx)
    now = await ledger.now(tx)
    newest = await store.find(tx)
    frame = await gap_facts.frame(tx, now.date())
    touched = await _touched(tx, frame, newest)
    listed = await store.listed(tx)
    gone = listed.keys() - _keys(frame)
    with collector_resting():
        parts = await _parts(tx, frame, touched)
    changed = {key: part for key, part in parts.items() if listed.get(key) != part.digest}
    if newest is not None and not changed and not gone:
        return newest, False
    version = newest.version + 1 if newest else 1
    await store.replace(tx, version, list(changed.values()), gone)
    digests = {key: found for key, found in listed.items() if key not in gone}
    analysis = await _publish(tx, version, now, digests | {key: part.digest for key, part in changed.items()})
    took = round((time.monotonic() - began) * 1000)
    log.info("gap analysis", version=version, computed=len(parts), changed=len(changed), took_ms=took)
    return analysis, True


def _keys(frame: Frame) -> set[PartKey]:
    """The parts that an analysis has."""
    return {
        *(("theme", one.code) for one in frame.themes),
        *(("instrument", one.code) for one in frame.instruments),
    }


async def _touched(tx: Transaction, frame: Frame, newest: Analysis | None) -> _Touched:
    """What is to be computed: what was marked, or everything when all of it rests on what changed."""
    touching = await marks.take_marks(tx)
    basis = Basis(rules.METHOD, frame.day, digest(repr(frame.states)))
    before = await store.replace_basis(tx, basis)
    if newest is None or before != basis:
        return _Touched({one.code for one in frame.themes}, {one.code for one in frame.instruments})
    tree = Tree(frame.themes)
    return _Touched(touched_themes(tree, touching), touched_instruments(tree, frame.instruments, touching))


async def _parts(tx: Transaction, frame: Frame, touched: _Touched) -> dict[PartKey, StoredPart]:
    facts = await gap_facts.facts(tx, frame, touched.themes, touched.instruments)
    found: dict[PartKey, StoredPart] = {}
    parts: Iterator[Part] = chain(
        theme_parts(facts, touched.themes), instrument_parts(facts, touched.instruments)
    )
    for part in parts:
        stored = _stored(part)
        found[stored.kind, stored.code] = stored
        await asyncio.sleep(0)  # between two of some hundred parts, others have their turn
    return found


def _stored(part: Part) -> StoredPart:
    document = part.model_dump_json()
    kind: PartKind = "instrument" if isinstance(part, InstrumentPart) else "theme"
    shares: Mapping[str, object] = {}
    if isinstance(part, InstrumentPart):
        named = (("region", part.by_region), ("grouping", part.by_grouping))
        shares = {kind: {one.code: one.model_dump() for one in some if one.code} for kind, some in named}
    shown = figures(part).model_dump_json()
    return StoredPart(kind, part.code, digest(document), shown, shares, document)


async def _publish(tx: Transaction, version: int, now: datetime, digests: Mapping[PartKey, str]) -> Analysis:
    shown = await store.figures(tx, version)
    analysis = Analysis(
        version=version,
        id=new_id(),
        computed_at=now,
        day=now.date(),
        method=rules.METHOD,
        low_uptake_below=LOW_UPTAKE,
        digest=rules.analysis_digest(digests),
        counts=rules.counts(one.figures for one in shown),
    )
    await store.save(tx, analysis)
    tx.append(published(analysis, [one.figures for one in shown]), subject=analysis.id)
    return analysis
