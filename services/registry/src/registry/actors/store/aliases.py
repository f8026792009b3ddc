"""Other codes and names of actors, so that files that use them are understood."""

from collections.abc import Collection, Sequence

from pydantic_core import to_json
from sqlalchemy import text

from chassis.database import Session, Transaction
from registry.actors.models import Alias
from registry.actors.store.names import index

_ALIAS = """
    SELECT concat_ws('.', scheme, alias, actor) AS code, scheme, alias, actor, language, source, as_of
    FROM registry.actor_alias
"""
_FIND = text(
    f"""
    SELECT alias.* FROM ({_ALIAS}) alias JOIN unnest(CAST(:codes AS text[])) AS asked (code) USING (code)
    """
)
_HOLDERS = text(
    """
    SELECT scheme, alias, actor
    FROM unnest(CAST(:schemes AS text[]), CAST(:aliases AS text[])) AS asked (scheme, alias)
    JOIN registry.actor_alias USING (scheme, alias)
    """
)
_PAGE = text(
    f"""
    {_ALIAS} WHERE (scheme, alias, actor) > (:scheme, :alias, :actor)
    ORDER BY scheme, alias, actor LIMIT :limit
    """
)
_WRITE = text(
    """
    INSERT INTO registry.actor_alias AS known
    SELECT * FROM jsonb_populate_recordset(
        CAST(NULL AS registry.actor_alias), CAST(CAST(:rows AS text) AS jsonb))
    ON CONFLICT (scheme, alias, actor) DO UPDATE
        SET language = excluded.language, source = excluded.source, as_of = excluded.as_of
    """
)
_REPLACE = text(
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


async def find(session: Session, codes: Collection[str]) -> dict[str, Alias]:
    """Those with `codes`, by these."""
    rows = await session.execute(_FIND, {"codes": list(codes)})
    return {row.code: Alias.model_construct(**row._mapping) for row in rows}


async def holders(session: Session, codes: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The actor that has each of `codes`, which are given with their schemes, as far as one has."""
    values = {"schemes": [scheme for scheme, _ in codes], "aliases": [alias for _, alias in codes]}
    rows = await session.execute(_HOLDERS, values) if codes else ()
    return {(row.scheme, row.alias): row.actor for row in rows}


async def page(session: Session, after: tuple[str, str, str] | None, limit: int) -> list[Alias]:
    """At most `limit` aliases by scheme, alias and actor, beginning after such."""
    scheme, alias, actor = after or ("", "", "")
    values = {"scheme": scheme, "alias": alias, "actor": actor, "limit": limit}
    return [Alias.model_construct(**row._mapping) for row in await session.execute(_PAGE, values)]


async def write(tx: Transaction, aliases: Sequence[Alias]) -> None:
    """Store aliases that are new or different, beside those of other actors."""
    rows = [alias.model_dump() for alias in aliases]
    await tx.execute(_WRITE, {"rows": to_json(rows).decode()})
    await index(tx)


async def replace(tx: Transaction, aliases: Sequence[Alias]) -> int:
    """Store aliases that are new or different, and not older; returns of how many that is so.

    What another actor was called before, and is not as of a later day, is only the new one's.
    """
    rows = [alias.model_dump() for alias in aliases]
    written = len((await tx.execute(_REPLACE, {"rows": to_json(rows).decode()})).all())
    await index(tx)
    return written
