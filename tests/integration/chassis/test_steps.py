"""The steps of a life cycle over HTTP: each needs the version that was seen, and each leaves a receipt."""

from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from chassis.process.app import build_app
from chassis.process.runtime import Runtime
from chassis.testing import TokenIssuer
from tests.support.chassis.ledgers import rows
from tests.support.chassis.words import check_problem
from tests.support.problems import type_of

Headers = Mapping[str, str]
BODIES: Mapping[str, Any] = {"archive": {"reason": "read by everyone"}, "restore": None}


async def take(
    client: httpx.AsyncClient, path: str, step: str, headers: Headers, seen: str | None = '"1"'
) -> httpx.Response:
    """The answer to a step of the note at `path`."""
    named = {} if seen is None else {"If-Match": seen}
    return await client.post(f"{path}:{step}", json=BODIES[step], headers={**headers, **named})


@pytest.fixture
async def note(client: httpx.AsyncClient, writer: Headers) -> str:
    """The path of a note, of which the ledger holds one event."""
    made = await client.post("/v1/notes", json={"text": "first"}, headers=writer)
    return str(made.headers["location"])


async def test_a_step_answers_with_a_receipt_of_the_event_and_the_new_version(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers, note: str
) -> None:
    answer = await take(client, note, "archive", writer)
    assert answer.status_code == 200, answer.text
    assert answer.headers["etag"].startswith(f'"{note.rpartition("/")[2]}.2.')
    event = (await rows(notebook.database))[-1]
    assert event.type == "compact.note.archived.v1"
    assert answer.json() == {
        "id": note.rpartition("/")[2],
        "version": 2,
        "event_id": str(event.id),
        "status": "archived",
    }
    assert (await take(client, note, "restore", writer, '"2"')).json()["status"] == "written"


async def test_a_step_needs_the_version_that_was_seen(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers, note: str, subtests: pytest.Subtests
) -> None:
    for seen, status, detail in (
        (None, 428, "Send the ETag of the version that you have seen."),
        ("*", 428, "`*` names no version; send the ETag of the version that you have seen."),
        ('"1", *', 428, "`*` names no version; send the ETag of the version that you have seen."),
        ('"2"', 412, "The resource is at version 1; read it again before you change it."),
    ):
        with subtests.test(seen):
            problem = check_problem(await take(client, note, "archive", writer, seen), status)
            assert problem["detail"] == detail
            assert problem["errors"][0]["pointer"] == "header:If-Match"
            assert len(await rows(notebook.database)) == 1


async def test_a_tag_of_no_form_of_ours_is_refused_with_the_form(
    client: httpx.AsyncClient, writer: Headers, note: str, subtests: pytest.Subtests
) -> None:
    tag = (await client.get(note)).headers["etag"]
    for seen in ("x", tag.strip('"'), f"W/{tag}", f"'{tag[1:-1]}'", '"a"'):
        with subtests.test(seen):
            problem = check_problem(await take(client, note, "archive", writer, seen), 412)
            assert problem["detail"].startswith(
                "must be the ETag of the version that you have seen, as it came"
            )
            assert problem["detail"].endswith(f"; this is {seen}")
    assert (await take(client, note, "archive", writer, f"W/{tag}, {tag}")).status_code == 200


async def test_a_step_in_another_status_is_refused_and_stores_nothing(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers, note: str
) -> None:
    problem = check_problem(await take(client, note, "restore", writer), 409)
    assert problem["type"] == type_of("conflict")
    assert problem["detail"] == "To restore a note, the status must be archived; it is written."
    assert len(await rows(notebook.database)) == 1
    assert (await client.get(note)).json()["version"] == 1


async def test_a_repeated_step_has_its_first_answer_though_the_version_has_moved_on(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers, note: str
) -> None:
    once = {**writer, "Idempotency-Key": "archive-1"}
    first, second = [await take(client, note, "archive", once) for _ in range(2)]
    assert first.status_code == second.status_code == 200
    assert second.headers["idempotency-replayed"] == "true"
    assert first.content == second.content
    assert first.headers["etag"] == second.headers["etag"]
    assert len(await rows(notebook.database)) == 2


async def test_a_step_needs_its_scope_and_its_body(
    client: httpx.AsyncClient, writer: Headers, issuer: TokenIssuer, note: str
) -> None:
    check_problem(await take(client, note, "archive", {}), 401)
    check_problem(await take(client, note, "archive", issuer.headers(scopes="notes:read")), 403)
    for body in ({}, {"reason": ""}, {"reason": "x", "more": 1}):
        answer = await client.post(f"{note}:archive", json=body, headers={**writer, "If-Match": '"1"'})
        assert check_problem(answer, 422)["errors"]


def test_openapi_shows_the_life_cycle(notebook: Runtime) -> None:
    document = build_app(notebook.service, notebook.settings).openapi()
    archive = document["paths"]["/v1/notes/{identity}:archive"]["post"]
    assert archive["operationId"] == "archive_note"
    assert archive["security"] == [{"oauth2": ["notes:write"]}]
    assert archive["x-life-cycle"] == {
        "noun": "note",
        "step": "archive",
        "from": ["written"],
        "to": ["archived"],
        "event": "compact.note.archived.v1",
        "reason": "required",
    }
    assert {"412", "428"} <= archive["responses"].keys()
    assert archive["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].endswith("/Receipt")
    assert "requestBody" not in document["paths"]["/v1/notes/{identity}:restore"]["post"]
