"""One round: the main job under load while faults strike, then rest, then judgement."""

import asyncio
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass

from tests.soak.evidence import gather
from tests.soak.evidence.replay import Replay
from tests.soak.faults import FAULTS
from tests.soak.invariants import judge
from tests.soak.invariants.verdict import Verdict
from tests.soak.load.cast import cast
from tests.soak.load.client import Credentials
from tests.soak.load.journal import Journal
from tests.soak.plan import Strike
from tests.soak.quiet import NotQuiet, until_quiet
from tests.soak.testbed import Testbed

LONGEST_LOAD = 45.0
"""Seconds after which clients no longer insist on an answer."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What lasts from round to round."""

    testbed: Testbed
    credentials: Credentials
    journal: Journal
    replay: Replay


@dataclass(frozen=True, slots=True)
class Played:
    """How a round went."""

    seconds: float
    settled_after: float
    verdicts: list[Verdict]


async def play(stage: Stage, seed: str, strikes: Sequence[Strike]) -> Played:
    """Play a round with `strikes`; the choices of the clients are drawn from `seed`."""
    began = time.monotonic()
    quiet = Verdict("quiet")
    try:
        await _load(stage, seed, strikes)
        loaded = time.monotonic()
        await _settle(stage.testbed, quiet)
        settled_after = time.monotonic() - loaded
        verdicts = judge(await gather(stage.testbed, stage.replay), stage.journal)
    except Exception as error:  # noqa: BLE001 # whatever it is, the logs that explain it must be kept
        stage.testbed.diary.note(traceback.format_exc())
        quiet.violations.append(f"the round could not be played: {error!r}")
        settled_after, verdicts = 0.0, []
    return Played(time.monotonic() - began, settled_after, [quiet, *verdicts])


async def _settle(testbed: Testbed, verdict: Verdict) -> None:
    """Wait until all is quiet; when it does not become so, the invariants tell what is missing."""
    verdict.checked += 1
    try:
        await until_quiet(testbed)
    except NotQuiet as error:
        verdict.violations.append(str(error))


async def _load(stage: Stage, seed: str, strikes: Sequence[Strike]) -> None:
    async with cast(stage.testbed.system, stage.credentials, stage.journal, seed) as people:
        end = asyncio.get_running_loop().call_later(LONGEST_LOAD, people.give_up)
        try:
            async with asyncio.TaskGroup() as striking:
                for strike in strikes:
                    striking.create_task(_strike(stage.testbed, strike))
                await people.act()
        finally:
            end.cancel()


async def _strike(testbed: Testbed, strike: Strike) -> None:
    await asyncio.sleep(strike.at)
    fault = FAULTS[strike.fault](testbed, strike)
    testbed.diary.note(f"strike: {strike}")
    try:
        await fault.inject()
        await asyncio.sleep(strike.lasts)
    finally:
        await fault.heal()
        testbed.diary.note(f"healed: {strike}")
