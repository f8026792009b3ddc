"""`/v1/actors`: the public list, and what the secretariat writes."""

import json
from typing import Any

import httpx
from sqlalchemy import text

from chassis.process.runtime import Runtime
from chassis.testing import TokenIssuer
from tests.integration.registry.ledger import told
from tests.support.tags import version_of

UNESCO = {
    "code": "UNESCO",
    "kind": "un_entity",
    "name": "UNESCO",
    "names": {"en": "UNESCO", "fr": "Unesco"},
    "region": "ECE",
    "groupings": ["SIDS", "ECE"],
    "source": "Note of the secretariat",
    "as_of": "2026-06-01",
}


async def register(client: httpx.AsyncClient, editor: dict[str, str], **other: Any) -> httpx.Response:
    return await client.post("/v1/actors", json={**UNESCO, **other}, headers=editor)


async def pages_of(client: httpx.AsyncClient, path: str) -> list[list[str]]:
    """The codes on each page, following the Link headers."""
    pages = []
    while path:
        response = await client.get(path)
        assert response.status_code == 200, response.text
        pages.append([item["code"] for item in response.json()["items"]])
        path = response.links.get("next", {}).get("url", "")
    return pages


async def test_anyone_reads_an_actor(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/actors/KEN")
    kenya = response.json()
    assert version_of(response) == 1
    assert (kenya["name"], kenya["m49"], kenya["region"], kenya["kind"]) == ("Kenya", "404", "ECA", "state")
    assert {"ECA", "M49-002"} <= set(kenya["groupings"])
    assert kenya["source"]
    assert kenya["as_of"]


async def test_pages_show_every_actor_once_and_in_order(client: httpx.AsyncClient) -> None:
    pages = await pages_of(client, "/v1/actors?kind=state&limit=50")
    codes = [code for page in pages for code in page]
    assert [len(page) for page in pages] == [50, 50, 50, 43]
    assert codes == sorted(set(codes))


async def test_a_region_counts_each_state_once(client: httpx.AsyncClient) -> None:
    regions = ["ECA", "ECE", "ECLAC", "ESCAP", "ESCWA"]
    counted = []
    for region in regions:
        [codes] = await pages_of(client, f"/v1/actors?kind=state&limit=500&region={region}")
        counted += codes
    assert len(counted) == len(set(counted)) == 193


async def test_a_grouping_filters_its_members(client: httpx.AsyncClient) -> None:
    [codes] = await pages_of(client, "/v1/actors?grouping=SIDS&limit=500")
    assert "TUV" in codes
    assert "KEN" not in codes


async def test_an_unknown_kind_is_refused(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/actors?kind=planet")
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "?kind"


async def test_an_unknown_actor_is_a_404(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/actors/XXX")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


async def test_only_who_may_write_registers(client: httpx.AsyncClient) -> None:
    assert (await client.post("/v1/actors", json=UNESCO)).status_code == 401


async def test_a_registered_actor_is_told_with_its_groupings(
    runtime: Runtime, client: httpx.AsyncClient, editor: dict[str, str]
) -> None:
    response = await register(client, editor)
    assert response.status_code == 201
    assert response.headers["Location"] == "/v1/actors/UNESCO"
    kind, data = (await told(runtime))[-1]
    assert kind == "compact.actor.registered.v1"
    assert data == {
        "version": 1,
        "actor_id": response.json()["id"],
        "code": "UNESCO",
        "kind": "un_entity",
        "name": "UNESCO",
        "names": {"en": "UNESCO", "fr": "Unesco"},
        "m49": None,
        "groupings": ["ECE", "SIDS"],
        "region": "ECE",
        "iso2": None,
        "codes": {},
        "parent": None,
        "memberships": [
            {"grouping": "ECE", "valid_from": None, "valid_until": None},
            {"grouping": "SIDS", "valid_from": None, "valid_until": None},
        ],
    }


async def test_a_repeated_registration_has_one_effect(
    runtime: Runtime, client: httpx.AsyncClient, editor: dict[str, str]
) -> None:
    once = {**editor, "Idempotency-Key": "a-key"}
    first, known = await register(client, once), len(await told(runtime))
    second = await register(client, once)
    assert second.content == first.content
    assert len(await told(runtime)) == known


async def test_a_code_is_taken_once(client: httpx.AsyncClient, editor: dict[str, str]) -> None:
    response = await register(client, editor, code="KEN")
    assert response.status_code == 409
    assert response.json()["errors"][0]["pointer"] == "/code"


async def test_an_unknown_grouping_is_pointed_at(client: httpx.AsyncClient, editor: dict[str, str]) -> None:
    response = await register(client, editor, groupings=["SIDS", "NATO"])
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/groupings/1"


async def test_facts_are_not_of_the_future(client: httpx.AsyncClient, editor: dict[str, str]) -> None:
    response = await register(client, editor, as_of="2999-01-01")
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/as_of"


async def test_a_change_needs_the_version_that_was_seen(
    client: httpx.AsyncClient, editor: dict[str, str]
) -> None:
    body = {"name": "Kenya", "source": "x", "as_of": "2026-06-01"}
    assert (await client.patch("/v1/actors/KEN", json=body, headers=editor)).status_code == 428
    stale = {**editor, "If-Match": '"7"'}
    assert (await client.patch("/v1/actors/KEN", json=body, headers=stale)).status_code == 412


async def test_a_change_keeps_what_it_does_not_name(
    runtime: Runtime, client: httpx.AsyncClient, editor: dict[str, str]
) -> None:
    body = {"name": "Republic of Kenya", "source": "Note verbale", "as_of": "2026-06-01"}
    response = await client.patch("/v1/actors/KEN", json=body, headers={**editor, "If-Match": '"1"'})
    changed = response.json()
    assert version_of(response) == 2
    assert (changed["name"], changed["region"], changed["source"]) == (
        "Republic of Kenya",
        "ECA",
        "Note verbale",
    )
    kind, data = (await told(runtime))[-1]
    assert (kind, data["code"], data["version"]) == ("compact.actor.changed.v1", "KEN", 2)


async def test_null_removes_a_field(client: httpx.AsyncClient, editor: dict[str, str]) -> None:
    body = {"region": None, "source": "Note verbale", "as_of": "2026-06-01"}
    response = await client.patch("/v1/actors/KEN", json=body, headers={**editor, "If-Match": '"1"'})
    assert response.json()["region"] is None


async def test_memberships_begin_and_end_on_the_day_of_the_change(
    client: httpx.AsyncClient, editor: dict[str, str]
) -> None:
    before = (await client.get("/v1/actors/KEN")).json()["groupings"]
    body = {"groupings": [*before, "SIDS"], "source": "A test", "as_of": "2026-06-01"}
    await client.patch("/v1/actors/KEN", json=body, headers={**editor, "If-Match": '"1"'})
    for day, belongs in (("2026-05-31", False), ("2026-06-01", True)):
        [codes] = await pages_of(client, f"/v1/groupings/SIDS/members?limit=500&date={day}")
        assert ("KEN" in codes) is belongs
    body = {"groupings": before, "source": "A test", "as_of": "2026-07-01"}
    await client.patch("/v1/actors/KEN", json=body, headers={**editor, "If-Match": '"2"'})
    for day, belongs in (("2026-06-30", True), ("2026-07-01", False)):
        groupings = (await client.get(f"/v1/actors/KEN/groupings?date={day}")).json()["items"]
        assert ("SIDS" in [item["code"] for item in groupings]) is belongs


async def test_a_membership_that_ends_and_begins_on_one_day_goes_on(
    client: httpx.AsyncClient, editor: dict[str, str]
) -> None:
    before = (await client.get("/v1/actors/KEN")).json()["groupings"]
    for version, groupings in enumerate([[*before, "SIDS"], before, [*before, "SIDS"]], start=1):
        body = {"groupings": groupings, "source": "A test", "as_of": "2026-06-01"}
        headers = {**editor, "If-Match": f'"{version}"'}
        response = await client.patch("/v1/actors/KEN", json=body, headers=headers)
        assert response.status_code == 200, response.text
    assert "SIDS" in response.json()["groupings"]


async def test_changes_of_one_entry_may_share_a_request_id(
    client: httpx.AsyncClient, editor: dict[str, str]
) -> None:
    one_id = {**editor, "X-Request-Id": "a-partner-that-numbers-days"}
    for version, name in enumerate(("Kenya (first)", "Kenya (second)"), start=1):
        body = {"name": name, "source": "Note", "as_of": "2026-07-01"}
        response = await client.patch(
            "/v1/actors/KEN", json=body, headers={**one_id, "If-Match": f'"{version}"'}
        )
        assert response.status_code == 200, response.text
        assert response.json()["name"] == name


async def test_facts_older_than_what_is_known_are_refused(
    client: httpx.AsyncClient, editor: dict[str, str]
) -> None:
    body = {"name": "British East Africa", "source": "An atlas", "as_of": "1910-01-01"}
    response = await client.patch("/v1/actors/KEN", json=body, headers={**editor, "If-Match": '"1"'})
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/as_of"


async def test_null_ends_all_memberships_of_an_actor(
    client: httpx.AsyncClient, editor: dict[str, str]
) -> None:
    body = {"groupings": None, "source": "A test", "as_of": "2026-06-01"}
    changed = await client.patch("/v1/actors/KEN", json=body, headers={**editor, "If-Match": '"1"'})
    assert changed.json()["groupings"] == []
    before = (await client.get("/v1/actors/KEN/groupings?date=2026-05-31")).json()["items"]
    after = (await client.get("/v1/actors/KEN/groupings?date=2026-06-01")).json()["items"]
    assert (before != [], after) == (True, [])


async def test_what_stops_to_be_a_state_keeps_nothing_that_only_states_have(
    client: httpx.AsyncClient, editor: dict[str, str]
) -> None:
    body: dict[str, Any] = {"kind": "academia", "source": "A test", "as_of": "2026-06-01"}
    headers = {**editor, "If-Match": '"1"'}
    refused = await client.patch("/v1/actors/KEN", json=body, headers=headers)
    assert [one["pointer"] for one in refused.json()["errors"]] == ["/iso2", "/m49"]
    freed = await client.patch("/v1/actors/KEN", json={**body, "iso2": None, "m49": None}, headers=headers)
    assert freed.status_code == 200, freed.text


async def test_a_state_stays_one_while_something_is_recorded_that_only_states_do(
    client: httpx.AsyncClient, editor: dict[str, str], issuer: TokenIssuer
) -> None:
    said = {"source": "A test", "as_of": "2026-06-01"}
    measure = {"code": "m", "state": "KEN", "kind": "policy", "title": "M", "status": "in_force", **said}
    writer = issuer.headers(scopes="registry:write measures:write")
    assert (await client.post("/v1/measures", json=measure, headers=writer)).status_code == 201
    body: dict[str, Any] = {"kind": "academia", "iso2": None, "m49": None, **said}
    seen = {"If-Match": '"1"'}
    refused = await client.patch("/v1/actors/KEN", json=body, headers=editor | seen)
    assert (refused.status_code, refused.json()["title"]) == (409, "Still in use")
    assert "measure m" in refused.json()["detail"]
    assert (await client.delete("/v1/measures/m", headers=writer | seen)).status_code == 204
    assert (await client.patch("/v1/actors/KEN", json=body, headers=editor | seen)).status_code == 200


async def test_a_key_that_is_wrong_is_named_by_its_pointer(
    client: httpx.AsyncClient, editor: dict[str, str]
) -> None:
    for key, pointer in (
        ("FR", "/names/FR"),
        ("a/b~", "/names/a~1b~0"),
        ("\ud800", "/names/" + 3 * "\ufffd"),
    ):
        content = json.dumps({**UNESCO, "names": {key: "Unesco"}})
        headers = {**editor, "Content-Type": "application/json"}
        answer = await client.post("/v1/actors", content=content, headers=headers)
        assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]


async def test_what_an_earlier_release_has_stored_is_read_and_can_be_mended(
    client: httpx.AsyncClient, editor: dict[str, str], runtime: Runtime
) -> None:
    former = "UPDATE registry.actor SET name = 'Ken\u200bya', as_of = '1815-06-09' WHERE code = 'KEN'"
    async with runtime.database.transaction() as tx:
        await tx.execute(text(former))
    shown = (await client.get("/v1/actors/KEN")).json()
    assert (shown["name"], shown["as_of"]) == ("Ken\u200bya", "1815-06-09")
    assert (await client.get("/v1/actors:export?format=csv")).status_code == 200
    body = {"source": "A test", "as_of": "2026-06-01", "iso2": "KE"}
    headers = {**editor, "If-Match": '"1"'}
    refused = await client.patch("/v1/actors/KEN", json=body, headers=headers)
    assert [one["pointer"] for one in refused.json()["errors"]] == ["/name"]
    mended = await client.patch("/v1/actors/KEN", json={**body, "name": "Kenya"}, headers=headers)
    assert mended.json()["name"] == "Kenya"
