"""A merge patch over HTTP: typed in OpenAPI, and refused where it is wrong."""

from collections.abc import Mapping

import httpx
import pytest

from chassis.process.app import build_app
from chassis.process.runtime import Runtime
from tests.support.chassis.words import check_problem

Headers = Mapping[str, str]


@pytest.fixture
async def path(client: httpx.AsyncClient, writer: Headers) -> str:
    made = await client.post("/v1/notes", json={"text": "first", "shelf": "attic"}, headers=writer)
    return str(made.headers["location"])


async def test_a_patch_changes_what_it_names_and_null_restores_a_default(
    client: httpx.AsyncClient, writer: Headers, path: str
) -> None:
    seen = {**writer, "If-Match": '"1"'}
    answer = await client.patch(path, json={"shelf": None}, headers=seen)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["text"], answer.json()["shelf"]) == ("first", "desk")
    assert answer.json() == (await client.get(path)).json()


async def test_what_a_patch_cannot_be_is_refused_by_name(
    client: httpx.AsyncClient, writer: Headers, path: str
) -> None:
    seen = {**writer, "If-Match": '"1"'}
    for body, pointer in (({"text": None}, "/text"), ({"text": ""}, "/text"), ({"colour": 1}, "/colour")):
        problem = check_problem(await client.patch(path, json=body, headers=seen), 422)
        assert [error["pointer"] for error in problem["errors"]] == [pointer]
    assert (await client.get(path)).json()["version"] == 1


def test_openapi_shows_the_patch_under_its_own_name(notebook: Runtime) -> None:
    document = build_app(notebook.service, notebook.settings).openapi()
    body = document["paths"]["/v1/notes/{identity}"]["patch"]["requestBody"]
    schema = body["content"]["application/merge-patch+json"]["schema"]
    assert schema == {"$ref": "#/components/schemas/NotePatch"}
    assert document["components"]["schemas"]["NotePatch"]["properties"].keys() == {"text", "shelf"}
