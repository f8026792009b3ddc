"""FastAPI and asyncpg answering lists and searches by statements that are given: no token, no cursor."""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
from fastapi import FastAPI, Request

from bench.floors.serving import POOL_SIZE, database_url, serve
from chassis.http.pages import Page
from registry.search.api import HitBody
from registry.search.searching import Hit
from registry.treaties.entries.participations import ParticipationBody

LIMIT = 50
_STATEMENTS: dict[str, list[tuple[str, list[Any]]]] = json.loads(
    Path(os.environ["FLOOR_STATEMENTS"]).read_text(encoding="utf-8")
)
"""Statements with their values, by path and query; the last one finds the answer."""


@asynccontextmanager
async def _open_pool(app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(database_url(), min_size=POOL_SIZE, max_size=POOL_SIZE) as pool:
        app.state.pool = pool
        yield


app = FastAPI(lifespan=_open_pool)


@app.get("/v1/participations")
async def list_participations(request: Request) -> Page[ParticipationBody]:
    """What the statement finds, which is JSON."""
    rows = await _rows(request)
    return Page(items=[ParticipationBody.model_validate_json(row[0]) for row in rows])


@app.get("/v1/search")
async def search_entries(request: Request) -> Page[HitBody]:
    """What the statement finds."""
    return Page(items=[HitBody.model_validate(Hit(**row)) for row in await _rows(request)])


async def _rows(request: Request) -> "list[asyncpg.Record]":
    rows: list[asyncpg.Record] = []
    async with app.state.pool.acquire() as connection:
        for sql, values in _STATEMENTS[f"{request.url.path}?{request.url.query}"]:
            rows = await connection.fetch(sql, *values)
    return rows[:LIMIT]


if __name__ == "__main__":
    serve(app)
