"""Commitments with their goals and indicators."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import (
    ColumnElement,
    DateTime,
    Double,
    Executable,
    Table,
    Text,
    column,
    delete,
    insert,
    or_,
    select,
    table,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB

from chassis.database import ReadSession, Session, Transaction
from chassis.http.pages import Paging, after
from chassis.values import AS_STORED
from commitments.commitments.filters import Filter
from commitments.commitments.models import CommitmentBody, IndicatorBody
from commitments.commitments.rules.statuses import OWN
from commitments.commitments.store.references import Goals
from commitments.commitments.tables import Commitment, CommitmentGoal, Indicator
from commitments.frameworks.tables import Framework, Goal

_commitment = Commitment.metadata.tables["commitments.commitment"]
_aligned = CommitmentGoal.metadata.tables["commitments.commitment_goal"]
_indicator = Indicator.metadata.tables["commitments.indicator"]
_goal = Goal.metadata.tables["commitments.goal"]
_framework = Framework.metadata.tables["commitments.framework"]

_OWN_COLUMNS = set(_commitment.columns.keys()) - {"published_event_id"}
_document = table(
    "commitment_document",
    *(column(name, _commitment.c[name].type) for name in sorted(_OWN_COLUMNS)),
    column("published_at", DateTime(timezone=True)),
    column("progress", Text),
    column("score", Double),
    column("alignments", JSONB),
    column("indicators", JSONB),
    schema="commitments",
)
"""A view: commitments with all that belongs to them."""
_COLUMNS = ", ".join(_document.c.keys())
_BY_ID, _BY_REFERENCE = (
    text(f"SELECT {_COLUMNS} FROM commitments.commitment_document WHERE {key} = ANY (:wanted)").columns(
        *_document.c
    )
    for key in ("id", "reference")
)


def _insert_json(name: str, rows: Table, **instead: str) -> str:
    """A statement that adds the rows of `rows` that stand as JSON in the parameter `name`.

    A column may get the value of an expression `instead`.
    """
    columns = rows.columns.keys()
    values = ", ".join(instead.get(column, column) for column in columns)
    return (
        f"INSERT INTO {rows.fullname} ({', '.join(columns)}) SELECT {values}"
        f" FROM jsonb_populate_recordset(CAST(NULL AS {rows.fullname}), CAST(CAST(:{name} AS text) AS jsonb))"
    )


# One statement for all of it: each would cost as much as this one.
_PARTS = f"""
    goals AS ({_insert_json("goals", _aligned)}), indicators AS ({_insert_json("indicators", _indicator)})
"""
_ADD = text(f"WITH {_PARTS} {_insert_json('commitments', _commitment)}")
_NEXT_REFERENCE = """
    (SELECT party || '-' || year || '-' || lpad(digits, greatest(3, length(digits)), '0')
     FROM number, CAST(last AS text) AS digits)
