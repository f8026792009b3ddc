"""An export of every collection makes the same collection in an empty instance, in their order."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import httpx
import pytest

from chassis.process.runtime import Runtime
from chassis.testing import TokenIssuer
from chassis.testing.plugin import OpenService, client_of
from registry.app import service
from tests.integration.commitments.neighbours import publish_goals
from tests.integration.registry.imports import KINDS, faults, imported
from tests.support.references import REGISTRY

ABOUT = {"source": "invented", "as_of": "2026-01-31"}
ODD: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "groupings": [{"code": "NA-2", "kind": "un_group", "name": "NA"}],
    "actors": [
        {"code": "AA-1", "kind": "civil_society", "name": "=1+1", "parent": "ZZ-1"},
        {"code": "ZZ-1", "kind": "civil_society", "name": "null", "codes": {"iati": "007"}},
        {"code": "MM-1", "kind": "civil_society", "name": 'A "quoted"; name, with é', "names": {"fr": "1E5"}},
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
}
"""Invented entries that are hard to carry over: references to later ones, and texts that look like others."""


async def test_exports_make_the_same_collections_elsewhere(
    open_service: OpenService, issuer: TokenIssuer, subtests: pytest.Subtests
) -> None:
    headers = issuer.headers(scopes="registry:write")
    here, there = await open_service(service, REGISTRY), await open_service(service)
    await publish_goals(there)
    async with client_of(here, issuer) as client:
        await add_odd_entries(here, client, headers)
        files = {form: await exports(client, form) for form in KINDS}
    async with client_of(there, issuer) as client:
        for noun, file in files["csv"].items():
            done = await imported(client, headers, there.database, noun, file)
            assert (done["status"], faults(done)) == ("done", []), noun
        with subtests.test("exports are the same bytes"):
            assert await exports(client, "csv") == files["csv"]
        with subtests.test("other formats mean the same"):
            wanted, found = files["ndjson"], await exports(client, "ndjson")
            assert not differences(wanted, found)
        for form, noun in ((form, noun) for form in KINDS for noun in files["csv"]):
            file = files[form][noun]
            done = await imported(client, headers, there.database, noun, file, form, mode="dry_run")
            assert (done["unchanged"], faults(done)) == (done["received"], []), (form, noun)


async def exports(client: httpx.AsyncClient, form: str) -> dict[str, bytes]:
    """All collections as files."""
    return {one.noun: await exported(client, one.noun, form) for one in service.importers}


async def add_odd_entries(runtime: Runtime, client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    """Import the odd entries."""
    for noun, entries in ODD.items():
        lines = "\n".join(json.dumps({**ABOUT, **entry}) for entry in entries)
        done = await imported(client, headers, runtime.database, noun, lines, "ndjson")
        assert (done["status"], done["created"], faults(done)) == ("done", len(entries), []), done


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
