"""Finding actors by whatever a file calls them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_core import to_json
from sqlalchemy import text

from chassis.database import Transaction
from registry.store import Session

_WORDS = "registry.actor_words(code, iso2, m49, name, names, codes)"
_MEANT = text(
    f"""
    SELECT said.word, coalesce(exact.codes, meant.codes) AS codes
    FROM unnest(CAST(:words AS text[]), CAST(:plain AS text[])) AS said (word, plain),
    LATERAL (SELECT registry.plain(said.plain) AS word) folded,
    LATERAL (SELECT array_agg(code) AS codes FROM registry.actor WHERE code = said.plain) exact,
    LATERAL (
        SELECT array_agg(DISTINCT code ORDER BY code) AS codes FROM (
            SELECT code FROM registry.actor WHERE {_WORDS} @> ARRAY[folded.word]
            UNION ALL SELECT actor FROM registry.actor_alias WHERE registry.plain(alias) = folded.word
        ) one
        WHERE exact.codes IS NULL
    ) meant
    """
)
_KEEP = text(
    """
    WITH said AS (
        SELECT DISTINCT ON (scheme, alias) * FROM jsonb_populate_recordset(
            CAST(NULL AS registry.actor_alias), CAST(CAST(:rows AS text) AS jsonb))
        ORDER BY scheme, alias, as_of DESC
    )
    INSERT INTO registry.actor_alias AS known SELECT * FROM said
    ON CONFLICT (scheme, alias) DO UPDATE
        SET actor = excluded.actor, source = excluded.source, as_of = excluded.as_of
        WHERE known IS DISTINCT FROM excluded AND known.as_of <= excluded.as_of
    RETURNING alias
    """
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """Which actors words mean."""

    codes: Mapping[str, str]
    """The code of the one actor, by the word."""
    ambiguous: Mapping[str, Sequence[str]]
    """The codes of the several actors, by the word: such a word means none of them."""


async def meaning(session: Session, words: Collection[str]) -> Meaning:
    """Which actors `words` mean.

    A word that is the very code of an actor means this one. Any other is compared with ISO 3166-1 alpha-2,
    M49 and other codes, with names in every language and with aliases, whatever its case and accents.
    """
    plain = [" ".join(word.split()) for word in words]
    found = (await session.execute(_MEANT, {"words": list(words), "plain": plain})).all()
    known = {row.word: row.codes for row in found if row.codes}
    return Meaning(
        {word: codes[0] for word, codes in known.items() if len(codes) == 1},
        {word: codes for word, codes in known.items() if len(codes) > 1},
    )


async def resolve(session: Session, words: Collection[str]) -> Mapping[str, str]:
    """The code of the actor that each of `words` means; words that mean none, or several, are absent."""
    return (await meaning(session, words)).codes


async def keep(tx: Transaction, aliases: Sequence[Mapping[str, Any]]) -> int:
    """Store aliases that are new or different, and not older; returns of how many that is so."""
    return len((await tx.execute(_KEEP, {"rows": to_json(aliases).decode()})).all())