"""
_ADD_DRAFT = text(
    f"""
    WITH {_PARTS}, number AS (
        INSERT INTO commitments.commitment_number AS number (party, year, last)
        VALUES (:party, date_part('year', clock_timestamp()), 1)
        ON CONFLICT (party, year) DO UPDATE SET last = number.last + 1 RETURNING *
    )
    {_insert_json("commitments", _commitment, reference=_NEXT_REFERENCE)} RETURNING reference
    """
)


async def add_draft(tx: Transaction, draft: CommitmentBody, goals: Goals) -> CommitmentBody:
    """Keep a new commitment under the next reference of its party and the present year."""
    values = {"party": draft.party, **_as_json([draft], goals, {})}
    reference = (await tx.execute(_ADD_DRAFT, values)).scalar_one()
    return draft.model_copy(update={"reference": reference})


async def add(
    tx: Transaction, commitments: Sequence[CommitmentBody], goals: Goals, events: Mapping[UUID, UUID]
) -> None:
    """Keep new commitments; `events` are the ids of the events that published them, by commitment."""
    await tx.execute(_ADD, _as_json(commitments, goals, events))


def _as_json(
    commitments: Sequence[CommitmentBody], goals: Goals, events: Mapping[UUID, UUID]
) -> dict[str, str]:
    own = [
        {**one.model_dump(include=_OWN_COLUMNS), "published_event_id": events.get(one.id)}
        for one in commitments
    ]
    rows = {
        "commitments": own,
        "goals": [row for one in commitments for row in _goal_rows(one, goals)],
        "indicators": [row for one in commitments for row in _indicator_rows(one)],
    }
    return {name: to_json(part).decode() for name, part in rows.items()}


async def replace(tx: Transaction, commitment: CommitmentBody, goals: Goals, *, indicators: bool) -> None:
    """Keep a commitment as it is now; its indicators, which may be measured already, only on demand."""
    here = _commitment.c.id == commitment.id
    await tx.execute(update(_commitment).where(here).values(commitment.model_dump(include=_OWN_COLUMNS)))
    await tx.execute(delete(_aligned).where(_aligned.c.commitment_id == commitment.id))
    if aligned := _goal_rows(commitment, goals):
        await tx.execute(insert(_aligned), aligned)
    if indicators:
        await tx.execute(delete(_indicator).where(_indicator.c.commitment_id == commitment.id))
        if measured := _indicator_rows(commitment):
            await tx.execute(insert(_indicator), measured)


async def correct(tx: Transaction, commitment: CommitmentBody) -> None:
    """Keep the texts that a commitment has now."""
    texts = commitment.model_dump(include={"version", "title", "description", "area"})
    await tx.execute(update(_commitment).where(_commitment.c.id == commitment.id).values(texts))


async def note_step(tx: Transaction, commitment: CommitmentBody, **facts: UUID) -> None:
    """Keep the status and version that a commitment has after a step, and further `facts`."""
    after = {"status": commitment.status, "version": commitment.version, **facts}
    await tx.execute(update(_commitment).where(_commitment.c.id == commitment.id).values(after))


def _goal_rows(commitment: CommitmentBody, goals: Goals) -> list[dict[str, Any]]:
    return [
        {"commitment_id": commitment.id, "goal_id": goals[one.framework, one.goal], "degree": one.degree}
        for one in commitment.alignments
    ]


def _indicator_rows(commitment: CommitmentBody) -> list[dict[str, Any]]:
    return [
        _indicator_row(commitment.id, position, indicator)
        for position, indicator in enumerate(commitment.indicators)
    ]


def _indicator_row(commitment_id: UUID, position: int, indicator: IndicatorBody) -> dict[str, Any]:
    baseline, target = indicator.baseline, indicator.target
    return {
        **indicator.model_dump(exclude={"baseline", "target", "coverage"}),
        **indicator.coverage.model_dump(),
        "commitment_id": commitment_id,
        "position": position,
        "baseline_year": baseline and baseline.year,
        "baseline_value": baseline and baseline.value,
        "target_year": target and target.year,
        "target_value": target and target.value,
    }


async def lock(tx: Transaction, commitment_id: UUID) -> bool:
    """Keep a commitment from other writers until this transaction ends; returns whether there is one."""
    here = select(_commitment.c.id).where(_commitment.c.id == commitment_id).with_for_update()
    return (await tx.execute(here)).one_or_none() is not None


async def renew(tx: Transaction, commitments: Collection[UUID]) -> None:
    """Give `commitments` their next version, because what is shown of them has changed."""
    here = _commitment.c.id.in_(commitments)
    await tx.execute(update(_commitment).where(here).values(version=_commitment.c.version + 1))


async def find(session: Session, ids: Collection[UUID]) -> list[CommitmentBody]:
    """The commitments with `ids`."""
    return await _read(session, _BY_ID, {"wanted": list(ids)})


async def find_by_reference(tx: Transaction, references: Collection[str]) -> list[CommitmentBody]:
    """The commitments with `references`."""
    return await _read(tx, _BY_REFERENCE, {"wanted": list(references)})


async def page_of(
    session: ReadSession, paging: Paging, reader: str | None, wanted: Filter
) -> list[CommitmentBody]:
    """The commitments that `reader` may read, by reference."""
    d = _document.c
    visible = or_(d.status.not_in(OWN), d.party == (reader or ""))
    query = select(_document).where(visible, *_conditions(wanted))
    return await _read(session, after(query, paging, d.reference))


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    d = _document.c
    conditions: list[ColumnElement[bool]] = []
    if wanted.party is not None:
        conditions.append(d.parties.contains([wanted.party]))
    if wanted.marker is not None:
        conditions.append(d.markers.contains([wanted.marker]))
    if wanted.status is not None:
        conditions.append(d.status == wanted.status)
    if wanted.origin is not None:
        conditions.append(d.origin == wanted.origin)
    if wanted.progress is not None:
        conditions.append(d.progress == wanted.progress)
    if wanted.framework is not None:
        serving = select(_aligned.c.commitment_id).select_from(_aligned.join(_goal).join(_framework))
        serving = serving.where(_framework.c.code == wanted.framework)
        if wanted.goal is not None:
            serving = serving.where(_goal.c.code == wanted.goal)
        conditions.append(d.id.in_(serving))
    return conditions


async def _read(
    session: Session, query: Executable, values: dict[str, Any] | None = None
) -> list[CommitmentBody]:
    rows = (await session.execute(query, values)).mappings()
    return [CommitmentBody.model_validate(dict(row), context=AS_STORED) for row in rows]
