"""Indicators as they are measured: locked, and their coverage kept."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import bindparam, select

from chassis.database import ReadSession, Transaction
from commitments.commitments.models import CommitmentSummary, MeasuredIndicator
from commitments.commitments.rules.coverage import Coverage
from commitments.commitments.tables import Commitment, Indicator

_commitment = Commitment.metadata.tables["commitments.commitment"]
_indicator = Indicator.metadata.tables["commitments.indicator"]


async def lock(tx: Transaction, ids: Collection[UUID]) -> list[MeasuredIndicator]:
    """The indicators with `ids`; their commitments are locked until this transaction ends."""
    owners = select(_indicator.c.commitment_id).where(_indicator.c.id.in_(ids))
    locking = select(_commitment.c.id).where(_commitment.c.id.in_(owners)).order_by(_commitment.c.id)
    await tx.execute(locking.with_for_update())
    # A statement of its own: the one that waited for the lock would show the indicators as they were before.
    columns = [_indicator.c[name] for name in ("id", "version", "dimensions", *Coverage.model_fields)]
    owner = [_indicator.c.commitment_id, _commitment.c.party, _commitment.c.status]
    here = select(*columns, *owner).join(_commitment).where(_indicator.c.id.in_(ids))
    rows = await tx.execute(here.order_by(_commitment.c.id, _indicator.c.position))
    return [
        MeasuredIndicator(
            row.id, row.version, row.dimensions, Coverage.model_validate(row),
            row.commitment_id, row.party, row.status,
        )
        for row in rows
    ]  # fmt: skip


async def note_coverage(tx: Transaction, reached: Mapping[UUID, tuple[int, Coverage]]) -> None:
    """Keep the version and the coverage that indicators have now."""
    change = (
        _indicator.update()
        .where(_indicator.c.id == bindparam("indicator"))
        .values({name: bindparam(name) for name in ("version", *Coverage.model_fields)})
    )
    rows = [
        {"indicator": indicator, "version": version, **coverage.model_dump()}
        for indicator, (version, coverage) in reached.items()
    ]
    await tx.execute(change, rows)


async def owner_of(session: ReadSession, indicator_id: UUID) -> CommitmentSummary | None:
    """The commitment that an indicator belongs to."""
    here = select(_commitment.c.party, _commitment.c.status).join(_indicator)
    row = (await session.execute(here.where(_indicator.c.id == indicator_id))).one_or_none()
    return None if row is None else CommitmentSummary._make(row)
