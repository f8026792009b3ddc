"""FastAPI and asyncpg, as fast as an application with these two is written: no token, no ledger, no keys."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import asyncpg
from fastapi import FastAPI, HTTPException

from bench.floors.documents import Commitment, NewCommitment, kept
from bench.floors.reading import READ
from bench.floors.serving import POOL_SIZE, database_url, serve

_READ = READ.format(id="$1")
_NUMBER = """
    INSERT INTO commitments.commitment_number AS n (party, year, last)
    VALUES ($1, date_part('year', clock_timestamp()), 1)
    ON CONFLICT (party, year) DO UPDATE SET last = n.last + 1 RETURNING year, last
"""
_ADD = """
    INSERT INTO commitments.commitment (id, version, reference, party, parties, title, description, kind,
        form, horizon, markers, area, status)
    VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'draft')
"""
_ADD_GOALS = """
    INSERT INTO commitments.commitment_goal (commitment_id, goal_id, degree)
    SELECT $1, g.id, a.degree
    FROM unnest($2::text[], $3::text[], $4::text[]) AS a (framework, goal, degree)
    JOIN commitments.framework f ON f.code = a.framework
    JOIN commitments.goal g ON g.framework_id = f.id AND g.code = a.goal
"""
_ADD_INDICATOR = """
    INSERT INTO commitments.indicator (id, commitment_id, version, position, code, title, unit, direction,
        baseline_year, baseline_value, target_year, target_value, dimensions, aligned_with, points, by_sex,
        by_age)
    VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, false, false)
"""


@asynccontextmanager
async def _open_pool(app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(
        database_url(), min_size=POOL_SIZE, max_size=POOL_SIZE, init=_speak_json
    ) as pool:
        app.state.pool = pool
        yield


async def _speak_json(connection: "asyncpg.Connection[Any]") -> None:
    await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")


app = FastAPI(lifespan=_open_pool)


@app.post("/v1/commitments", status_code=201)
async def create_commitment(body: NewCommitment) -> Commitment:
    """Keep a commitment."""
    async with app.state.pool.acquire() as connection, connection.transaction():
        year, number = await connection.fetchrow(_NUMBER, body.party)
        reference = f"{body.party}-{year}-{number:03d}"
        commitment = kept(body, uuid4(), reference, [uuid4() for _ in body.indicators])
        await _add(connection, commitment)
    return commitment


async def _add(connection: "asyncpg.Connection[Any]", new: Commitment) -> None:
    own = (new.title, new.description, new.kind, new.form, new.horizon, new.markers, new.area)
    await connection.execute(_ADD, new.id, new.reference, new.party, new.parties, *own)
    goals = zip(*((one.framework, one.goal, one.degree) for one in new.alignments), strict=True)
    if await connection.execute(_ADD_GOALS, new.id, *goals) != f"INSERT 0 {len(new.alignments)}":
        raise HTTPException(422)
    await connection.executemany(_ADD_INDICATOR, _indicator_rows(new))


def _indicator_rows(new: Commitment) -> list[tuple[Any, ...]]:
    return [
        (
            *(one.id, new.id, position, one.code, one.title, one.unit, one.direction),
            *((one.baseline.year, one.baseline.value) if one.baseline else (None, None)),
            *((one.target.year, one.target.value) if one.target else (None, None)),
            *(one.dimensions, one.aligned_with),
        )
        for position, one in enumerate(new.indicators)
    ]


@app.get("/v1/commitments/{commitment_id}")
async def get_commitment(commitment_id: UUID) -> Commitment:
    """Read a commitment."""
    row = await app.state.pool.fetchrow(_READ, commitment_id)
    if row is None:
        raise HTTPException(404)
    return Commitment.model_validate(dict(row))


if __name__ == "__main__":
    serve(app)
