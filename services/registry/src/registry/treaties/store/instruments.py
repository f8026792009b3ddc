"""Instruments: how people call them, and what rests on them."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import text

from chassis.database import Session, Transaction
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
_RESOLVE = text(
    """
    SELECT wanted.word, array_agg(instrument.code ORDER BY instrument.code) AS codes
    FROM unnest(CAST(:words AS text[])) AS wanted (word)
    JOIN registry.instrument
      ON lower(wanted.word) IN (lower(instrument.code), lower(instrument.short_name), lower(instrument.title))
    GROUP BY wanted.word
    """
)


async def uses(tx: Transaction, groupings: Mapping[str, str | None]) -> dict[str, Uses]:
    """What rests on each of these instruments on which any State has acted, by the instrument's code.

    `groupings`: by instrument, whose members may take part in it.
    """
    values = {"codes": list(groupings), "groupings": list(groupings.values()), **_ACTIONS}
    return {row.instrument: Uses(*tuple(row)[1:]) for row in (await tx.execute(_USES, values)).all()}


async def resolve(session: Session, words: Collection[str]) -> Mapping[str, Sequence[str]]:
    """The codes of the instruments that each of `words` may mean: by code, short name or title, in any case.

    Words that mean none are absent.
    """
    rows = (await session.execute(_RESOLVE, {"words": sorted(words)})).all()
    return {row.word: row.codes for row in rows}
