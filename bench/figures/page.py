"""Whether a page far into a list costs what the first one does."""

import itertools
import json
from collections.abc import Iterator

import asyncpg

from bench.client import Connection, Request, UnexpectedAnswer
from bench.figure import Figure, Measurement, Setting, at_most
from bench.figures.commitments import publish_one
from bench.load import Demand, Load, Server, apply, beside
from bench.parties import Party, settle
from bench.sameness import differences, refuse
from bench.stage import running_system, server_of
from chassis.http.cursors import list_digest, write_cursor

LIMIT = 10
_NEW = """
    CREATE TEMPORARY TABLE new AS
    SELECT gen_random_uuid() AS id, 'ZZZ-2026-' || lpad(number::text, 6, '0') AS reference
    FROM generate_series(1, $1::int) AS number
"""
_ROWS = {
    "commitment": {"id": "new.id", "reference": "new.reference"},
    "commitment_goal": {"commitment_id": "new.id"},
    "indicator": {"id": "gen_random_uuid()", "commitment_id": "new.id"},
    "progress": {"commitment_id": "new.id"},
}
"""The tables in which a commitment has rows, and how those of a copy differ."""
_OWN = ("id", "reference")
"""Fields in which a copy differs."""
_COLUMNS = """
    SELECT column_name FROM information_schema.columns
    WHERE table_schema = 'commitments' AND table_name = $1
"""


async def measure(setting: Setting) -> list[Measurement]:
    """Read page 1 and page 10,000 of a list of commitments by turns, one request at a time."""
    far_off = setting.choose(10, 10_000, 10_000)
    async with running_system(setting) as system:
        [party] = await settle(system, setting, 1)
        server = server_of(system, "commitments")
        tables = await asyncpg.connect(system.postgres.url("commitments"))
        try:
            await _fill(tables, server, party, LIMIT * far_off)
            pages = [_page(party, None), _page(party, await _cursor(tables, far_off))]
        finally:
            await tables.close()
        await _check(server, pages)
        first, far = await _by_turns(setting, server, pages)
    return [beside(f"page {far_off:,} (floor: page 1), median", "p50_ms", "ms", far, first, at_most(1.5))]


async def _fill(
    tables: "asyncpg.Connection[asyncpg.Record]", server: Server, party: Party, number: int
) -> None:
    """Publish a commitment as a State does, and copy it `number` times."""
    connection = await Connection.open(server.port)
    await publish_one(connection, party)
    connection.close()
    await tables.execute(_NEW, number)
    for table, differing in _ROWS.items():
        columns = [row["column_name"] for row in await tables.fetch(_COLUMNS, table)]
        values = ", ".join(differing.get(column, f"old.{column}") for column in columns)
        await tables.execute(
            f"INSERT INTO commitments.{table} ({', '.join(columns)})"  # noqa: S608  # all of it is ours
            f" SELECT {values} FROM commitments.{table} old, new"
        )
    await tables.execute("VACUUM ANALYZE")


async def _cursor(tables: "asyncpg.Connection[asyncpg.Record]", page: int) -> str:
    """The cursor of a page: the service makes it of the last reference before."""
    before = "SELECT reference FROM commitments.commitment ORDER BY reference OFFSET $1 LIMIT 1"
    key = [await tables.fetchval(before, LIMIT * (page - 1) - 1)]
    return write_cursor(list_digest("/v1/commitments", []), key)


def _page(party: Party, cursor: str | None) -> Request:
    query = f"limit={LIMIT}" if cursor is None else f"limit={LIMIT}&cursor={cursor}"
    return Request.of("GET", f"/v1/commitments?{query}", authorization=party.authorization)


async def _check(server: Server, pages: list[Request]) -> None:
    """Raise `UnexpectedAnswer` unless each gives a full page, and the last what the first one does."""
    connection = await Connection.open(server.port)
    answers = [(await connection.exchange(page.again())).expected(200) for page in pages]
    connection.close()
    shown = [json.loads(answer.body)["items"] for answer in answers]
    for items in shown:
        if len(items) != LIMIT:
            raise UnexpectedAnswer(f"a page has not {LIMIT} commitments: {items}")
    refuse(differences(shown[-1], shown[0], _OWN), "the page far off", "the first one")


async def _by_turns(setting: Setting, server: Server, pages: list[Request]) -> list[list[Load]]:
    def demand(page: Request) -> Demand:
        def ask() -> Iterator[bytes]:
            return itertools.repeat(page.again())

        return Demand(ask, 200, connections=1)

    rounds, seconds = setting.choose((1, 0.2), (3, 1), (7, 2))
    taken = [[await apply(server, demand(page), seconds) for page in pages] for _ in range(1 + rounds)]
    return [list(loads) for loads in zip(*taken[1:], strict=True)]  # the first warms up


PAGES = Figure("page", "A list of 100,001 commitments, 10 a page, 1 connection", measure)
