"""Search: whatever an entry is called, by that it is found."""

import json
from collections.abc import AsyncIterator

import httpx
import pytest_asyncio
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from chassis.process.runtime import Runtime
from chassis.testing import TokenIssuer
from chassis.testing.plugin import OpenService, client_of
from registry.app import service

_some = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
_printable = st.characters(exclude_categories=["Cc", "Cs"])
_names = (
    st.text(_printable, max_size=500)
    | st.text("'\"\\&|!():*<->%_$ ab", max_size=40)
    | st.lists(st.sampled_from(["the", "de", "migrants", "移民", "العمال", "права", "d’", "--", "🙂"])).map(
        " ".join
    )
)
_CALL = text(
    """
    INSERT INTO registry.process (id, version, code, source, as_of, kind, name, names, themes, members,
        observers, status)
    VALUES ('00000000-0000-7000-8000-000000000001', 1, 'one', 'test', '2026-01-01', 'global', :name,
        CAST(:names AS jsonb), '{}', '{}', '{}', 'active')
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, names = excluded.names
    """
)


def _is_question(said: str) -> bool:
    return len(said.strip()) > 1


@pytest_asyncio.fixture
async def runtime(open_service: OpenService) -> Runtime:
    return await open_service(service)


@pytest_asyncio.fixture
async def client(runtime: Runtime, issuer: TokenIssuer) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(runtime, issuer) as client:
        yield client


@_some
@given(name=_names.map(str.strip).filter(_is_question), other=_names)
@example(name="' & | ! :*", other="\u064b\u064c")
@example(name="的" * 500, other="ﷺ" * 500)
@example(name="00", other=":: ")
@example(name="00", other="\u064b\u064c\u3000")
async def test_an_entry_is_found_by_each_of_its_names(
    runtime: Runtime, client: httpx.AsyncClient, name: str, other: str
) -> None:
    async with runtime.database.transaction() as tx:
        await tx.execute(_CALL, {"name": name, "names": json.dumps({"fr": other})})
    for q in filter(_is_question, {name, other.strip()}):
        answer = await client.get("/v1/search", params={"q": q})
        assert answer.status_code == 200
        assert [(hit["code"], hit["name"]) for hit in answer.json()["items"]] == [("one", name)]
