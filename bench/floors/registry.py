"""FastAPI and asyncpg answering lists and searches by statements that are given: no token, no cursor."""

import datetime as dt
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
from fastapi import FastAPI, Request
from pydantic import BaseModel

from bench.floors.serving import POOL_SIZE, database_url, serve

LIMIT = 50
_STATEMENTS: dict[str, tuple[str, list[Any]]] = json.loads(
    Path(os.environ["FLOOR_STATEMENTS"]).read_text(encoding="utf-8")
)
"""SQL and its values, by path and query."""


class Participation(BaseModel):
    """As the registry shows it."""

    code: str
    instrument: str
    state: str
    action: str
    date: dt.date
    in_force: dt.date | None
    note: str | None
    source: str
    as_of: dt.date
    id: UUID
    version: int


class Participations(BaseModel):
    """A page."""

    items: list[Participation]


class Hit(BaseModel):
    """As the registry shows it."""

    noun: str
    code: str
    name: str
    href: str
    score: float
    matched_language: str


class Hits(BaseModel):
    """A page."""

    items: list[Hit]


@asynccontextmanager
async def _open_pool(app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(database_url(), min_size=POOL_SIZE, max_size=POOL_SIZE) as pool:
        app.state.pool = pool
        yield


app = FastAPI(lifespan=_open_pool)


@app.get("/v1/participations")
async def list_participations(request: Request) -> Participations:
    """What the statement finds, which is JSON."""
    rows = await _rows(request)
    return Participations(items=[Participation.model_validate_json(row[0]) for row in rows])


@app.get("/v1/search")
async def search_entries(request: Request) -> Hits:
    """What the statement finds."""
    return Hits(items=[_hit(**row) for row in await _rows(request)])


async def _rows(request: Request) -> "list[asyncpg.Record]":
    sql, values = _STATEMENTS[f"{request.url.path}?{request.url.query}"]
    rows: list[asyncpg.Record] = (await app.state.pool.fetch(sql, *values))[:LIMIT]
    return rows


def _hit(noun: str, code: str, points: int, name: str, matched_language: str) -> Hit:
    plural = "processes" if noun == "process" else f"{noun}s"
    return Hit(
        noun=noun,
        code=code,
        name=name,
        href=f"/v1/{plural}/{code}",
        score=points / 10_000,
        matched_language=matched_language,
    )


if __name__ == "__main__":
    serve(app)
