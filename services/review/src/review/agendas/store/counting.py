"""Counting commitments by their status while they are received: a deadline does not have to count them all.

A count is the sum of its rows: each batch adds what it changed, and nobody waits for a row that another
member writes.
"""

import random
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from uuid import UUID

from sqlalchemy import TextClause, text

from chassis.database import Transaction
from review.agendas.store.commitment_status import NOW, aligned, measured

FEW = 20
"""Commitments of a batch that is counted by the plan that is kept."""
FOLD_ABOVE = 5000
BATCHES_PER_FOLD = 50
"""Of so many batches one looks whether the counts have grown long."""
_THESE = "unnest(CAST(:commitments AS uuid[])) AS these (id)"
# One of a party at a time: a batch must see what another has received of the same commitment.
_PREPARE = text(
    """
    SELECT set_config('plan_cache_mode', :plans, true),
           pg_advisory_xact_lock(hashtextextended('review.standing:' || party, 0))
    FROM unnest(CAST(:parties AS text[])) AS party
    """
)


def _count(sign: str, unmeasured: str) -> TextClause:
    """Add what the commitments count for, times `sign`; `unmeasured` treats those without data."""
    return text(
        f"""
        WITH measured AS ({measured(_THESE, NOW)}), by_goal AS (
            INSERT INTO review.commitment_count (epoch, framework, goal, degree, status, commitments)
            SELECT epoch, framework, goal, degree, status, {sign} * count(*)
            FROM ({aligned(_THESE, NOW)}) aligned GROUP BY 1, 2, 3, 4, 5
        ), by_party AS (
            INSERT INTO review.indicator_count
                (epoch, party, framework, degrees, indicators, with_data, by_sex, by_age)
            SELECT epoch, party, framework, degrees, {sign} * sum(indicators), {sign} * sum(with_data),
                   {sign} * sum(by_sex), {sign} * sum(by_age)
            FROM measured GROUP BY 1, 2, 3, 4
        )
        {unmeasured}
        """
    )


_TAKE_OUT = _count(
    "-1", "DELETE FROM review.unmeasured WHERE commitment_id = ANY (CAST(:commitments AS uuid[]))"
)
_PUT_IN = _count(
    "1",
    """
    INSERT INTO review.unmeasured (epoch, commitment_id, framework, degrees, indicators)
    SELECT epoch, commitment_id, framework, degrees, indicators - with_data
    FROM measured WHERE indicators > with_data
    """,
)


@asynccontextmanager
async def counted(
    tx: Transaction, parties: Iterable[str], commitments: Iterable[UUID]
) -> AsyncIterator[None]:
    """Count `commitments` of `parties` anew when the block, which receives something of them, is done."""
    values = {"commitments": list(set(commitments))}
    # A plan that was kept from when there was little would slow down a large load eight times; to make one
    # takes longer than to count a few.
    plans = "force_custom_plan" if len(values["commitments"]) > FEW else "auto"
    await tx.execute(_PREPARE, {"parties": sorted(set(parties)), "plans": plans})
    await tx.execute(_TAKE_OUT, values)
    yield
    await tx.execute(_PUT_IN, values)
    if random.randrange(BATCHES_PER_FOLD) == 0:
        await fold(tx)


_COUNTS: Mapping[str, tuple[str, str]] = {
    "commitment_count": ("epoch, framework, goal, degree, status", "commitments"),
    "indicator_count": ("epoch, party, framework, degrees", "indicators, with_data, by_sex, by_age"),
}


async def fold(tx: Transaction) -> None:
    """Replace the rows of counts that have grown long by their sums. Another member may do it: then not."""
    for table, (key, sums) in _COUNTS.items():
        long = text(
            f"SELECT count(*) > {FOLD_ABOVE} FROM (SELECT FROM review.{table} LIMIT {FOLD_ABOVE + 1}) t"
        )
        if not (await tx.execute(long)).scalar_one():
            continue
        lock = text(f"SELECT pg_try_advisory_xact_lock(hashtextextended('review.{table}', 0))")
        if (await tx.execute(lock)).scalar_one():
            await tx.execute(_fold(table, key, sums))


def _fold(table: str, key: str, sums: str) -> TextClause:
    totals = ", ".join(f"sum({name})" for name in sums.split(", "))
    return text(
        f"""
        WITH rows AS (DELETE FROM review.{table} RETURNING *)
        INSERT INTO review.{table} ({key}, {sums})
        SELECT {key}, {totals} FROM rows GROUP BY {key}
        HAVING ({totals}) <> ({", ".join("0" for _ in sums.split(", "))})
        """
    )
