"""HTTP's rules: one effect per key, no overwriting of what was not seen, no operation without a scope."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
from fastapi import APIRouter, Depends
from sqlalchemy import func, select

from chassis.base.tables import idempotency as stored
from chassis.http import idempotency
from chassis.http.operation import Operation
from chassis.identity import anyone, requires
from chassis.process.app import PlainRouteError, UndeclaredScopeError, build_app
from chassis.process.runtime import Runtime
from chassis.process.service import Service
from chassis.testing import TokenIssuer
from tests.support.chassis.ledgers import rows
from tests.support.chassis.notebook.api import write_note
from tests.support.chassis.notebook.events import NoteReminded
from tests.support.chassis.notebook.settings import Settings
from tests.support.chassis.notebook.tables import metadata, note

Headers = Mapping[str, str]


async def count(notebook: Runtime) -> int:
    async with notebook.database.reading() as session:
        return int((await session.execute(select(func.count()).select_from(note))).scalar_one())


async def post(client: httpx.AsyncClient, headers: Headers, key: str, text: str = "hello") -> httpx.Response:
    return await client.post("/v1/notes", json={"text": text}, headers={**headers, "Idempotency-Key": key})


async def test_a_repetition_has_the_same_answer_and_no_effect(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers
) -> None:
    first = await post(client, writer, "key-1")
    second = await post(client, writer, "key-1")
    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    for name in ("location", "etag", "content-type"):
        assert first.headers[name] == second.headers[name]
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    assert await count(notebook) == 1
    assert len(await rows(notebook.database)) == 1


async def test_twenty_repetitions_at_once_have_one_effect(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers
) -> None:
    answers = await asyncio.gather(*(post(client, writer, "key-1") for _ in range(20)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    made = [answer for answer in answers if answer.status_code == 201]
    assert len({answer.content for answer in made}) == 1
    assert all(answer.json()["status"] == 409 for answer in answers if answer.status_code == 409)
    assert await count(notebook) == 1


async def test_while_the_first_is_running_a_repetition_is_refused_and_does_not_wait(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers
) -> None:
    async with notebook.database.transaction() as tx:
        await idempotency.begin(tx, "client-1", "key-1", b"")
        assert (await asyncio.wait_for(post(client, writer, "key-1"), 2)).status_code == 409
    assert (await post(client, writer, "key-1")).status_code == 201


async def test_another_request_under_the_same_key_is_refused(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers
) -> None:
    await post(client, writer, "key-1", "hello")
    body = (await post(client, writer, "key-1", "goodbye")).json()
    assert body["status"] == 422
    assert body["errors"][0]["pointer"] == "header:Idempotency-Key"
    with_query = await client.post(
        "/v1/notes?x=1", json={"text": "hello"}, headers={**writer, "Idempotency-Key": "key-1"}
    )
    assert with_query.status_code == 422
    assert await count(notebook) == 1


async def test_keys_of_different_clients_have_nothing_to_do_with_each_other(
    notebook: Runtime, client: httpx.AsyncClient, issuer: TokenIssuer
) -> None:
    for name in ("client-1", "client-2"):
        headers = issuer.headers(scopes="notes:write", client=name)
        answer = await post(client, headers, "key-1")
        assert answer.status_code == 201
        assert "idempotency-replayed" not in answer.headers
    assert await count(notebook) == 2


async def test_without_a_key_each_request_has_its_effect(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers
) -> None:
    for _ in range(2):
        assert (await client.post("/v1/notes", json={"text": "a"}, headers=writer)).status_code == 201
    assert await count(notebook) == 2


async def test_a_request_that_failed_can_be_repeated(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers
) -> None:
    assert (await post(client, writer, "key-1", "")).status_code == 422
    assert (await post(client, writer, "key-1", "better")).status_code == 201


async def test_a_key_that_is_none_is_invalid(
    client: httpx.AsyncClient, writer: Headers, subtests: pytest.Subtests
) -> None:
    for key in ["", "a b", "x" * 201, "\xe9"]:
        with subtests.test(key):
            headers = [(name.encode(), value.encode()) for name, value in writer.items()]
            headers.append((b"Idempotency-Key", key.encode("latin-1")))
            assert (await client.post("/v1/notes", json={"text": "a"}, headers=headers)).status_code == 422


async def test_answers_are_kept_for_a_day(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers
) -> None:
    for key, age in (("old", 25), ("new", 23)):
        await post(client, writer, key)
        async with notebook.database.transaction() as tx:
            moment = func.clock_timestamp() - timedelta(hours=age)
            await tx.execute(stored.update().where(stored.c.key == key).values(stored_at=moment))
    await idempotency.forget_old(notebook.database)
    assert (await post(client, writer, "new")).headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in (await post(client, writer, "old")).headers


async def written(client: httpx.AsyncClient, writer: Headers) -> str:
    made = await client.post("/v1/notes", json={"text": "first"}, headers=writer)
    return made.headers["location"]


async def put(client: httpx.AsyncClient, place: str, writer: Headers, **more: str) -> httpx.Response:
    return await client.put(place, json={"text": "next"}, headers={**writer, **more})


async def test_an_update_needs_the_version_that_was_seen(client: httpx.AsyncClient, writer: Headers) -> None:
    place = await written(client, writer)
    assert (await put(client, place, writer)).json()["status"] == 428
    seen = (await client.get(place)).headers["etag"]
    changed = await put(client, place, writer, **{"If-Match": seen})
    assert changed.status_code == 204
    assert changed.headers["etag"] != seen
    assert (await put(client, place, writer, **{"If-Match": seen})).json()["status"] == 412
    assert (await client.get(place)).headers["etag"].startswith(changed.headers["etag"].removesuffix('"'))


async def test_only_a_strong_tag_of_the_present_version_matches(
    client: httpx.AsyncClient, writer: Headers, subtests: pytest.Subtests
) -> None:
    for tags, status in [
        ('"1"', 204),
        ('"0", "1"', 204),
        ("*", 428),
        ('W/"1"', 412),
        ("1", 412),
        ('"0"', 412),
    ]:
        with subtests.test(f"{tags} {status}"):
            place = await written(client, writer)
            assert (await put(client, place, writer, **{"If-Match": tags})).status_code == status


async def test_of_two_updates_at_once_one_is_told_that_it_was_late(
    client: httpx.AsyncClient, writer: Headers
) -> None:
    place = await written(client, writer)
    answers = await asyncio.gather(*(put(client, place, writer, **{"If-Match": '"1"'}) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [204] + [412] * 5


async def test_who_has_no_token_or_no_scope_is_refused(
    notebook: Runtime, client: httpx.AsyncClient, issuer: TokenIssuer
) -> None:
    body = {"text": "a"}
    missing = await client.post("/v1/notes", json=body)
    assert missing.json()["status"] == 401
    assert missing.headers["www-authenticate"] == 'Bearer realm="compact"'
    bad = await client.post("/v1/notes", json=body, headers={"Authorization": "Bearer bad"})
    assert bad.headers["www-authenticate"] == 'Bearer realm="compact", error="invalid_token"'
    poor = await client.post("/v1/notes", json=body, headers=issuer.headers(scopes="notes:read"))
    challenge = 'Bearer realm="compact", error="insufficient_scope", scope="notes:write"'
    assert (poor.status_code, poor.headers["www-authenticate"]) == (403, challenge)
    basic = {"Authorization": "Basic dXNlcjpwYXNz"}
    assert (await client.post("/v1/notes", json=body, headers=basic)).json()["status"] == 401
    assert await count(notebook) == 0


async def test_a_wrong_token_is_refused_even_where_none_is_needed(client: httpx.AsyncClient) -> None:
    place = f"/v1/notes/{uuid4()}"
    assert (await client.get(place)).status_code == 404
    assert (await client.get(place, headers={"Authorization": "Bearer wrong"})).status_code == 401


def service_with(router: APIRouter) -> Service:
    return Service("notebook", "Notebook", Settings, metadata, routers=[router])


def test_an_operation_that_declares_no_scope_keeps_the_service_from_starting() -> None:
    router = APIRouter(route_class=Operation)

    @router.get("/v1/declared", dependencies=[Depends(requires("notes:read"))])
    async def declared() -> None: ...

    settings = Settings.model_construct()
    build_app(service_with(router), settings)

    @router.get("/v1/forgotten")
    async def forgotten() -> None: ...

    with pytest.raises(UndeclaredScopeError, match="/v1/forgotten"):
        build_app(service_with(router), settings)


def test_an_operation_on_a_nested_router_needs_a_scope_too() -> None:
    outer, inner = APIRouter(), APIRouter()

    @inner.get("/v1/forgotten")
    async def forgotten() -> None: ...

    outer.include_router(inner, prefix="/nested")
    with pytest.raises(UndeclaredScopeError, match="forgotten"):
        build_app(service_with(outer), Settings.model_construct())


def test_the_description_tells_each_operations_scope() -> None:
    router = APIRouter(route_class=Operation)

    @router.get("/v1/open", dependencies=[Depends(anyone)], operation_id="open")
    async def open_() -> None: ...

    @router.get("/v1/closed", dependencies=[Depends(requires("notes:read"))], operation_id="closed")
    async def closed() -> None: ...

    paths = build_app(service_with(router), Settings.model_construct()).openapi()["paths"]
    assert paths["/v1/closed"]["get"]["security"] == [{"oauth2": ["notes:read"]}]
    assert {} in paths["/v1/open"]["get"]["security"]


def test_a_route_that_checks_no_declaration_and_stores_no_answer_keeps_the_service_from_starting() -> None:
    router = APIRouter()
    router.add_api_route("/v1/notes", write_note, methods=["POST"], operation_id="write")
    with pytest.raises(PlainRouteError, match="/v1/notes"):
        build_app(service_with(router), Settings.model_construct())


async def test_the_ledger_is_read_page_by_page_and_shows_public_events_only(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers
) -> None:
    for number in range(3):
        await client.post("/v1/notes", json={"text": f"note {number}"}, headers=writer)
        async with notebook.database.transaction() as tx:
            tx.append(NoteReminded(reason="internal"), subject="note", public=False)
    first = await client.get("/v1/ledger?limit=2")
    rest = await client.get(first.headers["link"].partition(">")[0].removeprefix("<"))
    items = first.json()["items"] + rest.json()["items"]
    assert [item["data"]["text"] for item in items] == ["note 0", "note 1", "note 2"]
    assert [int(item["sequence"]) for item in items] == [1, 2, 3]
    assert {item["type"] for item in items} == {"compact.note.written.v1"}
    assert "link" not in rest.headers


async def test_the_ledger_is_read_on_after_the_sequence_of_an_event_as_it_is_written(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers
) -> None:
    for number in range(2):
        await client.post("/v1/notes", json={"text": f"note {number}"}, headers=writer)
    first, second = (await client.get("/v1/ledger")).json()["items"]
    rest = await client.get("/v1/ledger", params={"after": first["sequence"]})
    assert rest.json()["items"] == [second]
    for after in (str(2**63 - 1), str(2**63 - 1).zfill(20)):
        assert (await client.get("/v1/ledger", params={"after": after})).json()["items"] == []


async def test_a_cursor_that_was_tampered_with_is_none(
    client: httpx.AsyncClient, writer: Headers, subtests: pytest.Subtests
) -> None:
    for number in range(2):
        await client.post("/v1/notes", json={"text": f"note {number}"}, headers=writer)
    cursor = (await client.get("/v1/shelves/desk/notes?limit=1")).json()["next_cursor"]
    assert (
        await client.get("/v1/shelves/desk/notes", params={"limit": 1, "cursor": cursor})
    ).status_code == 200
    for other in (f"{cursor[:5]}!{cursor[5:]}", f"{cursor}junk", f"{cursor}=A", f" {cursor}"):
        with subtests.test(other):
            answer = await client.get("/v1/shelves/desk/notes", params={"limit": 1, "cursor": other})
            assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "?cursor")


async def test_what_is_too_long_or_too_large_is_refused_for_what_it_is(
    client: httpx.AsyncClient, writer: Headers
) -> None:
    long = await client.get("/v1/shelves/desk/notes", params={"cursor": "x" * 2001})
    assert long.json()["errors"][0]["detail"] == "must have at most 2000 characters"
    body = b'{"text": %s}' % (b"9" * 5000)
    headers = {**writer, "Content-Type": "application/json"}
    large = await client.post("/v1/notes", content=body, headers=headers)
    assert large.status_code == 400
    assert "digits" in large.json()["detail"]


async def test_a_place_that_no_ledger_has_is_invalid(
    client: httpx.AsyncClient, subtests: pytest.Subtests
) -> None:
    places = [f"after={place}" for place in ("-1", "x", 2**63, 10**21)]
    for query in [*places, "limit=0", "limit=501"]:
        with subtests.test(query):
            assert (await client.get(f"/v1/ledger?{query}")).json()["status"] == 422
