"""What no two actors share, parents, and what keeps an actor from being removed."""

from typing import Any

import httpx

from chassis.process.runtime import Runtime
from tests.integration.registry.imports import faults, imported
from tests.integration.registry.ledger import told
from tests.support.problems import type_of

SAID = {"kind": "civil_society", "name": "A name", "source": "A test", "as_of": "2026-06-01"}


async def register(client: httpx.AsyncClient, editor: dict[str, str], **said: Any) -> httpx.Response:
    return await client.post("/v1/actors", json={**SAID, **said}, headers=editor)


async def change(
    client: httpx.AsyncClient, editor: dict[str, str], code: str, version: int, **said: Any
) -> httpx.Response:
    body = {"source": "A test", "as_of": "2026-06-01", **said}
    headers = {**editor, "If-Match": f'"{version}"'}
    return await client.patch(f"/v1/actors/{code}", json=body, headers=headers)


async def test_a_code_of_another_scheme_is_one_actors_only(
    client: httpx.AsyncClient, editor: dict[str, str]
) -> None:
    assert (await register(client, editor, code="ONE", codes={"crm": "17", "ror": "x"})).status_code == 201
    assert (await register(client, editor, code="TWO", codes={"ror": "17"})).status_code == 201
    wrong = {"codes": {"crm": "17"}, "iso2": "KE", "m49": "404"}
    answer = await register(client, editor, code="THREE", **wrong)
    assert answer.status_code == 422
    told_wrong = {error["pointer"]: error["detail"] for error in answer.json()["errors"]}
    assert told_wrong == {"/codes/crm": "ONE has 17", "/iso2": "KEN has KE", "/m49": "KEN has 404"}


async def test_a_code_that_is_given_up_is_free(client: httpx.AsyncClient, editor: dict[str, str]) -> None:
    await register(client, editor, code="ONE", codes={"crm": "17"})
    assert (await change(client, editor, "ONE", 1, codes={"crm": None})).status_code == 200
    assert (await register(client, editor, code="TWO", codes={"crm": "17"})).status_code == 201


async def test_a_change_of_one_name_keeps_the_others(
    client: httpx.AsyncClient, editor: dict[str, str]
) -> None:
    changed = (await change(client, editor, "KEN", 1, names={"fr": "Le Kenya", "zh": None})).json()
    assert (changed["names"]["fr"], changed["names"]["en"]) == ("Le Kenya", "Kenya")
    assert "zh" not in changed["names"]
    answer = await change(client, editor, "KEN", 2, names={"fr": 7})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/names/fr")


async def test_a_parent_is_an_actor_and_never_below_its_child(
    client: httpx.AsyncClient, editor: dict[str, str]
) -> None:
    assert (await register(client, editor, code="MOTHER")).status_code == 201
    assert (await register(client, editor, code="CHILD", parent="MOTHER")).status_code == 201
    assert (await register(client, editor, code="GRANDCHILD", parent="CHILD")).status_code == 201
    unknown = await register(client, editor, code="ORPHAN", parent="NOBODY")
    assert unknown.json()["errors"][0]["pointer"] == "/parent"
    answer = await change(client, editor, "MOTHER", 1, parent="GRANDCHILD")
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error["pointer"] == "/parent"
    assert "MOTHER > GRANDCHILD > CHILD > MOTHER" in error["detail"]
    own = await change(client, editor, "MOTHER", 1, parent="MOTHER")
    assert own.status_code == 422
    [listed] = (await client.get("/v1/actors?parent=MOTHER")).json()["items"]
    assert listed["code"] == "CHILD"


async def test_parents_and_memberships_make_no_cycle_together(
    client: httpx.AsyncClient, editor: dict[str, str]
) -> None:
    assert (await register(client, editor, code="OFFICE", groupings=["AU"])).status_code == 201
    answer = await change(client, editor, "AU", 1, parent="OFFICE")
    assert answer.status_code == 422
    assert "AU > OFFICE > AU" in answer.json()["errors"][0]["detail"]


async def test_a_state_is_no_grouping(client: httpx.AsyncClient, editor: dict[str, str]) -> None:
    grouping = {"code": "CAN", "kind": "regional_organisation", "name": "Andean Community"}
    said = {"source": "A test", "as_of": "2026-06-01"}
    answer = await client.post("/v1/groupings", json={**grouping, **said}, headers=editor)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/code")
    answer = await register(client, editor, code="SIDS", kind="state")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/code")


async def test_actors_are_listed_by_name_too(client: httpx.AsyncClient) -> None:
    async def names(sort: str) -> list[str]:
        found: list[str] = []
        path = f"/v1/actors?kind=state&limit=100&sort={sort}"
        while path:
            response = await client.get(path)
            found += [item["name"] for item in response.json()["items"]]
            path = response.links.get("next", {}).get("url", "")
        return found

    rising, falling = await names("name"), await names("-name")
    assert len(set(rising)) == 193
    assert rising[0] == "Afghanistan"
    assert falling == rising[::-1]


