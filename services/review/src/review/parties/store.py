"""All SQL of parties: those that are known now."""

from sqlalchemy import text

from chassis.database import Transaction
from review.parties.models import Party

_PARTIES = text(
    """
    SELECT code, region FROM (
        SELECT DISTINCT ON (a.code) a.* FROM review.received_actor a
        JOIN chassis.current_source s ON s.source = 'registry' AND s.epoch = a.epoch
        ORDER BY a.code, a.sequence DESC
    ) newest
    WHERE kind = 'state' AND (:scope = 'all' OR :scope = ANY (groupings))
    ORDER BY code
    """
)


async def parties_in(tx: Transaction, scope: str) -> list[Party]:
    """The States of `scope` (`all`, or a grouping's code), in the order of their codes."""
    return [Party(row.code, row.region) for row in await tx.execute(_PARTIES, {"scope": scope})]
