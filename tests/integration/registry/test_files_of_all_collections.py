"""An export of every collection makes the same collection in an empty instance, in their order."""

import json
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from typing import Any

import httpx
import pytest

from chassis.base.clock import today
from chassis.process.runtime import Runtime
from chassis.testing import TokenIssuer
from chassis.testing.plugin import OpenService, client_of
from registry.actors.store.names import resolve
from registry.app import service
from registry.catalogue.rules.resolution import Resolution
from registry.entry_types import ENTRY_TYPES
from tests.integration.commitments.neighbours import publish_goals
from tests.integration.registry.imports import KINDS, faults, imported
from tests.support.references import REGISTRY

ABOUT = {"source": "invented", "as_of": "2026-01-31"}
CHANGED = {"source": "changed", "as_of": str(today())}
ODD: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "groupings": [{"code": "NA-2", "kind": "un_group", "name": "NA"}],
    "actors": [
        {"code": "AA-1", "kind": "civil_society", "name": "=1+1", "parent": "ZZ-1"},
        {"code": "ZZ-1", "kind": "civil_society", "name": "null", "codes": {"iati": "007"}},
        {"code": "MM-1", "kind": "civil_society", "name": 'A "quoted"; name, with é', "names": {"fr": "1E5"}},
        {"code": "NAM", "names": {"sw": "Namibia", "af": "Namibië"}, "codes": {"acme": "NA"}, **CHANGED},
    ],
    "memberships": [
        {"grouping": "NA-2", "actor": "KEN", "valid_until": "2001-01-01"},
        {"grouping": "NA-2", "actor": "KEN", "valid_from": "2005-01-01", "valid_until": "2010-01-01"},
        {"grouping": "NA-2", "actor": "UGA", "valid_from": "2005-01-01"},
    ],
    "themes": [
        {"code": "007", "name": "x", "parent": "zzz", "sdg_targets": ["16.10"]},
        {"code": "zzz", "name": "true", "description": 'two\nlines, "quoted"; and _x0041_'},
    ],
    "definitions": [
        {"code": "a-new", "term": "odd", "text": "New.", "valid_from": "2020-01-01", "supersedes": "z-old"},
        {"code": "z-old", "term": "odd", "text": "Old.", "valid_from": "2010-01-01"},
    ],
    "actor-aliases": [
        {"scheme": "name", "alias": 'A "quoted"; name', "actor": "AA-1"},
        {"scheme": "name", "alias": "A Namesake", "actor": "AA-1", "language": "en"},
        {"scheme": "name", "alias": "A Namesake", "actor": "ZZ-1", "language": "en"},
        {"scheme": "name", "alias": "تجربة", "actor": "MM-1", "language": "ar"},
        {"scheme": "ambiguous", "alias": "Ruritania", "actor": "KEN"},
        {"scheme": "acme", "alias": "007", "actor": "KEN"},
        {"scheme": "name", "alias": "Holland", "actor": "NLD", "language": "en", **CHANGED},
    ],
}
"""Entries that are hard to carry over: references to later ones, texts that look like others, and changes."""


async def test_exports_make_the_same_collections_elsewhere(
    open_service: OpenService, issuer: TokenIssuer, subtests: pytest.Subtests
) -> None:
    headers = issuer.headers(scopes="registry:write")
    here, there = await open_service(service, REGISTRY), await open_service(service)
    await publish_goals(there)
    async with client_of(here, issuer) as client:
        await add_odd_entries(here, client, headers)
        files = {form: await exports(client, form) for form in KINDS}
        names = await all_names(client)
        meanings, lists = await meant(here, names), await all_lists(client)
    async with client_of(there, issuer) as client:
        for noun, file in files["csv"].items():
            done = await imported(client, headers, there.database, noun, file)
            assert (done["status"], faults(done)) == ("done", []), noun
        with subtests.test("exports are the same bytes"):
            assert await exports(client, "csv") == files["csv"]
        with subtests.test("other formats mean the same"):
            wanted, found = files["ndjson"], await exports(client, "ndjson")
            assert not differences(wanted, found)
        with subtests.test("entries are the same but for what each instance gives them"):
            assert await all_lists(client) == lists
        with subtests.test("every name and code means the same"):
            assert await all_names(client) == names
            assert await meant(there, names) == meanings
        for form, noun in ((form, noun) for form in KINDS for noun in files["csv"]):
            file = files[form][noun]
            done = await imported(client, headers, there.database, noun, file, form, mode="dry_run")
            assert (done["unchanged"], faults(done)) == (done["received"], []), (form, noun)


async def exports(client: httpx.AsyncClient, form: str) -> dict[str, bytes]:
    """All collections as files."""
    return {one.noun: await exported(client, one.noun, form) for one in service.importers}


async def all_names(client: httpx.AsyncClient) -> set[str]:
    """All names, codes and aliases of actors."""
    actors, aliases = [
        [json.loads(line) for line in (await exported(client, noun, "ndjson")).splitlines()]
        for noun in ("actors", "actor-aliases")
    ]
    of_actors = [
        name
        for one in actors
        for name in (one["code"], one["name"], one["iso2"], one["m49"], *_values(one["names"], one["codes"]))
    ]
    return {name for name in (*of_actors, *(one["alias"] for one in aliases)) if name is not None}


async def all_lists(client: httpx.AsyncClient) -> dict[str, list[Any]]:
    """All entries, without their ids and versions."""
    return {one.path: [entry async for entry in _listed(client, one.path)] for one in ENTRY_TYPES}


async def _listed(client: httpx.AsyncClient, path: str) -> AsyncIterator[Any]:
    query = {"limit": "500"}
    while True:
        listed = (await client.get(path, params=query)).json()
        for entry in listed["items"]:
            yield {name: value for name, value in entry.items() if name not in {"id", "version"}}
        if listed["next_cursor"] is None:
            break
        query["cursor"] = listed["next_cursor"]


def _values(*maps: Mapping[str, str]) -> list[str]:
    return [value for one in maps for value in one.values()]


async def meant(runtime: Runtime, names: Collection[str]) -> Mapping[str, Resolution]:
    """What each of `names` means in files."""
    async with runtime.database.transaction() as tx:
        return await resolve(tx, sorted(names))


async def add_odd_entries(runtime: Runtime, client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    """Import the odd entries."""
    for noun, entries in ODD.items():
        lines = "\n".join(json.dumps({**ABOUT, **entry}) for entry in entries)
        done = await imported(client, headers, runtime.database, noun, lines, "ndjson")
        written = done["created"] + done["changed"]
        assert (done["status"], written, faults(done)) == ("done", len(entries), []), done


async def exported(client: httpx.AsyncClient, noun: str, form: str) -> bytes:
    """A collection as a file."""
    answer = await client.get(f"/v1/{noun}:export", params={"format": form})
    assert answer.status_code == 200, answer.text
    return answer.content


def differences(wanted: Mapping[str, bytes], found: Mapping[str, bytes]) -> list[tuple[str, bytes]]:
    """The lines that are in one and not in the other."""
    return [
        (noun, line) for noun, file in wanted.items() for line in {*_lines(file)} ^ {*_lines(found[noun])}
    ]


def _lines(file: bytes) -> list[bytes]:
    return file.splitlines()
