"""One run: the system is started, round follows round, and nothing of it is left."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from chassis.database import Database
from commitments.frameworks import publishing as frameworks
from commitments.reference_data import files
from embedded.system import System
from tests.soak import plan
from tests.soak.evidence.replay import Replay
from tests.soak.faults import FAULTS
from tests.soak.faults.clock import ClockStep
from tests.soak.faults.disk import FullDisk
from tests.soak.folders import keep
from tests.soak.load.cast import register_all
from tests.soak.report import Report
from tests.soak.round import Stage, play
from tests.soak.testbed import Props, Testbed, open_testbed


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for on the command line."""

    bus: str
    seconds: float
    seed: int
    faults: Sequence[str]


def obstacles(wish: Wish) -> dict[str, str]:
    """Which of the wished faults cannot be played here, and why."""
    reasons = ((name, FAULTS[name].obstacle()) for name in wish.faults)
    return {name: reason for name, reason in reasons if reason}


async def run(wish: Wish, report: Report, folder: Path) -> None:
    """Play rounds until the time is over or something is violated; then the folder is kept.

    Raises CannotStart, KafkaUnavailable.
    """
    playable = [FAULTS[name] for name in wish.faults if name not in report.skipped]
    props = Props(wish.bus, clock=ClockStep in playable, volumes=FullDisk in playable)
    try:
        async with open_testbed(folder, props, keep=lambda: bool(report.violations)) as testbed:
            stage = await _set(testbed, report)
            rounds = plan.rounds(wish.seed, [fault.kind(wish.bus) for fault in playable])
            until = time.monotonic() + wish.seconds
            for number, strikes in enumerate(rounds, start=1):
                print(report.note(strikes, await play(stage, f"{wish.seed}/{number}", strikes)), flush=True)
                if report.violations or time.monotonic() >= until:
                    return
    finally:
        if report.violations:
            report.kept = keep(folder, wish.seed)


async def _set(testbed: Testbed, report: Report) -> Stage:
    """What has to be there before the first round."""
    system = testbed.system
    for service in ("registry", "review"):
        await system.command(service, "load-reference")
    await _publish_frameworks(system)
    replay = Replay(system.postgres)
    await replay.prepare()
    return Stage(testbed, await register_all(system), report.journal, replay)


async def _publish_frameworks(system: System) -> None:
    """The goals alone: the reference file of observations would slow down every reading of the evidence."""
    url = system.postgres.url("commitments", "commitments")
    async with Database(url, name="soak", pool_size=1) as database, database.transaction() as tx:
        await frameworks.publish(tx, files.frameworks(), files.goals())
