"""The marks of what has changed since the last analysis."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from chassis.database import Transaction
from registry.gaps.rules.marks import Marks

_CLOCK = text("SELECT clock_timestamp()")


_MARK = text(
    """
    INSERT INTO registry.gap_mark (kind, code)
    SELECT * FROM unnest(CAST(:kinds AS text[]), CAST(:codes AS text[])) ON CONFLICT DO NOTHING
    """
)


_TAKE_MARKS = text("DELETE FROM registry.gap_mark RETURNING kind, code")


_THEMES_OF_COMMITMENTS = text(
    """
    SELECT code FROM registry.theme WHERE goals && (
        SELECT array_agg(goal) FROM registry.received_commitment, unnest(goals) goal
        WHERE commitment_id = ANY (:commitments)
    )
    """
)


async def clock(tx: Transaction) -> datetime:
    """The database's time."""
    now: datetime = (await tx.execute(_CLOCK)).scalar_one()
    return now


async def mark(tx: Transaction, marks: Marks) -> None:
    """Note what has changed."""
    noted = [
        *(("instrument", code) for code in sorted(marks.instruments)),
        *(("theme", code) for code in sorted(marks.themes)),
        *(("doing", code) for code in sorted(marks.doings)),
    ]
    await tx.execute(_MARK, {"kinds": [kind for kind, _ in noted], "codes": [code for _, code in noted]})


async def take_marks(tx: Transaction) -> Marks:
    """What has been noted since this was last asked."""
    rows = (await tx.execute(_TAKE_MARKS)).all()
    codes = {
        kind: frozenset(row.code for row in rows if row.kind == kind)
        for kind in ("instrument", "theme", "doing")
    }
    return Marks(instruments=codes["instrument"], themes=codes["theme"], doings=codes["doing"])


async def themes_of_commitments(tx: Transaction, ids: Collection[UUID]) -> Sequence[str]:
    """The themes with a goal that one of these commitments has, or had."""
    return (await tx.execute(_THEMES_OF_COMMITMENTS, {"commitments": list(ids)})).scalars().all()
