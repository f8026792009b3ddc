"""Drill: a backup is made under traffic, all volumes are lost, and the backup is restored."""

import asyncio
from pathlib import Path

from operations.recovery.backup import back_up
from operations.recovery.restore import restore
from tests.end_to_end.compose import drill_ledgers as ledgers
from tests.end_to_end.compose.drill import Drill
from tests.end_to_end.compose.drill_traffic import Traffic
from tests.support.compose.stack import Stack

SOME = 3


async def test_all_that_was_acknowledged_before_a_backup_is_there_after_all_volumes_were_lost(
    stack: Stack, tmp_path: Path, drill: Drill
) -> None:
    traffic = await Traffic.register(stack)
    try:
        with drill.step("a deadline passes and an agenda is assembled"):
            path = await traffic.assemble()
        agenda = await traffic.secretariat.get(path)
        async with traffic.going_on():
            await traffic.more(SOME)
            opened, submitted = list(traffic.opened), list(traffic.submitted)
            with drill.step("a backup is made while partners write"):
                backup = await asyncio.to_thread(
                    back_up, ledgers.as_an_operator(stack), tmp_path / "backups", drill.note
                )
            await traffic.more(SOME)
        drill.note(
            f"acknowledged before the backup: {len(opened)} milestones, {len(submitted)} reports;"
            f" until the loss: {len(traffic.opened)} and {len(traffic.submitted)}"
        )
        before = await asyncio.to_thread(ledgers.epochs, stack)
        with drill.step("containers and volumes of PostgreSQL, Kafka and all others are removed"):
            await asyncio.to_thread(stack.down)
        with drill.step("an empty stack is brought up"):
            await asyncio.to_thread(stack.up)
        with drill.step("the backup is restored and everyone has read everything"):
            await asyncio.to_thread(
                restore, ledgers.as_an_operator(stack), backup, None, lambda _: True, drill.note
            )
        after = await asyncio.to_thread(ledgers.epochs, stack)
        assert all(after[name] > before[name] for name in before), "every ledger is in a new epoch"
        assert set(opened) <= set(ledgers.subjects(stack, "review", ledgers.OPENED))
        assert set(submitted) <= set(ledgers.subjects(stack, "commitments", ledgers.SUBMITTED))
        await asyncio.to_thread(ledgers.check, stack)
        drill.note("the ledgers are whole, and every subscriber has exactly what they say")
        assert await traffic.secretariat.get(path) == agenda
        with drill.step("another deadline passes and a new agenda is assembled"):
            new = await traffic.secretariat.get(await traffic.assemble())
        assert agenda["complete"]
        assert new["complete"]
        assert new["id"] != agenda["id"]
    finally:
        await traffic.close()
