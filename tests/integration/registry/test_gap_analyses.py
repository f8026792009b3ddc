"""The gap analysis: computed on request and after changes, versioned, told, and shown with its evidence."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import text

from chassis.process.runtime import Runtime
from chassis.testing import TokenIssuer
from chassis.testing.waiting import eventually
from chassis.timers import Timers
from registry.gaps.hooks import TIMER
from registry.reference_data.loading import load
from tests.integration.registry.ledger import told
from tests.integration.registry.pressure import Commitments
from tests.support.references import REGISTRY_ROWS

PUBLISHED = "compact.gap-analysis.published.v1"
SAID = {"source": "A test", "as_of": f"{datetime.now(UTC):%Y-%m-%d}"}
ACCESSION = {"instrument": "ICRMW", "state": "KEN", "action": "accession", "date": "2026-03-02", **SAID}
MEASURE = {
    "code": "ALB-1",
    "state": "ALB",
    "kind": "legislation",
    "title": "Act on remittances",
    "themes": ["remittances"],
    "status": "in_force",
    **SAID,
}


class Analyst:
    """Has the gap analysis computed, and reads it."""

    def __init__(self, runtime: Runtime, client: httpx.AsyncClient, headers: dict[str, str]) -> None:
        self._runtime, self._client, self._headers = runtime, client, headers

    async def compute(self, status: int = 201) -> dict[str, Any]:
        response = await self._client.post("/v1/gap-analyses", headers=self._headers)
        assert response.status_code == status, response.text
        return dict(response.json())

    async def compute_all(self) -> None:
        """Compute every part anew, and find that none is different."""
        async with self._runtime.database.transaction() as tx:
            await tx.execute(text("UPDATE registry.gap_basis SET states = 'others'"))
        await self.compute(200)

    async def read(self, path: str = "/latest") -> Any:
        response = await self._client.get(f"/v1/gap-analyses{path}")
        assert response.status_code == 200, response.text
        return response.json()

    async def instrument(self, code: str = "ICRMW", version: int | str = "latest") -> dict[str, Any]:
        return dict((await self.read(f"/{version}/instruments/{code}"))["part"])

    async def theme(self, code: str) -> dict[str, Any]:
        return dict((await self.read(f"/latest/themes/{code}"))["part"])

    async def told(self) -> list[dict[str, Any]]:
        return [data for kind, data in await told(self._runtime) if kind == PUBLISHED]


class Editor:
    """Writes the catalogue."""

    def __init__(self, client: httpx.AsyncClient, headers: dict[str, str]) -> None:
        self._client, self._headers = client, headers

    async def register(self, noun: str, **content: Any) -> None:
        response = await self._client.post(f"/v1/{noun}", json=content, headers=self._headers)
        assert response.status_code == 201, response.text

    async def change(self, path: str, version: int = 1, **content: Any) -> None:
        headers = {**self._headers, "If-Match": f'"{version}"'}
        response = await self._client.patch(f"/v1/{path}", json={**SAID, **content}, headers=headers)
        assert response.status_code == 200, response.text

    async def remove(self, path: str, version: int = 1) -> None:
        headers = {**self._headers, "If-Match": f'"{version}"'}
        response = await self._client.delete(f"/v1/{path}", headers=headers)
        assert response.status_code == 204, response.text


@pytest_asyncio.fixture
async def world(runtime: Runtime, client: httpx.AsyncClient, tmp_path: Path) -> httpx.AsyncClient:
    """A client of a registry that knows the reference facts, and participations in one instrument only."""
    folder = shutil.copytree(REGISTRY_ROWS, tmp_path / "reference")
    header, *rows = (folder / "participations.csv").read_text("utf-8").splitlines()
    own = [row for row in rows if row.startswith("ICRMW,")]
    (folder / "participations.csv").write_text("\n".join([header, *own, ""]), "utf-8")
    await load(runtime.database, folder)
    return client


@pytest.fixture
def analyst(runtime: Runtime, world: httpx.AsyncClient, issuer: TokenIssuer) -> Analyst:
    return Analyst(runtime, world, issuer.headers(scopes="gap-analyses:write"))


@pytest.fixture
def write(world: httpx.AsyncClient, issuer: TokenIssuer) -> Editor:
    scopes = "registry:write measures:write programmes:write actors:write"
    return Editor(world, issuer.headers(scopes=scopes))


def standing(part: dict[str, Any], state: str) -> dict[str, Any]:
    return next(party for party in part["states"] if party["state"] == state)


async def test_an_analysis_is_computed_told_and_read(world: httpx.AsyncClient, analyst: Analyst) -> None:
    assert (await world.get("/v1/gap-analyses/latest")).status_code == 404
    first = await analyst.compute()
    [event] = await analyst.told()
    assert {name: event[name] for name in ("version", "id", "digest", "counts", "href")} == {
        name: first[name] for name in ("version", "id", "digest", "counts", "href")
    }
    body = await analyst.read("/1")
    assert body == await analyst.read()
    assert len(body["themes"]) == body["counts"]["themes"]
    assert len(body["instruments"]) == body["counts"]["instruments"]
    for listed in (*body["themes"], *body["instruments"]):
        response = await world.get(listed["href"])
        assert response.json()["digest"] == listed["digest"]
    assert [one["version"] for one in (await analyst.read("?limit=5"))["items"]] == [1]


async def test_what_no_treaty_names_is_uncovered(analyst: Analyst) -> None:
    await analyst.compute()
    diaspora, pathways = await analyst.theme("diaspora"), await analyst.theme("regular-pathways")
    assert (diaspora["coverage"], diaspora["uncovered"]) == ("not_binding", True)
    assert [one["code"] for one in diaspora["instruments"]] == ["GCM"]
    assert len(diaspora["agreed"]) == diaspora["agreements"]
    assert (pathways["coverage"], pathways["uncovered"]) == ("partly", False)
    [event] = await analyst.told()
    assert "diaspora" in [one["theme"] for one in event["uncovered_themes"]]


async def test_low_uptake_comes_with_the_provisions_on_offer(analyst: Analyst) -> None:
    await analyst.compute()
    part = await analyst.instrument()
    assert (part["low"], part["parties"], part["eligible"]) == (True, 58, 193)
    assert [one["noun"] for one in part["on_offer"]] == ["provision"] * part["provisions"]
    [event] = await analyst.told()
    [low] = [one for one in event["low_uptake"] if one["instrument"] == "ICRMW"]
    assert (low["parties"], low["eligible"]) == (58, 193)
    assert "58 of 193 eligible States are party (30 %), as of 31 January 2023" in low["why"]


async def test_uptake_without_a_list_is_unknown_and_not_zero(analyst: Analyst) -> None:
    await analyst.compute()
    protocol, compact = await analyst.instrument("SMUGGLING-PROTOCOL"), await analyst.instrument("GCM")
    assert (protocol["uptake"], protocol["parties"], protocol["low"]) == ("unknown", None, False)
    assert (compact["uptake"], compact["not_implemented"]) == ("not_applicable", None)


async def test_nothing_different_is_no_new_version(analyst: Analyst) -> None:
    first = await analyst.compute()
    assert await analyst.compute(200) == first
    await analyst.compute_all()
    assert len(await analyst.told()) == 1


async def test_a_participation_changes_the_part_of_its_instrument_only(
    analyst: Analyst, write: Editor
) -> None:
    await analyst.compute()
    before = {one["href"][19:]: one["digest"] for one in (await analyst.read())["instruments"]}
    await write.register("participations", **ACCESSION)
    await analyst.compute()
    after = {one["href"][19:]: one["digest"] for one in (await analyst.read())["instruments"]}
    assert [code for code in after if after[code] != before[code]] == ["instruments/ICRMW"]
    part = await analyst.instrument()
    assert (part["parties"], part["trend"][-1]) == (59, {"year": 2026, "parties": 59})
    assert standing(part, "KEN")["href"] == "/v1/participations/ICRMW.KEN.accession.2026-03-02"
    assert (await analyst.instrument(version=1))["parties"] == 58
    await analyst.compute_all()


async def test_what_is_taken_back_gives_the_same_analysis_again(analyst: Analyst, write: Editor) -> None:
    first = await analyst.compute()
    await write.register("participations", **ACCESSION)
    await analyst.compute()
    await write.remove("participations/ICRMW.KEN.accession.2026-03-02")
    third = await analyst.compute()
    assert (third["version"], third["digest"]) == (3, first["digest"])


async def test_computing_after_changes_is_computing_all(analyst: Analyst, write: Editor) -> None:
    await analyst.compute()
    treaty = {"code": "NEW", "kind": "treaty", "title": "New", "themes": ["diaspora"], **SAID}
    await write.register("instruments", **treaty, in_force="2026-01-01", participations_as_of="2026-06-01")
    await write.register("measures", **MEASURE)
    await write.change("themes/climate-related-movement", parent="diaspora")
    await write.change("provisions/ICRMW-8", title="Leaving and coming back")
    await write.register(
        "agreements", code="NEW-1", process="rabat-process", kind="declaration", title="New",
        themes=["migration-data"], **SAID,
    )  # fmt: skip
    await analyst.compute()
    assert (await analyst.theme("diaspora"))["coverage"] == "binding"
    assert (await analyst.theme("climate-related-movement"))["coverage"] == "partly"
    assert (await analyst.theme("migration-data"))["agreements"] == 1
    assert (await analyst.instrument("NEW"))["parties"] == 0
    await analyst.compute_all()
    await write.remove("agreements/NEW-1")
    await write.remove("measures/ALB-1")
    await write.remove("instruments/NEW")
    await analyst.compute()
    assert "NEW" not in [one["code"] for one in (await analyst.read())["instruments"]]
    await analyst.compute_all()


async def test_a_measure_in_force_shows_that_an_instrument_is_applied(
    analyst: Analyst, write: Editor
) -> None:
    await analyst.compute()
    before = await analyst.instrument()
    assert standing(before, "ALB")["implementation"] == "nothing_recorded"
    await write.register("measures", **MEASURE)
    await analyst.compute()
    after = await analyst.instrument()
    albania = standing(after, "ALB")
    assert (albania["implementation"], albania["records"][0]["code"]) == ("measure_in_force", "ALB-1")
    assert after["not_implemented"] == before["not_implemented"] - 1
    await write.change("measures/ALB-1", status="repealed", status_on="2026-06-01")
    await analyst.compute()
    assert standing(await analyst.instrument(), "ALB")["implementation"] == "nothing_recorded"


async def test_commitments_count_by_their_progress_even_when_told_twice(
    runtime: Runtime, analyst: Analyst
) -> None:
    await analyst.compute()
    commitments, commitment_id = Commitments(runtime), uuid4()
    events = [commitments.commitment(commitment_id, "ALB")]
    await commitments.deliver(*events)
    await commitments.deliver(*events)
    await analyst.compute()
    albania = standing(await analyst.instrument(), "ALB")
    assert albania["implementation"] == "commitment_without_progress"
    [record] = albania["records"]
    assert (record["noun"], record["href"]) == ("commitment", f"/v1/commitments/{commitment_id}")
    assert record["position"]["source"] == "commitments"
    await analyst.compute(200)
    for status, level in (("limited", "out"), ("on_track", ""), ("deterioration", "out")):
        await commitments.deliver(commitments.progress(commitment_id, status, "ALB"))
        await analyst.compute()
        wanted = f"commitment_with{level}_progress"
        assert standing(await analyst.instrument(), "ALB")["implementation"] == wanted
    await analyst.compute_all()


async def test_a_state_that_changes_its_region_is_counted_there(analyst: Analyst, write: Editor) -> None:
    await analyst.compute()
    await write.change("actors/ALB", region="ECA")
    await analyst.compute()
    part = await analyst.instrument()
    assert standing(part, "ALB")["region"] == "ECA"
    assert sum(one["parties"] for one in part["by_region"]) == part["parties"]


async def test_a_change_has_the_analysis_computed_by_itself(
    runtime: Runtime, analyst: Analyst, write: Editor
) -> None:
    await analyst.compute()
    await quiet(runtime)
    await write.register("participations", **ACCESSION)
    timers = Timers(runtime.database, {TIMER: runtime.service.timers[TIMER]})

    async def second() -> bool:
        await timers.fire_next()
        return len(await analyst.told()) == 2

    await eventually(second, within=15)
    assert (await analyst.read())["version"] == 2


async def test_many_changes_at_once_are_one_computation(runtime: Runtime, write: Editor) -> None:
    await quiet(runtime)
    for state in ("KEN", "NAM", "FRA"):
        await write.register("participations", **{**ACCESSION, "state": state})
    assert await waiting(runtime) <= 2  # they may straddle the end of a window


async def test_a_state_that_goes_or_becomes_another_kind_has_it_computed(
    runtime: Runtime, write: Editor
) -> None:
    for code in ("XXA", "XXB"):
        await write.register("actors", code=code, kind="state", name=f"Invented {code}", **SAID)
    await quiet(runtime)
    await write.change("actors/XXA", kind="academia")
    assert await waiting(runtime)
    await quiet(runtime)
    await write.remove("actors/XXB")
    assert await waiting(runtime)
    await quiet(runtime)
    await write.remove("actors/XXA", version=2)
    assert not await waiting(runtime)


async def quiet(runtime: Runtime) -> None:
    """Let no timer wait."""
    async with runtime.database.transaction() as tx:
        await tx.execute(text("DELETE FROM chassis.timer WHERE kind = :kind"), {"kind": TIMER})


async def waiting(runtime: Runtime) -> int:
    """How many timers wait."""
    statement = text("SELECT count(*) FROM chassis.timer WHERE kind = :kind AND fired_at IS NULL")
    async with runtime.database.reading() as session:
        return int((await session.execute(statement, {"kind": TIMER})).scalar_one())


async def test_figures_of_a_region_or_a_grouping_are_asked_for(
    world: httpx.AsyncClient, analyst: Analyst
) -> None:
    await analyst.compute()
    part = await analyst.instrument()
    for kind, code in (("region", "ECA"), ("grouping", "LDC")):
        listed = (await analyst.read(f"/latest?{kind}={code}"))["instruments"]
        within = next(one["within"] for one in listed if one["code"] == "ICRMW")
        assert within in part[f"by_{kind}"]
        assert within["code"] == code
    both = await world.get("/v1/gap-analyses/latest?region=ECA&grouping=LDC")
    assert both.json()["errors"][0]["pointer"] == "?grouping"


async def test_the_figures_are_exported(world: httpx.AsyncClient, analyst: Analyst) -> None:
    await analyst.compute()
    instruments = await world.get("/v1/gap-analyses/latest/instruments:export?format=csv")
    [migrant_workers] = [line for line in instruments.text.splitlines() if line.startswith("ICRMW,")]
    assert ",known,193,58,0.3005,true," in migrant_workers
    themes = await world.get("/v1/gap-analyses/1/themes:export?format=ndjson")
    assert len(themes.text.splitlines()) == 33
    assert (await world.get("/v1/gap-analyses/7/themes:export?format=csv")).status_code == 404


async def test_only_who_may_has_it_computed(world: httpx.AsyncClient, registrar: dict[str, str]) -> None:
    assert (await world.post("/v1/gap-analyses")).status_code == 401
    assert (await world.post("/v1/gap-analyses", headers=registrar)).status_code == 403


async def test_an_unknown_part_or_version_is_a_404(world: httpx.AsyncClient, analyst: Analyst) -> None:
    await analyst.compute()
    for path in ("2", "2/themes/diaspora", "1/themes/ICRMW", "1/instruments/NONE"):
        assert (await world.get(f"/v1/gap-analyses/{path}")).status_code == 404
    for path in ("0", "first", "3000000000"):
        assert (await world.get(f"/v1/gap-analyses/{path}")).status_code == 422
