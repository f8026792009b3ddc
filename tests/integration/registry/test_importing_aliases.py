"""Files of aliases: other codes and names of actors, so that further files are understood."""

import json
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from chassis.process.runtime import Runtime
from chassis.resources.bulk.exporter import PAGE
from registry.actors.store.names import resolve
from tests.integration.registry.imports import faults, imported

HEADER = "scheme,alias,actor,language,source,as_of\n"
COUNTS = ("created", "changed", "unchanged", "older", "rejected")
REFUSED: Mapping[str, tuple[str, str, str]] = {
    "an unknown actor": (
        "name,Ruritania,Ruritania",
        "/actor",
        "Ruritania matches no actor; nearest: MRT (Mauritania)",
    ),
    "the name of a State": (
        "name,Kenya,UGA",
        "/alias",
        "Kenya means KEN: a name of a State is nobody else's",
    ),
    "an alias of a State": ("name,Holland,IOM", "/alias", "Holland means NLD: "),
    "a name of a State with a form": (
        "name,Kingdom of Canada,IOM",
        "/alias",
        "Kingdom of Canada means CAN: ",
    ),
    "a code of a State": ("acme,KE,UGA", "/alias", "KE means KEN: "),
    "a code of a State as a name": ("name,404,IOM", "/alias", "404 means KEN: "),
    "a name of a State as a code": ("acme,Kenya,IOM", "/alias", "Kenya means KEN: "),
    "a code of a scheme that another has": ("ggo,ALG,IOM", "/alias", "ALG means DZA: "),
    "no scheme": (",Nowhere,UGA", "/scheme", ""),
    "a name of several": (
        "name,Somewhere,Congo",
        "/actor",
        "Congo matches more than one actor: COD (Democratic Republic of the Congo), COG (Congo)",
    ),
}


async def sent(
    runtime: Runtime, client: httpx.AsyncClient, headers: dict[str, str], *rows: str, **query: str
) -> dict[str, Any]:
    """What has become of a file of `rows`."""
    return await imported(
        client, headers, runtime.database, "actor-aliases", HEADER + "\n".join(rows), **query
    )


def counts(done: Mapping[str, Any]) -> dict[str, int]:
    """How many rows had which result."""
    return {name: done[name] for name in COUNTS if done[name]}


async def meant(runtime: Runtime, *names: str) -> dict[str, str | None]:
    """The actor that each of `names` means."""
    async with runtime.database.transaction() as tx:
        return {name: one.code for name, one in (await resolve(tx, names)).items() if one.code}


async def test_names_and_codes_from_a_file_are_understood_at_once(
    runtime: Runtime, client: httpx.AsyncClient, registrar: dict[str, str]
) -> None:
    rows = ("name,Elephant Coast,Kenya,en,test,2026-01-01", "acme,0815,KEN,,test,2026-01-01")
    assert counts(await sent(runtime, client, registrar, *rows, mode="dry_run")) == {"created": 2}
    assert await meant(runtime, "elephant-coast", "0815") == {}
    assert counts(await sent(runtime, client, registrar, *rows)) == {"created": 2}
    assert await meant(runtime, "elephant-coast", "0815") == {"elephant-coast": "KEN", "0815": "KEN"}
    assert counts(await sent(runtime, client, registrar, *rows)) == {"unchanged": 2}


async def test_a_row_is_a_patch_and_never_replaces_what_is_newer(
    runtime: Runtime, client: httpx.AsyncClient, registrar: dict[str, str]
) -> None:
    rows = ("name,Lionland,KEN,sw,test,2026-01-02", "name,Lionland,KEN,en,test,2026-01-02")
    done = await sent(runtime, client, registrar, *rows)
    detail = "name.Lionland.KEN stands in line 2 before: give each entry one row"
    assert (counts(done), faults(done)) == ({"created": 1, "rejected": 1}, [(3, "/code", detail)])
    older = await sent(runtime, client, registrar, "name,Lionland,KEN,en,test,2026-01-01")
    assert counts(older) == {"older": 1}
    without_language = "scheme,alias,actor,source,as_of\nname,Lionland,KEN,another,2026-01-03"
    done = await imported(client, registrar, runtime.database, "actor-aliases", without_language)
    changes = await client.get(f"/v1/actor-aliases/imports/{done['id']}/changes", headers=registrar)
    assert [(one["code"], one["fields"]) for one in changes.json()["items"]] == [
        ("name.Lionland.KEN", ["source", "as_of"])
    ]
    kept = (await client.get("/v1/actor-aliases:export?format=ndjson")).text.splitlines()
    assert [row for row in kept if '"Lionland"' in row and '"language":"sw"' in row]


@pytest.mark.parametrize("case", REFUSED)
async def test_what_would_confuse_actors_is_refused(
    case: str, runtime: Runtime, client: httpx.AsyncClient, registrar: dict[str, str]
) -> None:
    row, pointer, detail = REFUSED[case]
    done = await sent(runtime, client, registrar, f"{row},und,test,2026-01-01")
    ((line, where, found),) = faults(done)
    assert (line, where, detail in found, done["created"]) == (2, pointer, True, 0), found


async def test_a_code_of_a_scheme_is_one_actors(
    runtime: Runtime, client: httpx.AsyncClient, registrar: dict[str, str]
) -> None:
    rows = ("acme,X1,IOM,und,test,2026-01-01", "acme,X1,UNHCR,und,test,2026-01-01")
    done = await sent(runtime, client, registrar, *rows)
    assert faults(done) == [(3, "/alias", "IOM has X1")]
    done = await sent(runtime, client, registrar, rows[1])
    assert faults(done) == [(2, "/alias", "IOM has X1")]


async def test_organisations_may_share_a_name_and_what_is_in_doubt_may_be_a_states_in_one_file(
    runtime: Runtime, client: httpx.AsyncClient, registrar: dict[str, str]
) -> None:
    shared = [f"name,The Agency,{code},en,test,2026-01-01" for code in ("IOM", "UNHCR")]
    assert counts(await sent(runtime, client, registrar, *shared)) == {"created": 2}
    doubtful = ("ambiguous,Holland,NLD,en,test,2026-01-01", "name,Holland,IOM,en,test,2026-01-01")
    done = await sent(runtime, client, registrar, *doubtful)
    assert (counts(done), faults(done)) == ({"created": 2}, [])
    assert await meant(runtime, "The Agency", "Holland") == {}
    doubtful = (
        "ambiguous,Kingdom of Canada,CAN,en,test,2026-01-01",
        "name,Kingdom of Canada,IOM,en,test,2026-01-01",
    )
    assert counts(await sent(runtime, client, registrar, *doubtful)) == {"created": 2}


async def test_two_states_do_not_get_one_name_in_one_file(
    runtime: Runtime, client: httpx.AsyncClient, registrar: dict[str, str]
) -> None:
    rows = [f"name,Lionland,{code},en,test,2026-01-01" for code in ("KEN", "UGA")]
    done = await sent(runtime, client, registrar, *rows)
    assert faults(done) == [(3, "/alias", "Lionland means KEN: a name of a State is nobody else's")]


async def test_an_export_of_more_than_one_page_has_every_alias_once(
    runtime: Runtime, client: httpx.AsyncClient
) -> None:
    rows = (await client.get("/v1/actor-aliases:export?format=ndjson")).text.splitlines()
    async with runtime.database.reading() as session:
        stored = (await session.execute(text("SELECT count(*) FROM registry.actor_alias"))).scalar_one()
    assert len({json.loads(row)["code"] for row in rows}) == len(rows) == stored > PAGE
