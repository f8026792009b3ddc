"""Files with participations: what is right in them is kept, and what is wrong is told line by line."""

import csv
import io

import httpx
import pytest

from chassis.process.runtime import Runtime
from chassis.resources.bulk import applying
from registry.treaties.entries import participations
from tests.integration.registry.imports import faults, imported
from tests.integration.registry.ledger import told
from tests.integration.registry.test_participations import TREATY, Headers, registered

HEADER = "instrument,state,action,date,in_force,source,as_of\n"

LOST = (
    "must have a value: leave the field out to keep what is stored;"
    " pandas keeps a text such as NA by keep_default_na=False"
)


def lines(*rows: str) -> str:
    """A file; each row has its first five cells, or as many of them as it needs."""
    return HEADER + "".join(f"{row}{',' * (4 - row.count(','))},test,2026-01-01\n" for row in rows)


async def test_states_and_instruments_go_by_any_of_their_names(
    runtime: Runtime, client: httpx.AsyncClient, registrar: Headers
) -> None:
    await registered(client, registrar, **TREATY, short_name="Short")
    file = lines("T,KEN,signature,1995-01-01", "t,NA,signature,1995-01-01", "short,800,signature,1995-01-01")
    done = await imported(client, registrar, runtime.database, "participations", file)
    assert (done["created"], done["rejected"]) == (3, 0)
    items = (await client.get("/v1/participations")).json()["items"]
    assert [item["state"] for item in items if item["instrument"] == "T"] == ["KEN", "NAM", "UGA"]


async def test_bad_rows_are_refused_with_line_field_and_reason_and_the_others_stay(
    runtime: Runtime, client: httpx.AsyncClient, registrar: Headers
) -> None:
    await registered(client, registrar, **TREATY)
    file = lines(
        "T,KEN,ratification,1995-01-01",
        "T,Ruritania,ratification,1995-01-01",
        "T,UGA,ratification,1989-01-01",
        "T,KEN,reservation,2002-01-01",
        "T,KEN,withdrawal,2001-01-01",
        "T,TZA,ratification,1995-01-01",
        "T,TZA,withdrawal,2199-01-01",
        "T,TZA,ratification,1996-01-01",
        "N,TZA,ratification,1996-01-01",
        "T,TZA,ratification,1995-01-01,1994-01-01",
        "T,RWA,ratification",
        "T,RWA,signature,1995-01-01,1996-01-01",
        "T,RWA,signature,1995-01-01,1997-01-01",
    )
    done = await imported(client, registrar, runtime.database, "participations", file)
    assert (done["status"], done["received"], done["created"], done["rejected"]) == ("done", 13, 4, 9)
    again = "nothing more to consent to without a withdrawal between"
    consent = "a new ratification, accession, acceptance or succession must come first"
    assert faults(done) == [
        (3, "/state", "Ruritania matches no actor; nearest: MRT (Mauritania)"),
        (4, "/date", "the instrument was adopted on 1990-12-18"),
        (5, "/action", f"the withdrawal of 2001-01-01 ended what was before: {consent}"),
        (8, "/date", "must not be in the future"),
        (9, "/action", f"the State is party by the ratification of 1995-01-01: {again}"),
        (10, "/instrument", "N matches no instrument"),
        (11, "/code", "T.TZA.ratification.1995-01-01 stands in line 7 before: give each entry one row"),
        (12, "/date", LOST),
        (14, "/code", "T.RWA.signature.1995-01-01 stands in line 13 before: give each entry one row"),
    ]
    kept = (await client.get("/v1/participations", params={"sort": "date"})).json()["items"]
    assert [item["code"] for item in kept] == [
        "T.KEN.ratification.1995-01-01",
        "T.RWA.signature.1995-01-01",
        "T.TZA.ratification.1995-01-01",
        "T.KEN.withdrawal.2001-01-01",
    ]


async def test_all_or_nothing_means_it(
    runtime: Runtime, client: httpx.AsyncClient, registrar: Headers
) -> None:
    await registered(client, registrar, **TREATY)
    file = lines("T,KEN,ratification,1995-01-01", "T,UGA,withdrawal,1995-01-01")
    done = await imported(client, registrar, runtime.database, "participations", file, mode="all_or_nothing")
    assert (done["status"], done["created"], [line for line, _, _ in faults(done)]) == ("refused", 0, [3])
    assert (await client.get("/v1/participations")).json()["items"] == []


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (HEADER.replace("state,", ""), "the column state is missing"),
        (HEADER.replace("source,", ""), "the column source is missing"),
        (HEADER.replace("state,", "state,flag,"), "there is no column 'flag'"),
    ],
)
async def test_a_file_without_what_it_needs_fails_whole(
    runtime: Runtime, client: httpx.AsyncClient, registrar: Headers, file: str, reason: str
) -> None:
    done = await imported(client, registrar, runtime.database, "participations", file)
    assert (done["status"], done["reason"]) == ("failed", reason)


async def test_a_row_that_is_not_utf8_is_refused_alone(
    runtime: Runtime, client: httpx.AsyncClient, registrar: Headers
) -> None:
    await registered(client, registrar, **TREATY)
    file = lines("T,C\xf4te,signature,1995-01-01", "T,KEN,signature,1995-01-01").encode("latin-1")
    done = await imported(client, registrar, runtime.database, "participations", file)
    assert (done["created"], [fault[:2] for fault in faults(done)]) == (1, [(2, "/state")])
    assert "the byte 0xF4 is no character of utf-8" in faults(done)[0][2]
    assert "charset=windows-1252" in faults(done)[0][2]


async def test_the_same_file_twice_and_what_is_exported_change_nothing(
    runtime: Runtime, client: httpx.AsyncClient, registrar: Headers
) -> None:
    await registered(client, registrar, **TREATY)
    file = lines("T,KEN,ratification,1995-01-01,1995-02-01", "T,KEN,withdrawal,2001-01-01")
    await imported(client, registrar, runtime.database, "participations", file)
    before = await told(runtime)
    exported = (await client.get("/v1/participations:export", params={"format": "csv"})).text
    for again in (file, exported):
        done = await imported(client, registrar, runtime.database, "participations", again)
        assert (done["changed"], done["unchanged"], done["rejected"]) == (0, 2, 0)
    assert await told(runtime) == before


async def test_what_an_import_says_is_told_state_by_state(
    runtime: Runtime, client: httpx.AsyncClient, registrar: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(participations, "MOST", 2)
    monkeypatch.setattr(applying, "BATCH", 4)
    await registered(client, registrar, **TREATY)
    before = len(await told(runtime))
    file = lines(
        "T,KEN,ratification,1995-01-01",
        "T,KEN,reservation,1996-01-01",
        "T,KEN,reservation,1997-01-01",
        "T,UGA,signature,1995-01-01",
        "T,KEN,reservation,1998-01-01",
    )
    await imported(client, registrar, runtime.database, "participations", file)
    events = [data for _, data in (await told(runtime))[before:]]
    counted = [(data["state"], data["version"], len(data["participations"])) for data in events]
    assert sorted(counted) == [("KEN", 1, 2), ("KEN", 2, 1), ("KEN", 3, 1), ("UGA", 1, 1)]
    codes = {part["code"] for data in events for part in data["participations"]}
    exported = csv.DictReader(io.StringIO((await client.get("/v1/participations:export?format=csv")).text))
    assert codes == {row["code"] for row in exported}
