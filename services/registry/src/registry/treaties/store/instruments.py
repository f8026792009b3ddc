"""Instruments: how people call them, and what rests on them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import text

from chassis.database import Session, Transaction
from registry.catalogue.rules.names import asked, code_key, name_keys
from registry.catalogue.rules.resolution import Match, Resolution, decided
from registry.catalogue.store.nearest import MOST_COMPARED, NEAREST, RESEMBLANCE
from registry.treaties.rules.participations import BINDING, CONSENTS, Uses

_USES = text(
    """
    SELECT act.instrument, min(act.date) AS first,
           min(act.in_force) FILTER (WHERE act.action = ANY (CAST(:consents AS text[]))) AS first_in_force,
           min(act.action) FILTER (WHERE act.action = ANY (CAST(:binding AS text[]))) AS binding,
           min(act.state) FILTER (WHERE asked.grouping IS NOT NULL AND NOT EXISTS (
               SELECT FROM registry.membership
               WHERE membership.actor = actor.code AND membership.grouping = asked.grouping
           )) AS outsider
    FROM unnest(CAST(:codes AS text[]), CAST(:groupings AS text[])) AS asked (code, grouping)
    JOIN registry.participation act ON act.instrument = asked.code
    JOIN registry.actor ON actor.code = act.state
    GROUP BY act.instrument
    """
)
_ACTIONS = {"consents": sorted(CONSENTS), "binding": sorted(BINDING)}
_NAMES = text(
    """
    SELECT code, title, array_remove(ARRAY[title, short_name], NULL)
               || ARRAY(SELECT value FROM jsonb_each_text(titles)) AS names
    FROM registry.instrument
    """
)
_NEAREST = text(
    f"""
    SELECT asked.word, near.code, near.title
    FROM unnest(CAST(:words AS text[])) asked (word) CROSS JOIN LATERAL (
        SELECT code, title, greatest(
            public.similarity(code, asked.word), public.similarity(title, asked.word),
            public.similarity(short_name, asked.word)) AS resemblance
        FROM registry.instrument ORDER BY 3 DESC, 1 LIMIT {NEAREST}
    ) near WHERE near.resemblance >= {RESEMBLANCE} ORDER BY asked.word, near.resemblance DESC, near.code
    """
)


async def uses(tx: Transaction, groupings: Mapping[str, str | None]) -> dict[str, Uses]:
    """What rests on each of these instruments on which any State has acted, by the instrument's code.

    `groupings`: by instrument, whose members may take part in it.
    """
    values = {"codes": list(groupings), "groupings": list(groupings.values()), **_ACTIONS}
    return {row.instrument: Uses(*tuple(row)[1:]) for row in (await tx.execute(_USES, values)).all()}


async def resolve(session: Session, words: Collection[str]) -> Mapping[str, Resolution]:
    """What each of `words` means: by code, short name or title in any language, by the rules on names.

    Words that mean none have those that they resemble, or are absent.
    """
    named: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in await session.execute(_NAMES) if words else ():
        for key in {code_key(row.code)}.union(*map(name_keys, row.names)):
            named[key].add((row.code, row.title))
    found = {word: [Match(stage, *one) for stage, key in asked(word) for one in named[key]] for word in words}
    known = {word: decided(matches) for word, matches in found.items() if matches}
    return {**known, **await _nearest(session, sorted(set(words) - known.keys())[:MOST_COMPARED])}


async def _nearest(session: Session, words: Sequence[str]) -> dict[str, Resolution]:
    nearest: dict[str, dict[str, str]] = defaultdict(dict)
    for row in await session.execute(_NEAREST, {"words": words}) if words else ():
        nearest[row.word][row.code] = row.title
    return {word: Resolution(nearest=entries) for word, entries in nearest.items()}
