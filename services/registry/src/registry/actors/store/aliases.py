"""Other codes and names of actors, so that files that use them are understood."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_core import to_json
from sqlalchemy import text

from chassis.database import Transaction
from registry.actors.store.names import index

_WRITE = text(
    """
    WITH asked AS (
        SELECT DISTINCT ON (scheme, alias, actor) * FROM jsonb_populate_recordset(
            CAST(NULL AS registry.actor_alias), CAST(CAST(:rows AS text) AS jsonb))
        ORDER BY scheme, alias, actor, as_of DESC
    ), moved AS (
        DELETE FROM registry.actor_alias known USING asked newer
        WHERE (known.scheme, known.alias) = (newer.scheme, newer.alias) AND known.as_of <= newer.as_of
          AND NOT EXISTS (SELECT FROM asked WHERE
              (known.scheme, known.alias, known.actor) = (asked.scheme, asked.alias, asked.actor))
    )
    INSERT INTO registry.actor_alias AS known SELECT asked.* FROM asked
    WHERE NOT EXISTS (
        SELECT FROM registry.actor_alias other WHERE (other.scheme, other.alias) = (asked.scheme, asked.alias)
        AND other.as_of > asked.as_of)
    ON CONFLICT (scheme, alias, actor) DO UPDATE
        SET language = excluded.language, source = excluded.source, as_of = excluded.as_of
        WHERE known IS DISTINCT FROM excluded
    RETURNING alias
    """
)


async def write(tx: Transaction, aliases: Sequence[Mapping[str, Any]]) -> int:
    """Store aliases that are new or different, and not older; returns of how many that is so."""
    written = len((await tx.execute(_WRITE, {"rows": to_json(aliases).decode()})).all())
    await index(tx)
    return written
