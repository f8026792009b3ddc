"""FastAPI and SQLAlchemy Core with a token verified at each request, as many applications are written."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any
from uuid import UUID

import jwt
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import MetaData, Table, func, insert, select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bench.floors.documents import READ, commitment_row, indicator_rows, kept
from bench.floors.serving import POOL_SIZE, database_url, jwks_url, serve
from commitments.commitments.models import CommitmentBody, NewCommitment

_READ = text(READ.format(id=":id"))
_keys = jwt.PyJWKClient(jwks_url())
_metadata = MetaData(schema="commitments")


@asynccontextmanager
async def _open_engine(app: FastAPI) -> AsyncIterator[None]:
    url = make_url(database_url()).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(url, pool_size=POOL_SIZE, max_overflow=0)
    async with engine.connect() as connection:
        await connection.run_sync(_metadata.reflect)
    app.state.engine = engine
    yield
    await engine.dispose()


app = FastAPI(lifespan=_open_engine)


async def _claims(bearer: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]) -> dict[str, Any]:
    key = _keys.get_signing_key_from_jwt(bearer.credentials)
    claims: dict[str, Any] = jwt.decode(bearer.credentials, key, algorithms=["EdDSA"], audience="compact")
    return claims


Claims = Annotated[dict[str, Any], Depends(_claims)]


@app.post("/v1/commitments", status_code=201)
async def create_commitment(claims: Claims, body: NewCommitment) -> CommitmentBody:
    """Keep a commitment of the token's party."""
    if claims["party"] != body.party:
        raise HTTPException(403)
    async with app.state.engine.begin() as connection:
        reference = await _next_reference(connection, body.party)
        commitment = kept(body, reference)
        await _add(connection, commitment)
    return commitment


async def _next_reference(connection: AsyncConnection, party: str) -> str:
    table = _table("commitment_number")
    year = func.date_part("year", func.clock_timestamp())
    first = upsert(table).values(party=party, year=year, last=1)
    counted = first.on_conflict_do_update(
        index_elements=["party", "year"], set_={"last": table.c.last + 1}
    ).returning(table.c.year, table.c.last)
    row = (await connection.execute(counted)).one()
    return f"{party}-{row.year}-{row.last:03d}"


async def _add(connection: AsyncConnection, new: CommitmentBody) -> None:
    await connection.execute(insert(_table("commitment")).values(commitment_row(new)))
    framework, goal = _table("framework"), _table("goal")
    known = select(framework.c.code, goal.c.code, goal.c.id).join_from(goal, framework)
    named = {one.framework for one in new.alignments}
    rows = await connection.execute(known.where(framework.c.code.in_(named)))
    ids = {(framework_code, goal_code): goal_id for framework_code, goal_code, goal_id in rows}
    goals = [
        {"commitment_id": new.id, "goal_id": ids[one.framework, one.goal], "degree": one.degree}
        for one in new.alignments
    ]
    await connection.execute(insert(_table("commitment_goal")), goals)
    await connection.execute(insert(_table("indicator")), indicator_rows(new))


def _table(name: str) -> Table:
    return _metadata.tables[f"commitments.{name}"]


@app.get("/v1/commitments/{commitment_id}")
async def get_commitment(_: Claims, commitment_id: UUID) -> CommitmentBody:
    """Read a commitment."""
    async with app.state.engine.connect() as connection:
        row = (await connection.execute(_READ, {"id": commitment_id})).mappings().one_or_none()
    if row is None:
        raise HTTPException(404)
    return CommitmentBody.model_validate(dict(row))


if __name__ == "__main__":
    serve(app)
