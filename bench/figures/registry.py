"""Lists and search over a large registry, beside the very same statements sent by asyncpg."""

import itertools
import random
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from urllib.parse import urlencode

from bench.client import Request
from bench.figure import Figure, Measurement, Setting, at_most
from bench.load import Demand, Load, Server, apply, beside
from bench.parties import sign_in, states
from bench.registry_record import actor_code, actor_name, fill, instrument_code
from bench.stage import running_system, server_of
from bench.statements import Statement, ask, statement_of
from chassis.database import Database, ReadSession
from chassis.pages import Paging
from embedded.system import System
from registry.catalogue import reading
from registry.nouns.participations import PARTICIPATIONS, ParticipationsWanted
from registry.search import search

QUESTIONS, PAGE = 200, 50
CONNECTIONS = 4
Read = Callable[[ReadSession], Awaitable[object]]
Reads = Sequence[tuple[str, Read]]
"""Paths, and the use case behind each."""


async def measure(setting: Setting) -> list[Measurement]:
    """Read lists of participations, then search, each by turns with the statements alone."""
    async with running_system(setting) as system:
        await fill(system)
        [authorization] = await sign_in(system, setting, [("reader", "observer", "")])
        lists = await _compare(setting, system, authorization, _lists())
        found = await _compare(setting, system, authorization, _searches())
    return [*_lines("list", *lists), *_lines("search", *found)]


def _lists() -> Reads:
    """Lists of participations: of an instrument, and the newest of a State."""
    wanted: list[Mapping[str, str]] = []
    for number, state in zip(range(0, 500, 5), itertools.cycle(states(50)), strict=False):
        wanted += [{"instrument": instrument_code(number)}, {"state": state, "sort": "-date"}]

    def read(one: Mapping[str, str]) -> Read:
        given = ParticipationsWanted.model_validate(one)
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
    setting: Setting, system: System, authorization: str, reads: Reads
) -> tuple[list[Load], list[Load]]:
    """Rounds of the service and of the floor, by turns after one to warm up."""
    url = system.postgres.url("registry", "registry")
    requests = [Request.of("GET", path, authorization=authorization).again() for path, _ in reads]
    async with Database(url, name="bench", pool_size=1) as database:
        statements = [await statement_of(database, read) for _, read in reads]
    server, seconds = server_of(system, "registry"), setting.choose(2.0, 5.0)
    demand = Demand(lambda: itertools.cycle(requests), 200, CONNECTIONS)
    taken = [await _round(server, demand, url, statements, seconds) for _ in range(1 + setting.choose(3, 7))]
    ours, floor = zip(*taken[1:], strict=True)
    return list(ours), list(floor)


async def _round(
    server: Server, demand: Demand, url: str, statements: Sequence[Statement], seconds: float
) -> tuple[Load, Load]:
    floor = await ask(url, itertools.cycle(statements), connections=demand.connections, seconds=seconds)
    return await apply(server, demand, seconds), floor


def _lines(name: str, ours: Sequence[Load], floor: Sequence[Load]) -> list[Measurement]:
    return [
        beside(f"{name}, median", "p50_ms", "ms", ours, floor, at_most(3)),
        beside(f"{name}, 99 of 100", "p99_ms", "ms", ours, floor, at_most(3)),
        beside(f"{name}, processor time of the process", "cpu_ms", "ms", ours, floor),
    ]


REGISTRY = Figure(
    "registry",
    f"Lists and search, {CONNECTIONS} connections (floor: the same SQL by asyncpg, without HTTP)",
    measure,
)
