"""The names of actors: finds actors by whatever a file calls them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pydantic_core import to_json
from sqlalchemy import text

from chassis.database import Session, Transaction

_WORDS = "registry.actor_words(code, iso2, m49, name, names, codes)"
_MEANT = text(
    f"""
    SELECT asked.word, coalesce(exact.codes, meant.codes) AS codes
    FROM unnest(CAST(:words AS text[]), CAST(:plain AS text[])) AS asked (word, plain),
    LATERAL (SELECT registry.plain(asked.plain) AS word) folded,
    LATERAL (SELECT array_agg(code) AS codes FROM registry.actor WHERE code = asked.plain) exact,
    LATERAL (
        SELECT array_agg(DISTINCT code ORDER BY code) AS codes FROM (
            SELECT code FROM registry.actor WHERE {_WORDS} @> ARRAY[folded.word]
            UNION ALL SELECT actor FROM registry.actor_alias WHERE registry.plain(alias) = folded.word
        ) one
        WHERE exact.codes IS NULL
    ) meant
    """
)
_WRITE = text(
    """
    WITH asked AS (
        SELECT DISTINCT ON (scheme, alias) * FROM jsonb_populate_recordset(
            CAST(NULL AS registry.actor_alias), CAST(CAST(:rows AS text) AS jsonb))
        ORDER BY scheme, alias, as_of DESC
    )
    INSERT INTO registry.actor_alias AS known SELECT * FROM asked
    ON CONFLICT (scheme, alias) DO UPDATE
        SET actor = excluded.actor, source = excluded.source, as_of = excluded.as_of
        WHERE known IS DISTINCT FROM excluded AND known.as_of <= excluded.as_of
    RETURNING alias
    """
)


async def resolve(session: Session, words: Collection[str]) -> Mapping[str, Sequence[str]]:
    """The codes of the actors that each of `words` may mean; words that mean none are absent.

    A word that is the very code of an actor means this one. Any other is compared with ISO 3166-1 alpha-2,
    M49 and other codes, with names in every language and with aliases, whatever its case and accents.
    """
    plain = [" ".join(word.split()) for word in words]
    found = await session.execute(_MEANT, {"words": list(words), "plain": plain})
    return {row.word: row.codes for row in found if row.codes}


async def write(tx: Transaction, aliases: Sequence[Mapping[str, Any]]) -> int:
    """Store aliases that are new or different, and not older; returns of how many that is so."""
    return len((await tx.execute(_WRITE, {"rows": to_json(aliases).decode()})).all())
