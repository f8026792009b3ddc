"""Verifying the ledger: every way to falsify it shows."""

import pytest
from sqlalchemy import select, text

from chassis import ledger
from chassis.base.tables import ledger_checked
from chassis.database import Database
from chassis.ledger import Verdict
from chassis.process import operator_commands
from chassis.process.runtime import Runtime
from tests.support.chassis.ledgers import alter, rows
from tests.support.chassis.notebook import notes


async def write(notebook: Runtime, number: int) -> None:
    async with notebook.database.transaction() as tx:
        for turn in range(number):
            await notes.write(tx, f"note {turn}")


async def verify(database: Database, *, full: bool = False) -> Verdict:
    async with database.engine.begin() as connection:
        return await ledger.verify(connection, full=full)


async def test_a_whole_ledger_is_whole(notebook: Runtime, owner: Database) -> None:
    await write(notebook, 5)
    assert await verify(owner) == Verdict(5, 5, None)


async def test_an_empty_ledger_is_whole(notebook: Runtime, owner: Database) -> None:
    assert await verify(owner) == Verdict(0, 0, None)


async def test_a_second_run_reads_only_what_is_new(notebook: Runtime, owner: Database) -> None:
    await write(notebook, 5)
    await verify(owner)
    await write(notebook, 2)
    assert await verify(owner) == Verdict(2, 7, None)
    assert await verify(owner, full=True) == Verdict(7, 7, None)


async def test_more_rows_than_fit_a_page_are_verified(notebook: Runtime, owner: Database) -> None:
    await write(notebook, 1001)
    assert await verify(owner) == Verdict(1001, 1001, None)


FALSIFICATIONS = {
    "a changed text": "UPDATE chassis.ledger SET data = replace(data, 'note 1', 'note 9') WHERE position = 2",
    "a changed text with its digest": "UPDATE chassis.ledger SET data = '{}', data_digest = sha256('{}')"
    " WHERE position = 2",
    "a changed party": "UPDATE chassis.ledger SET party = 'NAM' WHERE position = 2",
    "a changed time": "UPDATE chassis.ledger SET time = time - interval '1 microsecond' WHERE position = 2",
    "a hidden row": "UPDATE chassis.ledger SET sequence = NULL WHERE position = 2",
    "a changed actor": "UPDATE chassis.ledger SET actor = 'somebody' WHERE position = 2",
    "a missing row": "DELETE FROM chassis.ledger WHERE position = 2",
    "a missing last row": "DELETE FROM chassis.ledger WHERE position = 4",
    "no rows at all": "DELETE FROM chassis.ledger",
    "an added row": "INSERT INTO chassis.ledger SELECT 5, 5, epoch, time, gen_random_uuid(), type, subject,"
    " party, region, data, data_digest, actor, correlation_id, causation_id, hash"
    " FROM chassis.ledger WHERE position = 4",
    "a head moved back": "UPDATE chassis.ledger_head SET position = 3, sequence = 3,"
    " hash = (SELECT hash FROM chassis.ledger WHERE position = 3)",
}


@pytest.mark.parametrize("statement", FALSIFICATIONS.values(), ids=FALSIFICATIONS.keys())
async def test_a_falsification_shows(notebook: Runtime, owner: Database, statement: str) -> None:
    await write(notebook, 4)
    await alter(owner, statement)
    verdict = await verify(owner)
    assert verdict.fault is not None
    assert await verify(owner, full=True) == verdict


@pytest.mark.parametrize("full", [False, True])
async def test_a_ledger_cut_off_after_a_check_shows_even_if_its_head_fits(
    notebook: Runtime, owner: Database, full: bool
) -> None:
    await write(notebook, 4)
    await verify(owner)
    await alter(owner, FALSIFICATIONS["a head moved back"])
    await alter(owner, "DELETE FROM chassis.ledger WHERE position > 3")
    assert (await verify(owner, full=full)).fault is not None


async def test_a_ledger_rewritten_from_its_beginning_shows_once_it_was_checked(
    notebook: Runtime, owner: Database
) -> None:
    await write(notebook, 4)
    await verify(owner)
    await alter(owner, "DELETE FROM chassis.ledger")
    await alter(owner, "UPDATE chassis.ledger_head SET position = 0, sequence = 0, hash = ''")
    await write(notebook, 6)
    assert (await verify(owner, full=True)).fault is not None


async def test_only_a_full_run_finds_what_was_changed_after_it_was_checked(
    notebook: Runtime, owner: Database
) -> None:
    await write(notebook, 4)
    await verify(owner)
    await alter(owner, FALSIFICATIONS["a changed party"])
    assert (await verify(owner)).fault is None
    assert "row 2" in str((await verify(owner, full=True)).fault)


async def test_a_fault_is_not_remembered_as_checked(notebook: Runtime, owner: Database) -> None:
    await write(notebook, 2)
    await verify(owner)
    await write(notebook, 2)
    await alter(owner, "UPDATE chassis.ledger SET party = 'NAM' WHERE position = 4")
    assert (await verify(owner)).position == 3
    async with owner.reading() as session:
        assert (await session.execute(select(ledger_checked.c.position))).scalar_one() == 2


async def test_redaction_empties_one_event_and_keeps_the_chain_whole(
    notebook: Runtime, owner: Database
) -> None:
    await write(notebook, 3)
    event = (await rows(notebook.database))[1]
    assert await operator_commands.redact(owner, event.id, "a name was in it") == 0

    found = await rows(notebook.database)
    assert (found[1].data, found[1].data_digest, found[1].hash) == (None, event.data_digest, event.hash)
    assert found[0].data is not None
    assert found[3].type == "compact.event.redacted.v1"
    assert (await verify(owner, full=True)).fault is None


async def test_an_event_is_redacted_once(notebook: Runtime, owner: Database) -> None:
    await write(notebook, 1)
    event = (await rows(notebook.database))[0]
    assert await operator_commands.redact(owner, event.id, "first") == 0
    assert await operator_commands.redact(owner, event.id, "second") == 1
    assert len(await rows(notebook.database)) == 2


async def test_the_check_is_remembered_even_by_the_services_role(notebook: Runtime) -> None:
    await write(notebook, 2)
    assert (await verify(notebook.database)).checked == 2
    assert (await verify(notebook.database)).checked == 0
    async with notebook.database.reading() as session:
        position = await session.execute(text("SELECT position FROM chassis.ledger_checked"))
        assert position.scalar_one() == 2
