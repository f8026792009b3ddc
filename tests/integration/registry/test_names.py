"""How names are understood, in files and in search: one set of rules for both (docs/names.md)."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from chassis.process.runtime import Runtime
from registry.actors.store.names import resolve
from registry.catalogue.rules.letters import plain
from registry.catalogue.rules.names import name_keys
from registry.catalogue.rules.resolution import Resolution
from tests.integration.registry.imports import faults, imported
from tests.support.references import REGISTRY_ROWS

OTHERS = Path(__file__).with_name("names_of_others.csv")
"""Names of places as UN DESA (*International Migrant Stock 2020*, CC BY 3.0 IGO, with M49 codes) and UNHCR
(*Refugee Data Finder*, CC BY 4.0, with ISO codes) publish them: what files of others contain."""


def rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def aliases(scheme: str) -> Iterator[tuple[str, str]]:
    return (
        (row["alias"], row["actor"])
        for row in rows(REGISTRY_ROWS / "actor_aliases.csv")
        if row["scheme"] == scheme
    )


def names() -> Iterator[tuple[str, str]]:
    """Every shipped name of a State or an organisation, with the code of who has it."""
    for file, code in (("states.csv", "iso3"), ("actors.csv", "code")):
        for row in rows(REGISTRY_ROWS / file):
            yield from ((row[name], row[code]) for name in row if name.startswith("name") and row[name])
    yield from aliases("name")


def mangled(name: str) -> Iterator[str]:
    """What spreadsheets, other hands and other encodings make of a name."""
    yield name.upper()
    yield name.casefold()
    yield plain(name)
    yield f" {name.replace(' ', chr(0xA0))}\u200b"
    yield name.replace("'", "’").replace("-", " ")
    yield f"{name}*"
    if not name.isascii() and all(letter < "\u0250" for letter in name):
        yield name.encode().decode("latin-1")


async def meanings(runtime: Runtime, words: Iterable[str]) -> dict[str, Resolution]:
    async with runtime.database.transaction() as tx:
        return dict(await resolve(tx, list(dict.fromkeys(words))))


async def wrong(runtime: Runtime, expected: dict[str, str]) -> list[str]:
    found = await meanings(runtime, expected)
    return [
        f"{word}: {list(found[word].matches) if word in found else None} instead of {code}"
        for word, code in expected.items()
        if word not in found or found[word].code != code
    ]


def listed_as_ambiguous() -> set[str]:
    return {key for name, _ in aliases("ambiguous") for key in name_keys(name)}


@pytest.mark.usefixtures("client")
async def test_every_name_in_six_languages_however_it_is_mangled_means_its_actor_and_no_other(
    runtime: Runtime,
) -> None:
    doubtful = listed_as_ambiguous()
    expected = {
        spelt: code
        for name, code in names()
        if not name_keys(name) & doubtful
        for spelt in (name, *mangled(name))
    }
    assert len(set(expected.values())) == 193 + 35
    assert await wrong(runtime, expected) == []


@pytest.mark.usefixtures("client")
async def test_no_key_of_a_name_belongs_to_two_actors_unless_it_is_listed_as_ambiguous(
    runtime: Runtime,
) -> None:
    shared = text(
        "SELECT key FROM registry.actor_name WHERE NOT starts_with(key, '=')"
        " GROUP BY key HAVING count(*) > 1 AND NOT bool_or(ambiguous)"
    )
    async with runtime.database.reading() as session:
        assert (await session.execute(shared)).scalars().all() == []


@pytest.mark.usefixtures("client")
async def test_names_that_others_publish_mean_whom_their_codes_mean(runtime: Runtime) -> None:
    published = list(rows(OTHERS))
    by_code = await meanings(runtime, (row["code"] for row in published))
    by_name = await meanings(runtime, (row["name"] for row in published))
    none = Resolution()
    different = [
        row["name"]
        for row in published
        if by_code.get(row["code"], none).code != by_name.get(row["name"], none).code
    ]
    assert different == ["Congo", "Congo"]
    assert sum(by_name.get(row["name"], none).code is not None for row in published) > 370


@pytest.mark.usefixtures("client")
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("S. Sudan", "SSD"), ("Sudan", "SDN"), ("Guinea", "GIN"), ("Guinea Bissau", "GNB"),
        ("Viet-Nam", "VNM"), ("Turquie", "TUR"), ("Burma", "MMR"), ("Ivory Coast", "CIV"),
        ("Cape Verde", "CPV"), ("Czech Republic", "CZE"), ("Kingdom of Swaziland", "SWZ"),
        ("Holland", "NLD"), ("U.K.", "GBR"), ("U.S.A.", "USA"), ("DRC", "COD"),
        ("Republic of the Congo", "COG"), ("Congo, Rep. of the", "COG"),
        ("Korea (Republic of)", "KOR"), ("D.P.R. Korea", "PRK"), ("St. Lucia", "LCA"),
        ("Trinidad & Tobago", "TTO"), ("The Gambia", "GMB"), ("Lao People's Dem. Rep.", "LAO"),
        ("Iran (Islamic Rep. of)", "IRN"), ("土耳其共和國", "TUR"), ("ﺍﻟﻴﻤﻦ", "YEM"), ("الـيـمن", "YEM"),
        ("Ｋｅｎｙａ", "KEN"), ("4", "AFG"), ("4.0", "AFG"), ("NA", "NAM"), ("CÃ´te d'Ivoire", "CIV"),
        ("OIM", "IOM"), ("HCR", "UNHCR"),
    ],
)  # fmt: skip
async def test_names_as_people_write_them_are_understood(runtime: Runtime, name: str, code: str) -> None:
    assert await wrong(runtime, {name: code}) == []


@pytest.mark.usefixtures("client")
async def test_what_is_ambiguous_is_listed_and_never_guessed(runtime: Runtime) -> None:
    found = await meanings(
        runtime, ["Congo", "КОНГО", "Korea", "State of Korea", "Republic of China", "Republic of Vietnam"]
    )
    assert {name: (list(one.matches), list(one.nearest)) for name, one in found.items()} == {
        "Congo": (["COD", "COG"], []),
        "КОНГО": (["COD", "COG"], []),
        "Korea": (["KOR", "PRK"], []),
        "State of Korea": (["KOR", "PRK"], []),
        "Republic of China": ([], ["CHN"]),
        "Republic of Vietnam": ([], ["VNM"]),
    }


async def test_a_rejected_row_lists_who_may_be_meant(
    runtime: Runtime, client: httpx.AsyncClient, registrar: dict[str, str]
) -> None:
    file = "grouping,actor,valid_from,source,as_of\n" + "".join(
        f"LDC,{name},2020-01-01,test,2026-01-01\n" for name in ("Congo", "Sudann", "Palestine", "Ruritania")
    )
    done = await imported(client, registrar, runtime.database, "memberships", file)
    both = "COD (Democratic Republic of the Congo), COG (Congo)"
    assert faults(done) == [
        (2, "/actor", f"Congo matches more than one actor: {both}"),
        (3, "/actor", "Sudann matches no actor; nearest: SDN (Sudan), SSD (South Sudan)"),
        (4, "/actor", "Palestine matches no actor"),
        (5, "/actor", "Ruritania matches no actor; nearest: MRT (Mauritania)"),
    ]


@pytest.mark.usefixtures("client")
async def test_keys_that_are_due_are_made_with_the_next_write_and_understood_until_then(
    runtime: Runtime,
) -> None:
    alias = text(
        "INSERT INTO registry.actor_alias (scheme, alias, actor, source, as_of)"
        " VALUES ('name', 'Elephant Coast', 'CIV', 'test', '2026-01-01')"
    )
    async with runtime.database.transaction() as tx:
        await tx.execute(alias)
        await tx.execute(text("UPDATE registry.actor SET name = 'Éburnie' WHERE code = 'CIV'"))
    found = await meanings(runtime, ["elephant-coast", "EBURNIE", "Côte d'Ivoire"])
    assert [one.code for one in found.values()] == ["CIV", "CIV", "CIV"]


@given(st.text(max_size=60))
def test_a_name_is_one_with_itself_however_it_is_set(name: str) -> None:
    keys = name_keys(name)
    assert name_keys(f"  {name}\t") == keys
    assert name_keys(plain(name)) & keys or not keys or not name_keys(plain(name))
    assert all(0 < len(key) <= 300 for key in keys)


@given(st.permutations(["Korea", "Republic", "of", "the", "Democratic"]))
def test_the_order_of_words_makes_no_difference(words: list[str]) -> None:
    assert "democratic korea republic" in name_keys(" ".join(words))
