"""What the gap analysis is computed from."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Row, text

from chassis.database import Transaction
from chassis.resources.collections.terms import in_force
from registry.gaps.rules.facts import (
    Agreement,
    Commitment,
    Facts,
    Instrument,
    Measure,
    Place,
    Provision,
    State,
    Theme,
)
from registry.gaps.rules.themes import Tree
from registry.treaties.rules.participations import CONSENTS, Act


class Frame(NamedTuple):
    """What every computation needs whole."""

    day: date
    states: Sequence[State]
    themes: Sequence[Theme]
    instruments: Sequence[Instrument]


_STATES = text(
    f"""
    SELECT actor.code, actor.region, ARRAY(
        SELECT DISTINCT membership.grouping FROM registry.membership WHERE membership.actor = actor.code
            AND {in_force(":day")}
        ORDER BY 1
    ) FROM registry.actor WHERE kind = 'state' ORDER BY code
    """
)
_THEMES = text("SELECT code, name, parent, goals FROM registry.theme ORDER BY code")
_INSTRUMENTS = text(
    """
    SELECT code, kind, title, themes, "grouping", in_force, participations_as_of
    FROM registry.instrument ORDER BY code
    """
)
_ACTS = text(
    """
    SELECT instrument, state, code, action, date, in_force FROM registry.participation
    WHERE instrument = ANY (:instruments) AND action = ANY (:actions)
    """
)
_PROVISIONS = text(
    """
    SELECT instrument, code, article, title, applied_by FROM registry.provision
    WHERE instrument = ANY (:instruments) ORDER BY code
    """
)
_AGREEMENTS = text(
    "SELECT code, title, process, themes FROM registry.agreement WHERE themes && CAST(:themes AS text[])"
)
_MEASURES = text(
    """
    SELECT code, state, themes FROM registry.measure
    WHERE themes && CAST(:themes AS text[]) AND status <> 'repealed' AND coalesce(in_force <= :day, true)
    """
)
_COMMITMENTS = text(
    """
    WITH source AS (SELECT epoch FROM chassis.current_source WHERE source = 'commitments'),
    newest AS (
        SELECT DISTINCT ON (commitment_id) commitment_id, reference, parties, goals, epoch, sequence
        FROM registry.received_commitment JOIN source USING (epoch)
        WHERE commitment_id IN (
            SELECT commitment_id FROM registry.received_commitment WHERE goals && CAST(:goals AS text[])
        )
        ORDER BY commitment_id, sequence DESC
    )
    SELECT newest.*, progress.status, progress.sequence AS progress_sequence
    FROM newest LEFT JOIN LATERAL (
        SELECT status, sequence FROM registry.received_progress received
        WHERE received.commitment_id = newest.commitment_id AND received.epoch = newest.epoch
        ORDER BY sequence DESC LIMIT 1
    ) progress ON true
    """
)


async def frame(tx: Transaction, day: date) -> Frame:
    """The States with their places on `day`, the themes and the instruments; each by code."""
    return Frame(
        day,
        [State._make(row) for row in (await tx.execute(_STATES, {"day": day})).all()],
        [Theme._make(row) for row in (await tx.execute(_THEMES)).all()],
        [Instrument._make(row) for row in (await tx.execute(_INSTRUMENTS)).all()],
    )


async def facts(
    tx: Transaction, frame: Frame, themes: Collection[str], instruments: Collection[str]
) -> Facts:
    """The facts on which the parts of `themes` and `instruments` rest."""
    wanted = sorted(instruments)
    tree = Tree(frame.themes)
    on = tree.with_narrower(
        {theme for one in frame.instruments if one.code in instruments for theme in one.themes}
    )
    goals = {goal for code in on & tree.themes.keys() for goal in tree.themes[code].goals}
    return Facts(
        **frame._asdict(),
        acts=await _acts(tx, wanted),
        provisions=await _provisions(tx, wanted),
        agreements=[Agreement._make(row) for row in await _rows(tx, _AGREEMENTS, themes=sorted(themes))],
        measures=[Measure._make(row) for row in await _rows(tx, _MEASURES, themes=sorted(on), day=frame.day)],
        commitments=[_commitment(row) for row in await _rows(tx, _COMMITMENTS, goals=sorted(goals))],
    )


async def _acts(tx: Transaction, instruments: Sequence[str]) -> Mapping[str, Mapping[str, Sequence[Act]]]:
    found: dict[str, dict[str, list[Act]]] = defaultdict(lambda: defaultdict(list))
    actions = [*sorted(CONSENTS), "withdrawal"]
    for instrument, state, *act in await _rows(tx, _ACTS, instruments=instruments, actions=actions):
        found[instrument][state].append(Act(*act))
    return found


async def _provisions(tx: Transaction, instruments: Sequence[str]) -> Mapping[str, Sequence[Provision]]:
    found: dict[str, list[Provision]] = defaultdict(list)
    for row in await _rows(tx, _PROVISIONS, instruments=instruments):
        found[row.instrument].append(Provision._make(row))
    return found


def _commitment(row: Row[Any]) -> Commitment:
    epoch, progress = str(row.epoch), row.progress_sequence
    return Commitment(
        id=str(row.commitment_id),
        reference=row.reference,
        parties=row.parties,
        goals=row.goals,
        recorded=Place(epoch, row.sequence),
        progress=row.status,
        progress_recorded=None if progress is None else Place(epoch, progress),
    )


async def _rows(tx: Transaction, query: Any, **values: Any) -> Sequence[Any]:
    return (await tx.execute(query, values)).all()
