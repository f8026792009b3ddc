"""Computing the gap analysis: all of it, and again after one State has changed its mind."""

import json
import statistics
import time
from collections.abc import Sequence

import asyncpg

from bench.client import Connection, Request
from bench.figure import Figure, Measurement, Setting, at_most
from bench.parties import sign_in, states
from bench.registry_record import fill, instrument_code
from bench.stage import running_system, server_of

_FORGET = "TRUNCATE registry.gap_analysis, registry.gap_listing, registry.gap_part, registry.gap_basis"


async def measure(setting: Setting) -> list[Measurement]:
    """Compute it over a full registry from nothing, and after each of some withdrawals."""
    async with running_system(setting) as system:
        await fill(system, setting)
        [authorization] = await sign_in(system, setting, [("secretariat", "secretariat", "")])
        tables = await asyncpg.connect(system.postgres.url("registry"))
        connection = await Connection.open(server_of(system, "registry").port)
        computation = Request.of("POST", "/v1/gap-analyses", authorization=authorization)
        try:
            whole, again = [], []
            for _ in range(setting.choose(1, 1, 5)):
                await tables.execute(_FORGET)
                whole.append(await _compute(connection, computation))
            for state in states(setting.choose(1, 3, 20)):
                await _withdraw(connection, authorization, state)
                again.append(await _compute(connection, computation))
        finally:
            connection.close()
            await tables.close()
    return [
        _line("of everything", whole, 2.0),
        _line("after one changed participation", again, 0.3),
    ]


async def _compute(connection: Connection, computation: Request) -> float:
    """Seconds until a new version is there."""
    began = time.perf_counter()
    (await connection.exchange(computation.anew())).expected(201)
    return time.perf_counter() - began


async def _withdraw(connection: Connection, authorization: str, state: str) -> None:
    withdrawal = {
        "instrument": instrument_code(0),
        "state": state,
        "action": "withdrawal",
        "date": "2025-06-30",
        "source": "bench",
        "as_of": "2026-01-01",
    }
    body = json.dumps(withdrawal).encode()
    request = Request.of("POST", "/v1/participations", authorization=authorization, body=body)
    (await connection.exchange(request.anew())).expected(201)


def _line(name: str, seconds: Sequence[float], limit: float) -> Measurement:
    rounds = [{"seconds": one} for one in seconds]
    return Measurement(name, statistics.median(seconds), "s", None, at_most(limit), rounds)


GAP_ANALYSIS = Figure("gap-analysis", "A gap analysis over 100,000 participations", measure)
