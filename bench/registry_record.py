"""A registry as large as the world may make it: 50,000 actors, 500 instruments, 100,000 participations.

What the product ships is loaded first, as in life; the rest goes straight into the tables.
"""

import csv
import io
import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice, product
from typing import Any

import asyncpg

from bench.figure import Setting
from bench.parties import states
from chassis.base.identifiers import new_id
from chassis.database import Database
from embedded.system import System
from registry.actors.store import names

ACTORS, INSTRUMENTS, PARTICIPATIONS = 50_000, 500, 100_000
ADOPTED = date(1990, 12, 18)
_SOURCED = {"source": "bench", "as_of": date(2026, 1, 1)}
_BODIES = (
    ("Association", "Association"),
    ("Union", "Union"),
    ("Federation", "Fédération"),
    ("Network", "Réseau"),
    ("Institute", "Institut"),
    ("Centre", "Centre"),
    ("Foundation", "Fondation"),
    ("Council", "Conseil"),
)
_CAUSES = (
    ("Migrant Workers", "des travailleurs migrants"),
    ("Domestic Workers", "des travailleuses domestiques"),
    ("Refugee Women", "des femmes réfugiées"),
    ("Seafarers", "des marins"),
    ("Migrant Health", "de la santé des migrants"),
    ("Returnees", "des personnes de retour"),
    ("Migration Research", "de recherche sur les migrations"),
    ("Remittances", "des envois de fonds"),
)
_SYLLABLES = ("ka", "ma", "to", "ru", "ne", "li", "sa", "vo", "du", "qui", "der", "shan", "bor", "tal", "win")
_PLACE = "SELECT count(*) FROM registry."


async def fill(system: System, setting: Setting, *, participations: int = PARTICIPATIONS) -> None:
    """Load the reference files, and add to them: a hundredth of all this in a trial."""
    part = setting.choose(100, 1, 1)
    await system.command("registry", "load-reference")
    tables = await asyncpg.connect(system.postgres.url("registry"))
    try:
        await tables.execute("TRUNCATE registry.participation")
        known = await tables.fetchval(_PLACE + "actor")
        await _copy(tables, "actor", islice(_actors(), max(ACTORS // part - known, 0)))
        known = await tables.fetchval(_PLACE + "instrument")
        themes = [row["code"] for row in await tables.fetch("SELECT code FROM registry.theme ORDER BY code")]
        await _copy(tables, "instrument", islice(_instruments(themes), INSTRUMENTS - known))
        await _copy(tables, "participation", islice(_rows(), participations // part))
        await _index_names(system)
        await tables.execute("VACUUM ANALYZE")
    finally:
        await tables.close()


async def _index_names(system: System) -> None:
    """Make the keys of names, as whoever writes actors does."""
    url = system.postgres.url("registry", "registry")
    async with Database(url, name="bench", pool_size=1) as database, database.transaction() as tx:
        await names.index(tx)


def participations_csv(number: int = PARTICIPATIONS) -> bytes:
    """A file with participations that can be imported."""
    names = ("instrument", "state", "action", "date", "in_force", *_SOURCED)
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, names, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(islice(participations(), number))
    return file.getvalue().encode()


def participations() -> Iterator[dict[str, Any]]:
    """Signatures and ratifications, two by each State on each instrument of the bench."""
    for number, state in product(range(INSTRUMENTS), states(193)):
        signed = ADOPTED + timedelta(days=number + len(state))
        for action, day in (("signature", signed), ("ratification", signed + timedelta(days=700))):
            yield {
                "instrument": instrument_code(number),
                "state": state,
                "action": action,
                "date": day,
                **_SOURCED,
            }


def instrument_code(number: int) -> str:
    """Of the bench's own instruments."""
    return f"BENCH-{number:03d}"


def actor_code(number: int) -> str:
    """Of the bench's own actors."""
    return f"ORG-{number:05d}"


def actor_name(number: int) -> tuple[str, str]:
    """In English and French."""
    chance = random.Random(number)
    proper = "".join(chance.choices(_SYLLABLES, k=chance.choice((2, 3, 4)))).capitalize()
    body, cause = chance.choice(_BODIES), chance.choice(_CAUSES)
    return f"{proper} {body[0]} for {cause[0]}", f"{body[1]} {proper} {cause[1]}"


def _actors() -> Iterator[dict[str, Any]]:
    for number in range(ACTORS):
        english, french = actor_name(number)
        names = json.dumps({"fr": french})
        yield {
            "code": actor_code(number),
            "kind": "civil_society",
            "name": english,
            "names": names,
            "codes": "{}",
            "groupings": [],
        }


def _instruments(themes: list[str]) -> Iterator[dict[str, Any]]:
    for number in range(INSTRUMENTS):
        cause = _CAUSES[number % len(_CAUSES)]
        yield {
            "code": instrument_code(number),
            "kind": "treaty",
            "title": f"Convention No. {number} on {cause[0]}",
            "titles": json.dumps({"fr": f"Convention n° {number} {cause[1]}"}),
            "themes": [themes[number % len(themes)], themes[number * 7 % len(themes)]],
            "adopted": ADOPTED,
            "participations_as_of": _SOURCED["as_of"],
        }


def _rows() -> Iterator[dict[str, Any]]:
    for one in participations():
        yield {"code": "{instrument}.{state}.{action}.{date}".format_map(one), **one}


async def _copy(
    tables: "asyncpg.Connection[asyncpg.Record]", table: str, entries: Iterator[dict[str, Any]]
) -> None:
    rows = [{"id": new_id(), "version": 1, **_SOURCED, **entry} for entry in entries]
    if rows:
        records = [tuple(row.values()) for row in rows]
        await tables.copy_records_to_table(
            table, schema_name="registry", records=records, columns=list(rows[0])
        )
