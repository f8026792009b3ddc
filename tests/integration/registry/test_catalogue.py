"""What all nouns of the catalogue have in common, shown on instruments and themes."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

import httpx
import pytest

from chassis.ledger import Origin
from chassis.process.cli import describe
from chassis.process.runtime import Runtime
from chassis.resources.bulk import ImportedRow, read_file
from chassis.resources.collections.listing import UnknownFilterError
from chassis.testing import TokenIssuer
from registry.app import service
from registry.catalogue.api.entries import router_of
from registry.catalogue.entry_types import EntryType
from registry.catalogue.models import ListQuery
from registry.catalogue.writing import write
from registry.entry_types import ENTRY_TYPES
from registry.treaties.entries.instruments import INSTRUMENTS
from registry.vocabulary.entries.themes import THEMES, Theme
from tests.integration.registry.ledger import told
from tests.support.problems import type_of
from tests.support.tags import version_of

THEME = {"code": "test-theme", "name": "A theme", "source": "test", "as_of": "2026-01-01"}
INSTRUMENT = {
    "code": "TEST",
    "kind": "treaty",
    "title": "A treaty",
    "themes": ["test-theme"],
    "adopted": "1990-12-18",
    "source": "test",
    "as_of": "2026-01-01",
}


async def test_an_entry_is_registered_read_and_told(
    runtime: Runtime, client: httpx.AsyncClient, registrar: dict[str, str]
) -> None:
    assert (await client.post("/v1/themes", json=THEME, headers=registrar)).status_code == 201
    answer = await client.post("/v1/instruments", json=INSTRUMENT, headers=registrar)
    assert answer.status_code == 201
    assert answer.headers["Location"] == "/v1/instruments/TEST"
    assert (answer.json()["version"], version_of(answer)) == (1, 1)
    shown = (await client.get("/v1/instruments/TEST")).json()
    assert shown == answer.json()
    kind, data = (await told(runtime))[-1]
    assert (kind, data["code"], data["version"]) == ("compact.instrument.recorded.v1", "TEST", 1)


async def test_a_reference_to_nothing_is_refused_with_its_field(
    client: httpx.AsyncClient, registrar: dict[str, str]
) -> None:
    answer = await client.post("/v1/instruments", json=INSTRUMENT, headers=registrar)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"pointer": "/themes/0", "detail": "there is no theme test-theme"}]
    assert (await client.get("/v1/instruments/TEST")).status_code == 404


async def _registered(client: httpx.AsyncClient, registrar: dict[str, str]) -> None:
    for path, body in (("/v1/themes", THEME), ("/v1/instruments", INSTRUMENT)):
        (await client.post(path, json=body, headers=registrar)).raise_for_status()


async def test_a_code_that_is_taken_is_refused(client: httpx.AsyncClient, registrar: dict[str, str]) -> None:
    await _registered(client, registrar)
    answer = await client.post("/v1/instruments", json=INSTRUMENT, headers=registrar)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (409, "/code")


async def test_a_repeated_request_has_one_effect(
    runtime: Runtime, client: httpx.AsyncClient, registrar: dict[str, str]
) -> None:
    headers = {**registrar, "Idempotency-Key": "theme-1"}
    first, second = [await client.post("/v1/themes", json=THEME, headers=headers) for _ in range(2)]
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert [kind for kind, _ in await told(runtime)].count("compact.theme.recorded.v1") == 1


async def test_a_change_says_who_says_so_and_needs_the_version_that_was_seen(
    client: httpx.AsyncClient, registrar: dict[str, str]
) -> None:
    await _registered(client, registrar)
    change = {"title": "Another title", "adopted": None, "source": "test", "as_of": "2026-02-01"}
    path = "/v1/instruments/TEST"
    assert (await client.patch(path, json=change, headers=registrar)).status_code == 428
    stale = {**registrar, "If-Match": '"7"'}
    assert (await client.patch(path, json=change, headers=stale)).status_code == 412
    seen = {**registrar, "If-Match": '"1"'}
    changed = (await client.patch(path, json=change, headers=seen)).json()
    assert (changed["version"], changed["title"], changed["adopted"]) == (2, "Another title", None)
    assert changed["themes"] == ["test-theme"]
    unsaid = {**registrar, "If-Match": '"2"'}
    answer = await client.patch(path, json={"title": "A third"}, headers=unsaid)
    assert {error["pointer"] for error in answer.json()["errors"]} == {"/source", "/as_of"}


async def test_an_older_word_is_refused(client: httpx.AsyncClient, registrar: dict[str, str]) -> None:
    await _registered(client, registrar)
    headers = {**registrar, "If-Match": '"1"'}
    older = {"title": "Old", "source": "test", "as_of": "2025-01-01"}
    answer = await client.patch("/v1/instruments/TEST", json=older, headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/as_of")


async def test_a_patch_that_makes_no_entry_names_the_field(
    client: httpx.AsyncClient, registrar: dict[str, str]
) -> None:
    await _registered(client, registrar)
    headers = {**registrar, "If-Match": '"1"'}
    wrong = {"title": None, "source": "test", "as_of": "2026-02-01"}
    answer = await client.patch("/v1/instruments/TEST", json=wrong, headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/title")
    assert (await client.get("/v1/instruments/TEST")).json()["version"] == 1


async def test_what_was_known_before_stays_readable(
    client: httpx.AsyncClient, registrar: dict[str, str]
) -> None:
    await _registered(client, registrar)
    headers = {**registrar, "If-Match": '"1"'}
    change = {"title": "Another title", "source": "test", "as_of": "2026-02-01"}
    (await client.patch("/v1/instruments/TEST", json=change, headers=headers)).raise_for_status()
    first, second = (await client.get("/v1/instruments/TEST/revisions")).json()["items"]
    assert (first["version"], first["document"]["title"]) == (1, "A treaty")
    assert (second["version"], second["superseded_at"]) == (2, None)
    assert first["superseded_at"] == second["recorded_at"]

    async def title(as_of: str) -> str:
        shown = await client.get("/v1/instruments/TEST", params={"as_of": as_of})
        (listed,) = (await client.get("/v1/instruments", params={"as_of": as_of})).json()["items"]
        assert listed == shown.json()
        return str(listed["title"])

    assert await title(first["recorded_at"]) == "A treaty"
    assert await title(second["recorded_at"]) == "Another title"
    before = await client.get("/v1/instruments/TEST", params={"as_of": "2020-01-01T00:00:00Z"})
    assert before.status_code == 404
    future = await client.get("/v1/instruments", params={"as_of": "2999-01-01T00:00:00Z"})
    assert (future.status_code, future.json()["errors"][0]["pointer"]) == (422, "?as_of")


async def test_what_is_in_use_cannot_be_removed_and_what_was_removed_stays_in_the_history(
    runtime: Runtime, client: httpx.AsyncClient, registrar: dict[str, str]
) -> None:
    await _registered(client, registrar)
    headers = {**registrar, "If-Match": '"1"'}
    refused = await client.delete("/v1/themes/test-theme", headers=headers)
    assert (refused.status_code, refused.json()["type"]) == (409, type_of("in-use"))
    assert "instrument TEST" in refused.json()["detail"]
    assert (await client.delete("/v1/instruments/TEST", headers=headers)).status_code == 204
    assert (await client.delete("/v1/themes/test-theme", headers=headers)).status_code == 204
    assert (await client.get("/v1/instruments/TEST")).status_code == 404
    (was,) = (await client.get("/v1/instruments/TEST/revisions")).json()["items"]
    assert was["superseded_at"] is not None
    gone = [data["code"] for kind, data in await told(runtime) if kind == "compact.entry.removed.v1"]
    assert gone == ["TEST", "test-theme"]


async def test_a_list_is_filtered_sorted_and_read_page_by_page(
    client: httpx.AsyncClient, registrar: dict[str, str]
) -> None:
    await _registered(client, registrar)
    others = {"A": "2001-01-01", "B": None, "C": "1950-01-01", "D": "2001-01-01"}
    for code, adopted in others.items():
        body = {**INSTRUMENT, "code": code, "adopted": adopted, "themes": [], "kind": "declaration"}
        (await client.post("/v1/instruments", json=body, headers=registrar)).raise_for_status()

    async def codes(**query: str | int) -> list[str]:
        found: list[str] = []
        cursor: str | None = None
        while True:
            params = {**query, "limit": 2, **({"cursor": cursor} if cursor else {})}
            page = (await client.get("/v1/instruments", params=params)).json()
            found += [one["code"] for one in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                return found

    assert await codes() == ["A", "B", "C", "D", "TEST"]
    assert await codes(sort="-code") == ["TEST", "D", "C", "B", "A"]
    assert await codes(sort="adopted") == ["C", "TEST", "A", "D", "B"]
    assert await codes(sort="-adopted") == ["B", "D", "A", "TEST", "C"]
    assert await codes(kind="declaration", adopted_from="1960-01-01") == ["A", "D"]
    assert await codes(theme="test-theme") == ["TEST"]
    unknown = await client.get("/v1/instruments", params={"sort": "depositary"})
    assert unknown.json()["errors"][0]["pointer"] == "?sort"
    cursor = (await client.get("/v1/instruments", params={"limit": 1})).json()["next_cursor"]
    foreign = await client.get("/v1/instruments", params={"sort": "adopted", "cursor": cursor})
    assert foreign.json()["errors"][0]["pointer"] == "?cursor"


async def test_what_is_exported_can_be_loaded_again_and_changes_nothing(
    runtime: Runtime, client: httpx.AsyncClient, registrar: dict[str, str], tmp_path: Path
) -> None:
    await _registered(client, registrar)
    nouns: tuple[EntryType[Any], ...] = (THEMES, INSTRUMENTS)
    for entry_type in nouns:
        answer = await client.get(f"{entry_type.path}:export", params={"format": "csv"})
        file = tmp_path / f"{entry_type.plural}.csv"
        file.write_bytes(answer.content)
        rows = [row.content for row in read_file(file, entry_type.content) if isinstance(row, ImportedRow)]
        assert len(rows) == 1
        async with runtime.database.transaction() as tx:
            assert not (await write(tx, entry_type, rows)).changes


async def test_two_words_on_one_entry_from_one_file_contradict_each_other(runtime: Runtime) -> None:
    one = Theme(code="t", name="One", source="test", as_of=date(2026, 1, 1))
    other = one.model_copy(update={"name": "Other"})
    origin = Origin("test", "one-file")
    async with runtime.database.transaction(origin) as tx:
        kept = await write(tx, THEMES, [one, one, other])
    assert (len(kept.changes), list(kept.faults)) == (1, [2])
    async with runtime.database.transaction(origin) as tx:
        assert list((await write(tx, THEMES, [other])).faults) == [0]
    async with runtime.database.transaction(Origin("test", "a-later-file")) as tx:
        assert len((await write(tx, THEMES, [other])).changes) == 1


async def test_who_speaks_for_a_party_writes_only_what_is_about_it(
    client: httpx.AsyncClient, issuer: TokenIssuer
) -> None:
    kenya = issuer.headers(scopes="measures:write", party="KEN")
    measure = {
        "code": "KEN-1",
        "state": "KEN",
        "kind": "policy",
        "title": "A policy",
        "status": "in_force",
        "source": "test",
        "as_of": "2026-01-01",
    }
    assert (await client.post("/v1/measures", json=measure, headers=kenya)).status_code == 201
    foreign = {**measure, "code": "UGA-1", "state": "UGA"}
    assert (await client.post("/v1/measures", json=foreign, headers=kenya)).status_code == 403
    uganda = {**issuer.headers(scopes="measures:write", party="UGA"), "If-Match": '"1"'}
    change = {"state": "UGA", "source": "test", "as_of": "2026-01-02"}
    assert (await client.patch("/v1/measures/KEN-1", json=change, headers=uganda)).status_code == 403
    given = await client.patch("/v1/measures/KEN-1", json=change, headers={**kenya, "If-Match": '"1"'})
    assert given.status_code == 403
    assert (await client.get("/v1/measures/KEN-1")).json()["state"] == "KEN"


async def test_every_filter_and_order_of_every_entry_type_is_answered(client: httpx.AsyncClient) -> None:
    paths = describe(service)["paths"]
    queries = [
        (entry_type.path, {parameter["name"]: value})
        for entry_type in ENTRY_TYPES
        for parameter in paths[entry_type.path]["get"]["parameters"]
        if parameter["in"] == "query" and parameter["name"] not in {"limit", "cursor"}
        for value in _values(parameter["schema"])
    ]
    answers = [(path, query, await client.get(path, params=query)) for path, query in queries]
    assert len({path for path, _, _ in answers}) == len(ENTRY_TYPES)
    refused = [
        f"{path} {query}: {answer.text}" for path, query, answer in answers if answer.status_code != 200
    ]
    assert not refused, "\n".join(refused)


def _values(schema: dict[str, Any]) -> list[str]:
    if "enum" in schema:
        return list(schema["enum"])
    if "anyOf" in schema:
        return [value for one in schema["anyOf"] for value in _values(one)]
    examples = {"date": "2020-01-01", "date-time": "2020-01-01T00:00:00Z"}
    if schema.get("type") != "string":
        return []
    wanted = schema.get("pattern", "")
    fitting = (value for value in ("AA", "GCM/5", "10.7", "en", "x") if re.match(wanted, value))
    return [examples.get(schema.get("format", ""), next(fitting, "AA"))]


async def test_no_theme_is_above_itself(client: httpx.AsyncClient, registrar: dict[str, str]) -> None:
    for code, parent in (("high", None), ("low", "high")):
        body = {**THEME, "code": code, "parent": parent}
        (await client.post("/v1/themes", json=body, headers=registrar)).raise_for_status()
    change = {"parent": "low", "source": "test", "as_of": "2026-02-01"}
    headers = {**registrar, "If-Match": '"1"'}
    answer = await client.patch("/v1/themes/high", json=change, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"pointer": "/parent", "detail": "it would be its own ancestor: high > low > high"}
    ]


def test_a_filter_that_fits_no_column_keeps_the_service_from_starting() -> None:
    class Misspelt(ListQuery):
        """A query of themes."""

        titel: str | None = None
        sort: Literal["code"] = "code"

    with pytest.raises(UnknownFilterError, match="titel"):
        router_of(replace(THEMES, query=Misspelt), ENTRY_TYPES)


async def test_an_entry_that_is_registered_anew_has_another_tag(
    client: httpx.AsyncClient, registrar: dict[str, str]
) -> None:
    theme = {**THEME, "code": "again"}
    tags = []
    for _ in range(2):
        made = await client.post("/v1/themes", json=theme, headers=registrar)
        assert made.status_code == 201, made.text
        tags.append(made.headers["ETag"])
        assert (await client.get("/v1/themes/again")).headers["ETag"] == tags[-1]
        if len(tags) == 1:
            gone = await client.delete("/v1/themes/again", headers={**registrar, "If-Match": tags[0]})
            assert gone.status_code == 204
    stale = await client.delete("/v1/themes/again", headers={**registrar, "If-Match": tags[0]})
    assert (stale.status_code, len(set(tags))) == (412, 2)
