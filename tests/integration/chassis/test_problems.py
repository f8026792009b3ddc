"""Problems: whatever goes wrong, the answer is a problem document that tells no secret."""

import pytest
from sqlalchemy import text

from chassis.local_postgres.access import PostgresAccess
from chassis.process.runtime import Runtime
from chassis.testing.plugin import role_of
from tests.support.chassis.words import check_problem, speaking


async def test_every_error_is_a_problem_document(notebook: Runtime, subtests: pytest.Subtests) -> None:
    for method, path, status in [
        ("GET", "/nowhere", 404),
        ("GET", "/", 404),
        ("DELETE", "/v1/words", 405),
        ("GET", "/v1/raise/no-number", 422),
        ("GET", "/v1/raise/415", 415),
        ("GET", "/v1/raise/413", 413),
        ("GET", "/v1/raise/503", 503),
        ("GET", "/v1/crash", 500),
        ("GET", "/v1/sql", 500),
        ("GET", "/v1/slow", 503),
    ]:
        with subtests.test(f"{method} {path} {status}"):
            async with speaking(notebook) as client:
                body = check_problem(await client.request(method, path), status)
            assert body["instance"] == path


async def test_a_method_that_is_not_allowed_comes_with_those_that_are(notebook: Runtime) -> None:
    async with speaking(notebook) as client:
        assert (await client.delete("/v1/words")).headers["allow"] == "POST"


async def test_an_unexpected_error_tells_nothing_of_the_inside(notebook: Runtime) -> None:
    async with speaking(notebook) as client:
        for path in ("/v1/crash", "/v1/sql"):
            told = (await client.get(path)).text.lower()
            assert not any(word in told for word in ("select", "secret", "traceback", "division", "runtime"))


async def test_an_unexpected_error_can_be_found_by_the_requests_id(
    notebook: Runtime, capsys: pytest.CaptureFixture[str]
) -> None:
    async with speaking(notebook) as client:
        response = await client.get("/v1/crash", headers={"X-Request-Id": "find-me"})
    assert response.headers["x-request-id"] == "find-me"
    logged = [line for line in capsys.readouterr().out.splitlines() if "unexpected error" in line]
    assert len(logged) == 1
    assert "request_id='find-me'" in logged[0]


async def test_a_bad_field_is_pointed_at(notebook: Runtime) -> None:
    async with speaking(notebook) as client:
        answer = await client.post("/v1/words?language=a", json={"words": "", "more": {"a/b~c": ""}})
    pointers = [error["pointer"] for error in check_problem(answer, 422)["errors"]]
    assert pointers == ["/words", "/more/a~1b~0c"]


async def test_a_service_without_its_database_says_so_and_is_back_by_itself(
    notebook: Runtime, postgres_server: PostgresAccess
) -> None:
    role = role_of(notebook.database.url)
    async with speaking(notebook) as client:
        assert (await client.get("/v1/echo/a")).status_code == 200
        end_sessions = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{role}'"
        postgres_server.execute(f"ALTER ROLE {role} CONNECTION LIMIT 0; {end_sessions}")
        for _ in range(2):
            response = await client.get("/v1/echo/a")
            check_problem(response, 503)
            assert int(response.headers["retry-after"]) > 0
        assert (await client.get("/health/ready")).status_code == 503
        assert (await client.get("/health/live")).status_code == 200
        postgres_server.execute(f"ALTER ROLE {role} CONNECTION LIMIT -1")
        assert (await client.get("/v1/echo/a")).status_code == 200
        assert (await client.get("/health/ready")).status_code == 200


async def test_too_many_requests_at_once_are_told_to_come_back(notebook: Runtime) -> None:
    from chassis.database import Database

    narrow = Database(notebook.database.url, name="narrow", pool_size=1, pool_timeout=0.05)
    async with speaking(notebook) as client, narrow.engine.connect() as held:
        await held.execute(text("SELECT 1"))
        client._transport.app.state.database = narrow  # type: ignore[attr-defined]
        check_problem(await client.get("/v1/echo/a"), 503)
    await narrow.close()


async def test_the_instance_is_the_path_that_the_client_used_at_the_gateway(notebook: Runtime) -> None:
    async with speaking(notebook) as client:
        for forwarded, instance in [
            ("/v1/ledgers/notebook", "/v1/ledgers/notebook"),
            ("nonsense", "/v1/raise/404"),
            ('/v1/"<x>" y', "/v1/raise/404"),
        ]:
            answer = await client.get("/v1/raise/404", headers={"X-Forwarded-Path": forwarded})
            assert check_problem(answer, 404)["instance"] == instance


async def test_a_parameter_of_the_path_is_pointed_at_by_its_name(notebook: Runtime) -> None:
    async with speaking(notebook) as client:
        problem = check_problem(await client.get("/v1/raise/no-number"), 422)
    assert [one["pointer"] for one in problem["errors"]] == ["path:status"]


async def test_a_missing_body_is_named(notebook: Runtime) -> None:
    async with speaking(notebook) as client:
        problem = check_problem(await client.post("/v1/words"), 422)
    assert problem["errors"] == [{"pointer": "", "detail": "a JSON document is required in the body"}]
