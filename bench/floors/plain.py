"""FastAPI and asyncpg, as fast as an application with these two is written: no token, no ledger, no keys."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
from fastapi import FastAPI, HTTPException

from bench.floors.documents import COMMITMENT, INDICATOR, READ, commitment_row, indicator_rows, kept
from bench.floors.serving import POOL_SIZE, database_url, serve
from commitments.commitments.models import CommitmentBody, NewCommitment

_READ = READ.format(id="$1")
_NUMBER = """
    INSERT INTO commitments.commitment_number AS n (party, year, last)
    VALUES ($1, date_part('year', clock_timestamp()), 1)
    ON CONFLICT (party, year) DO UPDATE SET last = n.last + 1 RETURNING year, last
"""
_ADD_GOALS = """
    INSERT INTO commitments.commitment_goal (commitment_id, goal_id, degree)
    SELECT $1, g.id, a.degree
    FROM unnest($2::text[], $3::text[], $4::text[]) AS a (framework, goal, degree)
    JOIN commitments.framework f ON f.code = a.framework
    JOIN commitments.goal g ON g.framework_id = f.id AND g.code = a.goal
"""


def _insert(table: str, columns: list[str]) -> str:
    places = ", ".join(f"${number}" for number in range(1, 1 + len(columns)))
    return f"INSERT INTO commitments.{table} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608  # names


_ADD = _insert("commitment", COMMITMENT)
_ADD_INDICATOR = _insert("indicator", INDICATOR)


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
async def create_commitment(body: NewCommitment) -> CommitmentBody:
    """Keep a commitment."""
    async with app.state.pool.acquire() as connection, connection.transaction():
        year, number = await connection.fetchrow(_NUMBER, body.party)
        reference = f"{body.party}-{year}-{number:03d}"
        commitment = kept(body, reference)
        await _add(connection, commitment)
    return commitment


async def _add(connection: "asyncpg.Connection[Any]", new: CommitmentBody) -> None:
    await connection.execute(_ADD, *commitment_row(new).values())
    goals = zip(*((one.framework, one.goal, one.degree) for one in new.alignments), strict=True)
    if await connection.execute(_ADD_GOALS, new.id, *goals) != f"INSERT 0 {len(new.alignments)}":
        raise HTTPException(422)
    await connection.executemany(_ADD_INDICATOR, [list(row.values()) for row in indicator_rows(new)])


@app.get("/v1/commitments/{commitment_id}")
async def get_commitment(commitment_id: UUID) -> CommitmentBody:
    """Read a commitment."""
    row = await app.state.pool.fetchrow(_READ, commitment_id)
    if row is None:
        raise HTTPException(404)
    return CommitmentBody.model_validate(dict(row))


if __name__ == "__main__":
    serve(app)
