"""What a row of a file changes: the fields that it has, of the entry that it means, and nothing else."""

from typing import Any

import httpx
import pytest

from chassis.process.runtime import Runtime
from chassis.resources.bulk import applying, limits
from registry.catalogue.store.sessions import lock_registry
from tests.integration.registry.imports import faults, imported

Headers = dict[str, str]
KEEPING = "pandas keeps a text such as NA by keep_default_na=False"
COUNTS = ("created", "changed", "unchanged", "older", "rejected")


def counts(done: dict[str, Any]) -> dict[str, int]:
    """What became of rows, without the zeros."""
    return {name: done[name] for name in COUNTS if done[name]}


async def changes(
    client: httpx.AsyncClient, headers: Headers, noun: str, done: dict[str, Any]
) -> dict[str, list[str]]:
    """The fields that an import has changed, by code."""
    answer = await client.get(f"/v1/{noun}/imports/{done['id']}/changes", headers=headers)
    assert answer.status_code == 200, answer.text
    return {one["code"]: one["fields"] for one in answer.json()["items"]}


@pytest.fixture(name="imports")
def importing(runtime: Runtime, client: httpx.AsyncClient, registrar: Headers) -> Any:
    """Sends files of a noun."""

    async def send(noun: str, content: str, form: str = "csv", **query: str) -> dict[str, Any]:
        return await imported(client, registrar, runtime.database, noun, content, form, **query)

    return send


async def actor(client: httpx.AsyncClient, code: str) -> dict[str, Any]:
    """An actor."""
    found: dict[str, Any] = (await client.get(f"/v1/actors/{code}")).json()
    return found


async def test_columns_that_a_file_has_not_are_kept(
    imports: Any, client: httpx.AsyncClient, registrar: Headers
) -> None:
    before = await actor(client, "KEN")
    done = await imports(
        "actors", "code,name,names.fr,source,as_of\nKEN,Republic of Kenya,,invented,2026-06-01\n"
    )
    assert counts(done) == {"changed": 1}
    after = await actor(client, "KEN")
    renewed = {"name": "Republic of Kenya", "source": "invented", "as_of": "2026-06-01"}
    names = {key: name for key, name in before["names"].items() if key != "fr"}
    assert after == {**before, **renewed, "names": names, "version": before["version"] + 1}
    assert set((await changes(client, registrar, "actors", done))["KEN"]) == {
        "name",
        "names",
        "source",
        "as_of",
    }


async def test_an_empty_cell_and_null_clear_and_a_key_that_is_absent_is_kept(
    imports: Any, client: httpx.AsyncClient
) -> None:
    await imports("actors", "code,m49,source,as_of\nKEN,,invented,2026-06-01\n")
    assert (await actor(client, "KEN"))["m49"] is None
    line = (
        '{"code":"KEN","iso2":null,"names":{"fr":null,"sw":"Kenya"},"source":"invented","as_of":"2026-06-01"}'
    )
    await imports("actors", line, form="ndjson")
    after = await actor(client, "KEN")
    assert (after["iso2"], after["names"].get("fr"), after["names"]["sw"]) == (None, None, "Kenya")
    assert after["names"]["es"]


async def test_no_row_makes_an_entry_another(imports: Any, client: httpx.AsyncClient) -> None:
    before = await actor(client, "KEN")
    done = await imports(
        "actors",
        "code,kind,name,source,as_of\nKEN,intergovernmental_organisation,Kenya,invented,2026-06-01\n",
    )
    assert faults(done) == [
        (
            2,
            "/kind",
            "KEN is stored with state, which no file changes: send a PATCH, or another code",
        )
    ]
    assert await actor(client, "KEN") == before


async def test_a_row_whose_fields_make_another_code_is_refused(
    imports: Any, client: httpx.AsyncClient
) -> None:
    header = "code,grouping,actor,valid_from,source,as_of\n"
    done = await imports("memberships", f"{header}AU.KEN.2001-01-01,AU,UGA,2001-01-01,invented,2026-01-01\n")
    assert [fault[:2] for fault in faults(done)] == [(2, "")]
    assert "AU.UGA.2001-01-01" in faults(done)[0][2]
    assert (await client.get("/v1/memberships", params={"date": "2002-01-01"})).status_code == 200


async def test_what_differs_and_is_older_is_counted_as_older(imports: Any, client: httpx.AsyncClient) -> None:
    before = await actor(client, "KEN")
    file = f"code,name,source,as_of\nKEN,Old Kenya,invented,2000-01-01\nUGA,{'Uganda'},invented,2000-01-01\n"
    done = await imports("actors", file)
    assert counts(done) == {"older": 1, "unchanged": 1}
    assert await actor(client, "KEN") == before


async def test_a_second_row_of_one_code_is_refused_wherever_it_stands(
    imports: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "BATCH", 2)
    rows = "".join(
        f"{code},{name},invented,2026-06-01\n"
        for code, name in [("KEN", "A"), ("UGA", "Uganda"), ("TZA", "C"), ("KEN", "D"), ("UGA", "Uganda")]
    )
    done = await imports("actors", f"code,name,source,as_of\n{rows}")
    assert [(line, detail) for line, _, detail in faults(done)] == [
        (5, "KEN stands in line 2 before: give each entry one row"),
        (6, "UGA stands in line 3 before: give each entry one row"),
    ]


async def test_every_fault_of_a_row_is_listed_at_once(imports: Any) -> None:
    file = (
        "code,kind,name,iso2,m49,region,source,as_of\nkenya,kingdom,,Kenya,x,Atlantis,invented,31/01/2026\n"
    )
    done = await imports("actors", file)
    assert {pointer for _, pointer, _ in faults(done)} == {
        "/code",
        "/kind",
        "/name",
        "/iso2",
        "/m49",
        "/region",
        "/as_of",
    }


