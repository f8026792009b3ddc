"""A service that goes wrong in many ways, and how its answers must look."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from fastapi import APIRouter, Depends, HTTPException, Response
from pydantic import Field
from sqlalchemy import text

from chassis.http.operation import Operation
from chassis.http.session import Read
from chassis.identity import anyone
from chassis.problems.models import RequestBody
from chassis.process.app import build_app
from chassis.process.runtime import Runtime
from chassis.process.service import Service
from chassis.values import Line
from tests.support.chassis.notebook.settings import Settings
from tests.support.chassis.notebook.tables import metadata
from tests.support.problems import type_of

router = APIRouter(dependencies=[Depends(anyone)], route_class=Operation)


class Words(RequestBody):
    words: Line
    more: dict[str, Line] = Field(default_factory=dict)


@router.get("/v1/crash")
async def crash() -> None:
    raise RuntimeError("SELECT secret FROM internal_table")


@router.get("/v1/raise/{status}")
async def raise_status(status: int) -> None:
    raise HTTPException(status, "as you wish")


@router.get("/v1/sql")
async def fail_in_sql(session: Read) -> None:
    await session.execute(text("SELECT 1 / 0"))


@router.get("/v1/slow")
async def be_slow(session: Read) -> None:
    await session.execute(text("SET statement_timeout = 20"))
    await session.execute(text("SELECT pg_sleep(10)"))


@router.get("/v1/echo/{words}")
async def echo(words: str, session: Read) -> str:
    return str((await session.execute(text("SELECT CAST(:words AS text)"), {"words": words})).scalar_one())


@router.post("/v1/words")
async def take_words(body: Words, session: Read, response: Response, language: str = "en") -> str:
    answer = await session.execute(text("SELECT CAST(:words AS text)"), {"words": body.words})
    return str(answer.scalar_one())


@asynccontextmanager
async def speaking(notebook: Runtime, **changes: Any) -> AsyncIterator[httpx.AsyncClient]:
    service = Service("notebook", "Words", Settings, metadata, routers=[router])
    settings = notebook.settings.model_copy(update=changes)
    app = build_app(service, settings, notebook)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://service.test") as client:
        yield client


def check_problem(response: httpx.Response, status: int) -> dict[str, Any]:
    body: dict[str, Any] = response.json()
    assert response.status_code == status == body["status"]
    assert response.headers["content-type"] == "application/problem+json"
    assert body["type"].startswith(type_of(""))
    assert body["title"]
    assert body["detail"]
    assert isinstance(body["instance"], str)
    assert isinstance(body["errors"], list)
    assert response.headers["x-request-id"]
    return body