async def test_what_was_known_of_an_actor_stays_readable(
    client: httpx.AsyncClient, editor: dict[str, str]
) -> None:
    assert (await change(client, editor, "KEN", 1, name="Republic of Kenya")).status_code == 200
    first, second = (await client.get("/v1/actors/KEN/revisions")).json()["items"]
    assert (first["document"]["name"], second["document"]["name"]) == ("Kenya", "Republic of Kenya")
    then = {"as_of": first["recorded_at"]}
    was = (await client.get("/v1/actors/KEN", params=then)).json()
    assert (was["name"], was["version"]) == ("Kenya", 1)
    assert "ECA" in was["groupings"]
    listed = (await client.get("/v1/actors", params={**then, "region": "ECA", "limit": 500})).json()
    assert "Kenya" in [item["name"] for item in listed["items"]]


async def test_an_actor_that_is_needed_cannot_be_removed(
    client: httpx.AsyncClient, editor: dict[str, str]
) -> None:
    refused = await client.delete("/v1/actors/KEN", headers={**editor, "If-Match": '"1"'})
    assert (refused.status_code, refused.json()["type"]) == (409, type_of("in-use"))
    await register(client, editor, code="MISTAKE")
    gone = await client.delete("/v1/actors/MISTAKE", headers={**editor, "If-Match": '"1"'})
    assert gone.status_code == 204
    assert (await client.get("/v1/actors/MISTAKE")).status_code == 404


async def test_a_grouping_that_is_needed_cannot_be_removed(
    client: httpx.AsyncClient, editor: dict[str, str]
) -> None:
    refused = await client.delete("/v1/groupings/SIDS", headers={**editor, "If-Match": '"1"'})
    assert refused.status_code == 409


async def test_a_file_that_is_silent_on_groupings_leaves_memberships_as_they_are(
    runtime: Runtime, client: httpx.AsyncClient, registrar: dict[str, str]
) -> None:
    before = (await client.get("/v1/actors/KEN")).json()["groupings"]
    rows = "code,kind,name,iso2,m49,region,source,as_of\nKEN,state,Kenya!,KE,404,ECA,A test,2026-06-01\n"
    report = await imported(client, registrar, runtime.database, "actors", rows)
    assert (report["changed"], report["rejected"]) == (1, 0), faults(report)
    kenya = (await client.get("/v1/actors/KEN")).json()
    assert (kenya["name"], kenya["groupings"]) == ("Kenya!", before)
    again = await imported(client, registrar, runtime.database, "actors", rows)
    assert (again["changed"], again["unchanged"]) == (0, 1)


async def test_a_file_of_actors_does_not_undo_what_is_known_of_a_membership(
    runtime: Runtime, client: httpx.AsyncClient, editor: dict[str, str], registrar: dict[str, str]
) -> None:
    end = {"source": "A test", "as_of": "2026-06-01", "valid_until": "2026-03-01"}
    headers = {**editor, "If-Match": '"1"'}
    assert (await client.patch("/v1/memberships/ECA.KEN", json=end, headers=headers)).status_code == 200
    events = len(await told(runtime))
    kenya = (await client.get("/v1/actors/KEN")).json()
    listed = ";".join([*kenya["groupings"], "ECA"])
    rows = (
        "code,kind,name,names.en,names.fr,names.es,names.ar,names.ru,names.zh,iso2,m49,region,groupings,"
        "source,as_of\nKEN,state,Kenya,"
        + ",".join(kenya["names"][language] for language in ("en", "fr", "es", "ar", "ru", "zh"))
        + f',KE,404,ECA,{listed},"{kenya["source"]}",{kenya["as_of"]}\n'
    )
    report = await imported(client, registrar, runtime.database, "actors", rows)
    assert (report["status"], "memberships:import" in report["reason"]) == ("failed", True)
    rows = rows.replace(f"{listed},", "").replace("groupings,", "")
    report = await imported(client, registrar, runtime.database, "actors", rows)
    assert (report["changed"], report["unchanged"]) == (0, 1), faults(report)
    assert len(await told(runtime)) == events


async def test_rows_that_rest_on_a_refused_row_are_refused_too(
    runtime: Runtime, client: httpx.AsyncClient, registrar: dict[str, str]
) -> None:
    rows = (
        "code,kind,name,iso2,parent,source,as_of\n"
        "MOTHER,academia,A university,KE,,A test,2026-06-01\n"
        "CHILD,academia,An institute,,MOTHER,A test,2026-06-01\n"
        "OTHER,academia,Another,,,A test,2026-06-01\n"
    )
    report = await imported(client, registrar, runtime.database, "actors", rows)
    assert report["created"] == 1
    assert [(line, pointer) for line, pointer, _ in faults(report)] == [(2, "/iso2"), (3, "/parent")]