async def test_source_and_day_are_needed_in_each_row(imports: Any) -> None:
    done = await imports("actors", "code,name,source,as_of\nKEN,Kenya,,\n")
    assert [fault[1:] for fault in faults(done)] == [
        ("/source", f"must be given in each row; {KEEPING}"),
        ("/as_of", f"must be given in each row; {KEEPING}"),
    ]


async def test_what_is_referred_to_may_come_later_in_the_file(
    imports: Any, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, subtests: pytest.Subtests
) -> None:
    monkeypatch.setattr(applying, "BATCH", 2)
    codes = ["a", "b", "c", "d", "e"]
    parents = [*codes[1:], ""]
    rows = "".join(
        f"{code},Invented {code},{parent},invented,2026-01-01\n"
        for code, parent in zip(codes, parents, strict=True)
    )
    header = "code,name,parent,source,as_of\n"
    for mode in ("dry_run", "all_or_nothing"):
        with subtests.test(mode):
            done = await imports("themes", header + rows, mode=mode)
            assert counts(done) == {"created": 5}, faults(done)
        for code in codes if mode == "all_or_nothing" else ():
            theme = await client.get(f"/v1/themes/{code}")
            assert theme.json()["name"] == f"Invented {code}"
    with subtests.test("row_by_row"):
        other = "".join(
            f"{code}2,Invented {code},{parent and parent + '2'},invented,2026-01-01\n"
            for code, parent in zip(codes, parents, strict=True)
        )
        done = await imports("themes", f"{header}{other}f2,Invented f,nowhere,invented,2026-01-01\n")
        assert counts(done) == {"created": 5, "rejected": 1}
        assert faults(done) == [(7, "/parent", "there is no theme nowhere")]


async def test_groupings_of_actors_have_a_file_of_their_own(imports: Any, client: httpx.AsyncClient) -> None:
    before = (await client.get("/v1/memberships", params={"actor": "KEN"})).json()
    done = await imports("actors", "code,groupings,source,as_of\nKEN,AU,invented,2026-06-01\n")
    assert (done["status"], "memberships:import" in done["reason"]) == ("failed", True)
    assert (await client.get("/v1/memberships", params={"actor": "KEN"})).json() == before


async def test_namibia_stays_namibia(imports: Any, client: httpx.AsyncClient) -> None:
    file = "code,iso2,m49,source,as_of\nNAM,NA,516.0,invented,2026-06-01\n"
    assert counts(await imports("actors", file)) == {"changed": 1}
    namibia = await actor(client, "NAM")
    assert (namibia["iso2"], namibia["m49"]) == ("NA", "516")
    done = await imports("actors", "code,iso2,source,as_of\nNAM,,invented,2026-06-02\n")
    assert [fault[1] for fault in faults(done)] == ["/iso2"]
    assert "keep_default_na=False" in faults(done)[0][2]
    assert (await actor(client, "NAM"))["iso2"] == "NA"


async def test_a_dry_run_waits_for_no_writer_and_no_writer_for_it(
    runtime: Runtime, client: httpx.AsyncClient, registrar: Headers
) -> None:
    async with runtime.database.transaction() as writer:
        await lock_registry(writer)  # which is held while the dry run is done
        done = await imported(
            client,
            registrar,
            runtime.database,
            "actors",
            "code,name,source,as_of\nKEN,Another,invented,2026-06-01\n",
            mode="dry_run",
        )
    assert (done["status"], counts(done)) == ("done", {"changed": 1})
    assert (await actor(client, "KEN"))["name"] != "Another"


def _theme(code: str, name: str) -> str:
    return f'{{"code":"{code}","name":"{name}","source":"invented","as_of":"2026-06-01"}}\n'


async def test_a_cell_whose_number_is_another_entrys_code_too_changes_neither(imports: Any) -> None:
    done = await imports("themes", _theme("30", "Thirty") + _theme("30.0", "Half"), form="ndjson")
    assert counts(done) == {"created": 2}
    head = "code,name,source,as_of\n"
    same = await imports("themes", f"{head}30,Thirty,invented,2026-06-01\n30.0,Half,invented,2026-06-01\n")
    assert counts(same) == {"unchanged": 2}
    for code, other in (("30", "30.0"), ("30.0", "30"), ("3e1", "30")):
        done = await imports("themes", f"{head}{code},Renamed,invented,2026-06-01\n")
        assert counts(done) == {"rejected": 1}
        assert f"{code} is {other}, which is stored, written otherwise" in faults(done)[0][2]


async def test_too_many_rows_that_refer_to_nobody_end_an_import_when_all_others_are_applied(
    runtime: Runtime, client: httpx.AsyncClient, registrar: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_REJECTED", 2)
    file = "code,kind,name,parent,source,as_of\n"
    for code, parent in (("A", "X"), ("B", "C"), ("D", "X"), ("E", "X"), ("C", "")):
        file += f"Z-{code},civil_society,Zed {code},{parent and f'Z-{parent}'},test,2026-01-01\n"
    done = await imported(client, registrar, runtime.database, "actors", file)
    assert (done["status"], done["created"], [fault[0] for fault in faults(done)]) == ("failed", 2, [2, 4])
    assert done["reason"] == (
        "more than 2 rows are rejected: they are listed up to line 4, and good rows are applied, those that"
        " refer to other rows of the file up to line 5"
    )
