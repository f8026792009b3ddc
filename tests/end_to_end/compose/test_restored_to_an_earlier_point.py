"""Drill: one database alone goes back to an earlier point, and the others follow."""

import asyncio
from pathlib import Path

from demo.waiting import until
from operations.recovery.backup import back_up
from operations.recovery.restore import restore
from tests.end_to_end.compose import drill_ledgers as ledgers
from tests.end_to_end.compose.drill import Drill
from tests.end_to_end.compose.drill_traffic import PATIENCE, Traffic
from tests.support.compose.stack import Stack

EARLY, LATE = ("BGD", "BRA", "CAN"), ("KEN", "MAR", "PHL")
IN_TIME = "submitted_on_time"


async def test_reports_after_the_point_are_gone_everywhere_and_the_others_stay(
    stack: Stack, tmp_path: Path, drill: Drill
) -> None:
    traffic = await Traffic.register(stack)
    operator = ledgers.as_an_operator(stack)
    milestone = await traffic.open_milestone()

    async def seen(*parties: str) -> None:
        async def all_seen() -> bool:
            statuses = await traffic.statuses(milestone)
            return {party for party, status in statuses.items() if status == IN_TIME} == set(parties)

        await until(all_seen, within=PATIENCE)

    try:
        reports = {party: await traffic.sign_off(milestone, party) for party in (*EARLY, *LATE)}
        for party in EARLY:
            await traffic.submit(party, reports[party])
        await seen(*EARLY)
        with drill.step(f"a backup is made when {', '.join(EARLY)} have reported"):
            backup = await asyncio.to_thread(back_up, operator, tmp_path / "backups", drill.note)
        for party in LATE:
            await traffic.submit(party, reports[party])
        await seen(*EARLY, *LATE)
        drill.note(f"{', '.join(LATE)} have reported too, and review shows it")
        before = await asyncio.to_thread(ledgers.epochs, stack)
        with drill.step("commitments alone is restored, and everyone has read it again"):
            await asyncio.to_thread(restore, operator, backup, "commitments", lambda _: True, drill.note)
        after = await asyncio.to_thread(ledgers.epochs, stack)
        assert after["commitments"] > before["commitments"]
        assert after["review"] == before["review"]
        assert after["registry"] == before["registry"]
        page = await traffic.secretariat.get("/v1/ledgers/commitments")
        assert {event["epoch"] for event in page["items"]} == {after["commitments"]}
        drill.note(f"the ledger of commitments is in the new epoch {after['commitments']}")
        await seen(*EARLY)
        drill.note(f"review shows the reports of {', '.join(EARLY)} and no others")
        await asyncio.to_thread(ledgers.check, stack)
        for party in LATE:
            await traffic.submit(party, reports[party])
        await seen(*EARLY, *LATE)
        drill.note(f"{', '.join(LATE)} have reported again")
    finally:
        await traffic.close()
