"""The names of actors: whom each means, and which keys they have by the rules on names.

Whoever writes an actor or an alias, triggers note that its keys are due (see the migration). `index` makes
them, in the same transaction or before names are resolved; who only reads finds whom there are keys of.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from pydantic_core import to_json
from sqlalchemy import Row, text

from chassis.database import Session, Transaction
from registry.catalogue.rules.names import asked, code_key, name_keys
from registry.catalogue.rules.resolution import Match, Resolution, decided
from registry.catalogue.store.nearest import NEAREST, RESEMBLANCE

AT_ONCE = 1000
"""Actors whose keys are made with one statement."""
MOST_COMPARED = 200
"""Of how many unknown names at once the nearest are looked for."""

_NAMED = """
    SELECT actor.code, array_remove(ARRAY[code, iso2, m49] || ARRAY(
               SELECT value FROM jsonb_each_text(codes)
               UNION SELECT alias FROM registry.actor_alias
               WHERE actor = code AND scheme NOT IN ('name', 'ambiguous')), NULL) AS codes,
           ARRAY[name] || ARRAY(
               SELECT value FROM jsonb_each_text(names)
               UNION SELECT alias FROM registry.actor_alias WHERE actor = code AND scheme = 'name') AS names,
           ARRAY(
               SELECT alias FROM registry.actor_alias WHERE actor = code AND scheme = 'ambiguous'
           ) AS ambiguous
    FROM registry.actor
"""
_TAKE_DUE = text(
    f"""
    WITH due AS (
        DELETE FROM registry.actor_name_due WHERE actor IN (
            SELECT actor FROM registry.actor_name_due LIMIT {AT_ONCE})
        RETURNING actor
    ) {_NAMED} WHERE code IN (SELECT actor FROM due)
    """
)
_INDEX = text(
    """
    WITH gone AS (DELETE FROM registry.actor_name WHERE actor = ANY (:actors) AND (key, actor) NOT IN (
        SELECT * FROM jsonb_to_recordset(CAST(CAST(:rows AS text) AS jsonb)) row (key text, actor text)))
    INSERT INTO registry.actor_name AS known (key, actor, ambiguous)
    SELECT key, actor, ambiguous
    FROM jsonb_to_recordset(CAST(CAST(:rows AS text) AS jsonb)) row (key text, actor text, ambiguous boolean)
    ON CONFLICT (key, actor) DO UPDATE SET ambiguous = excluded.ambiguous
        WHERE known.ambiguous <> excluded.ambiguous
    """
)
_MEANT = text(
    """
    SELECT word, 0 AS stage, code, name, false AS ambiguous
    FROM unnest(CAST(:words AS text[]), CAST(:plain AS text[])) AS asked (word, code)
    JOIN registry.actor USING (code)
    UNION ALL SELECT asked.word, asked.stage, actor.code, actor.name, named.ambiguous
    FROM unnest(CAST(:keyed AS text[]), CAST(:stages AS int[]), CAST(:keys AS text[]))
         AS asked (word, stage, key)
    JOIN registry.actor_name named USING (key) JOIN registry.actor ON actor.code = named.actor
    """
)
_HOLDERS = text(
    """
    SELECT key, actor.code, actor.kind = 'state' AND NOT named.ambiguous AS is_sure_state
    FROM registry.actor_name named JOIN registry.actor ON actor.code = named.actor
    WHERE key = ANY (:keys)
    """
)
_NEAREST = text(
    f"""
    SELECT asked.word, actor.code, actor.name
    FROM unnest(CAST(:words AS text[]), CAST(:keys AS text[])) asked (word, key)
    CROSS JOIN LATERAL (SELECT registry.spelling(asked.key) AS spelling) spelt
    CROSS JOIN LATERAL (
        SELECT actor, max(public.similarity(known.spelling, spelt.spelling)) AS resemblance
        FROM registry.actor_name known WHERE known.spelling OPERATOR(public.%) spelt.spelling
        GROUP BY actor HAVING max(public.similarity(known.spelling, spelt.spelling)) >= {RESEMBLANCE}
        ORDER BY 2 DESC, 1 LIMIT {NEAREST}
    ) near JOIN registry.actor ON actor.code = near.actor
    ORDER BY asked.word, near.resemblance DESC, actor.code
    """
)


async def resolve(tx: Transaction, words: Collection[str]) -> Mapping[str, Resolution]:
    """What each of `words` means, or which names it resembles. Those that resemble none are absent.

    A word that is the very code of an actor means this one. Any other is compared with codes of every scheme,
    with names in every language and with aliases, by the rules on names.
    """
    await index(tx)
    known = await _meant(tx, words)
    unknown = [word for word in words if word not in known][:MOST_COMPARED]
    return {**known, **await _nearest(tx, unknown)}


async def holders(tx: Transaction, keys: Collection[str]) -> dict[str, dict[str, bool]]:
    """By key of names and codes, the actors that have it, each with whether it is a State without doubt."""
    await index(tx)
    found: dict[str, dict[str, bool]] = defaultdict(dict)
    for row in await tx.execute(_HOLDERS, {"keys": list(keys)}) if keys else ():
        found[row.key][row.code] = row.is_sure_state
    return found


async def _meant(session: Session, words: Collection[str]) -> Mapping[str, Resolution]:
    looked_for = [(word, stage, key) for word in words for stage, key in asked(word)]
    values = {
        "words": list(words),
        "plain": [" ".join(word.split()) for word in words],
        "keyed": [word for word, _, _ in looked_for],
        "stages": [stage for _, stage, _ in looked_for],
        "keys": [key for _, _, key in looked_for],
    }
    found: dict[str, list[Match]] = defaultdict(list)
    for row in await session.execute(_MEANT, values):
        found[row.word].append(Match(row.stage, row.code, row.name, row.ambiguous))
    return {word: decided(found[word]) for word in words if word in found}


async def index(tx: Transaction) -> None:
    """Make the keys of actors and aliases that were written."""
    while actors := (await tx.execute(_TAKE_DUE)).all():
        keys = [
            {"key": key, "actor": code, "ambiguous": ambiguous}
            for key, named in _keyed(actors).items()
            for code, ambiguous in named
        ]
        values = {"actors": [actor.code for actor in actors], "rows": to_json(keys).decode()}
        await tx.execute(_INDEX, values)


def _keyed(actors: Iterable[Row[Any]]) -> dict[str, list[tuple[str, bool]]]:
    """By key, each actor that has it, and whether it does so in doubt."""
    keyed: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for actor in actors:
        doubtful = frozenset[str]().union(*map(name_keys, actor.ambiguous))
        sure = {*map(code_key, actor.codes)}.union(*map(name_keys, actor.names))
        for key in doubtful | sure:
            keyed[key].append((actor.code, key in doubtful))
    return keyed


async def _nearest(session: Session, words: Sequence[str]) -> dict[str, Resolution]:
    keys = [max(name_keys(word), key=lambda key: (" " in key, key), default="") for word in words]
    nearest: dict[str, dict[str, str]] = defaultdict(dict)
    for row in await session.execute(_NEAREST, {"words": list(words), "keys": keys}) if words else ():
        nearest[row.word][row.code] = row.name
    return {word: Resolution(nearest=entries) for word, entries in nearest.items()}
