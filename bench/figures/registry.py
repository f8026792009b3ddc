"""Lists and search over a large registry, beside the same SQL sent by asyncpg: with HTTP and without."""

import itertools
import json
import random
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from urllib.parse import urlencode

from bench.client import Request
from bench.figure import Figure, Measurement, Setting, at_most
from bench.load import Demand, Load, apply, beside
from bench.parties import sign_in, states
from bench.registry_record import actor_code, actor_name, fill, instrument_code
from bench.sameness import check_sameness
from bench.stage import running_floors, running_system, server_of
from bench.statements import ask, statements_of
from chassis.database import Database, ReadSession
from chassis.http.pages import Paging
from embedded.system import System
from registry.catalogue import reading
from registry.search.searching import search
from registry.treaties.entries.participations import PARTICIPATIONS, ParticipationsQuery

QUESTIONS, PAGE = 200, 50
CONNECTIONS = 4
Read = Callable[[ReadSession], Awaitable[object]]
Reads = Sequence[tuple[str, Read]]
"""Paths, and the use case behind each."""


async def measure(setting: Setting) -> list[Measurement]:
    """Read lists of participations, then search, each by turns with the floors."""
    async with running_system(setting) as system:
        await fill(system, setting)
        [authorization] = await sign_in(system, setting, [("reader", "observer", "")])
        lines = []
        for name, reads in (("list", _lists()), ("search", _searches())):
            lines += await _compare(setting, system, authorization, name, reads)
    return lines


def _lists() -> Reads:
    """Lists of participations: of an instrument, and the newest of a State."""
    wanted: list[Mapping[str, str]] = []
    for number, state in zip(range(0, 500, 5), itertools.cycle(states(50)), strict=False):
        wanted += [{"instrument": instrument_code(number)}, {"state": state, "sort": "-date"}]

    def read(one: Mapping[str, str]) -> Read:
        given = ParticipationsQuery.model_validate(one)
        return lambda session: reading.some(session, PARTICIPATIONS, Paging(PAGE, None), given)

    return [(f"{PARTICIPATIONS.path}?{urlencode(one)}", read(one)) for one in wanted]


def _searches() -> Reads:
    """A code, a name, words and a misspelt name by turns."""

    def read(q: str) -> Read:
        return lambda session: search(session, q, None, "en", Paging(PAGE, None))

    return [(f"/v1/search?{urlencode({'q': q})}", read(q)) for q in itertools.islice(_asked(), QUESTIONS)]


def _asked() -> Iterator[str]:
    chance = random.Random(1)
    while True:
        number = chance.randrange(40_000)
        name = actor_name(number)[0]
        left_out = chance.randrange(1, len(name) - 1)
        yield actor_code(number)
        yield name
        yield " ".join(name.split()[:2])
        yield name[:left_out] + name[left_out + 1 :]


async def _compare(
    setting: Setting, system: System, authorization: str, name: str, reads: Reads
) -> list[Measurement]:
    """The statements alone, behind FastAPI, and in the service: by turns, after a round to warm up."""
    url = system.postgres.url("registry", "registry")
    async with Database(url, name="bench", pool_size=1) as database:
        statements = {path: await statements_of(database, read) for path, read in reads}
    requests = [Request.of("GET", path, authorization=authorization).again() for path in statements]
    demand = Demand(lambda: itertools.cycle(requests), 200, CONNECTIONS)
    file = setting.new_folder() / "statements.json"
    sent = {path: [(one.sql, one.values) for one in of_read] for path, of_read in statements.items()}
    file.write_text(json.dumps(sent))
    environment = {"FLOOR_DATABASE_URL": url, "FLOOR_STATEMENTS": str(file)}
    async with running_floors(setting, environment, "registry") as [floor]:
        ours, seconds = server_of(system, "registry"), setting.choose(0.2, 2.0, 5.0)
        await check_sameness([ours, floor], requests[:10], 200, but=["next_cursor"])
        rounds = [
            (
                await ask(
                    url, itertools.cycle(statements.values()), connections=CONNECTIONS, seconds=seconds
                ),
                await apply(floor, demand, seconds),
                await apply(ours, demand, seconds),
            )
            for _ in range(1 + setting.choose(1, 3, 7))
        ]
    return _lines(name, *zip(*rounds[1:], strict=True))


def _lines(name: str, sql: Sequence[Load], http: Sequence[Load], ours: Sequence[Load]) -> list[Measurement]:
    return [
        beside(f"{name}, median (floor: FastAPI + asyncpg)", "p50_ms", "ms", ours, http, at_most(3)),
        beside(f"{name}, 99 of 100 (floor: FastAPI + asyncpg)", "p99_ms", "ms", ours, http, at_most(3)),
        beside(f"{name}, median (floor: SQL, no HTTP)", "p50_ms", "ms", ours, sql, at_most(3)),
        beside(f"{name}, 99 of 100 (floor: SQL, no HTTP)", "p99_ms", "ms", ours, sql, at_most(3)),
        beside(f"{name}, processor time (floor: FastAPI + asyncpg)", "cpu_ms", "ms", ours, http),
    ]


REGISTRY = Figure(
    "registry",
    f"Lists and search, {CONNECTIONS} connections; floors: the same SQL by asyncpg",
    measure,
)
