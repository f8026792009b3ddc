"""`/v1/memberships`: who belongs to what since when and until when, told with the actor."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from sqlalchemy import text

from chassis.ledger import Origin
from chassis.process.runtime import Runtime
from chassis.timers import Due
from registry.actors import publication as memberships
from tests.integration.registry.imports import faults, imported
from tests.integration.registry.ledger import told

SAID = {"source": "A test", "as_of": "2026-06-01"}


async def register(client: httpx.AsyncClient, editor: dict[str, str], **said: Any) -> httpx.Response:
    return await client.post("/v1/memberships", json={**SAID, **said}, headers=editor)


async def groupings_of(client: httpx.AsyncClient, actor: str, day: str | None = None) -> set[str]:
    params = {"date": day} if day else {}
    items = (await client.get(f"/v1/actors/{actor}/groupings", params=params)).json()["items"]
    return {item["code"] for item in items}


async def test_a_membership_is_registered_under_a_code_of_its_own_and_tells_the_actor(
    runtime: Runtime, client: httpx.AsyncClient, editor: dict[str, str]
) -> None:
    answer = await register(client, editor, grouping="SIDS", actor="KEN", valid_from="2020-01-01")
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == "/v1/memberships/SIDS.KEN.2020-01-01"
    kind, data = (await told(runtime))[-1]
    assert (kind, data["code"], data["version"]) == ("compact.actor.changed.v1", "KEN", 2)
    assert "SIDS" in data["groupings"]
    part = {"grouping": "SIDS", "valid_from": "2020-01-01", "valid_until": None}
    assert part in data["memberships"]
    kenya = (await client.get("/v1/actors/KEN")).json()
    assert ("SIDS" in kenya["groupings"], kenya["version"]) == (True, 2)


async def test_a_membership_ends_by_a_change(
    runtime: Runtime, client: httpx.AsyncClient, editor: dict[str, str]
) -> None:
    body = {**SAID, "valid_until": "2026-03-01"}
    answer = await client.patch("/v1/memberships/ECA.KEN", json=body, headers={**editor, "If-Match": '"1"'})
    assert answer.status_code == 200, answer.text
    _, data = (await told(runtime))[-1]
    assert "ECA" not in data["groupings"]
    assert "ECA" in await groupings_of(client, "KEN", "2026-02-28")
    assert "ECA" not in await groupings_of(client, "KEN", "2026-03-01")


async def test_overlapping_terms_are_refused(client: httpx.AsyncClient, editor: dict[str, str]) -> None:
    answer = await register(client, editor, grouping="ECA", actor="KEN", valid_from="1963-12-13")
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error["pointer"] == "/valid_from"
    assert "ECA.KEN" in error["detail"]


async def test_terms_one_after_the_other_stand_beside_each_other(
    client: httpx.AsyncClient, editor: dict[str, str]
) -> None:
    for since, until in (("2001-01-01", "2005-01-01"), ("2005-01-01", None), ("1990-01-01", "2001-01-01")):
        said = {"valid_from": since, "valid_until": until}
        answer = await register(client, editor, grouping="SIDS", actor="KEN", **said)
        assert answer.status_code == 201, answer.text
    codes = [
        item["code"] for item in (await client.get("/v1/memberships?grouping=SIDS&actor=KEN")).json()["items"]
    ]
    assert codes == [f"SIDS.KEN.{year}-01-01" for year in (1990, 2001, 2005)]


async def test_memberships_are_listed_by_a_day(client: httpx.AsyncClient, editor: dict[str, str]) -> None:
    await register(
        client, editor, grouping="SIDS", actor="KEN", valid_from="2001-01-01", valid_until="2005-01-01"
    )
    for day, expected in (("2000-12-31", 0), ("2001-01-01", 1), ("2004-12-31", 1), ("2005-01-01", 0)):
        params = {"grouping": "SIDS", "actor": "KEN", "date": day}
        items = (await client.get("/v1/memberships", params=params)).json()["items"]
        assert len(items) == expected, day


async def test_an_end_before_the_beginning_is_refused(
    client: httpx.AsyncClient, editor: dict[str, str]
) -> None:
    said = {"grouping": "SIDS", "actor": "KEN", "valid_from": "2001-01-01", "valid_until": "2000-01-01"}
    assert (await register(client, editor, **said)).status_code == 422


async def test_an_organisation_cannot_belong_to_what_belongs_to_it(
    client: httpx.AsyncClient, editor: dict[str, str]
) -> None:
    assert (await register(client, editor, grouping="AU", actor="IGAD")).status_code == 201
    assert (await register(client, editor, grouping="COE", actor="AU")).status_code == 201
    answer = await register(client, editor, grouping="IGAD", actor="COE")
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error["pointer"] == "/grouping"
    assert "COE > IGAD > AU > COE" in error["detail"]


async def test_a_membership_that_is_over_makes_no_cycle(
    client: httpx.AsyncClient, editor: dict[str, str]
) -> None:
    past = {"valid_from": "1990-01-01", "valid_until": "1991-01-01"}
    assert (await register(client, editor, grouping="AU", actor="IGAD", **past)).status_code == 201
    assert (await register(client, editor, grouping="IGAD", actor="AU")).status_code == 201


async def test_what_is_to_come_is_told_on_its_day(
    runtime: Runtime, client: httpx.AsyncClient, editor: dict[str, str]
) -> None:
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    await register(client, editor, grouping="SIDS", actor="KEN", valid_from=str(tomorrow))
    assert "SIDS" not in (await client.get("/v1/actors/KEN")).json()["groupings"]
    async with runtime.database.reading() as session:
        timer = await session.execute(
            text("SELECT subject, due_at FROM chassis.timer WHERE kind = :kind"), {"kind": memberships.TURN}
        )
        subject, due_at = tuple(timer.one())
    assert (subject, due_at.date()) == (f"KEN/{tomorrow}", tomorrow)
    events = len(await told(runtime))
    async with runtime.database.transaction(Origin("timer", "timer")) as tx:  # as if it had begun today
        await tx.execute(text("UPDATE registry.membership SET valid_from = current_date WHERE actor = 'KEN'"
                              " AND grouping = 'SIDS'"))  # fmt: skip
        await memberships.turn(tx, Due(memberships.TURN, subject, due_at))
    [(kind, data)] = (await told(runtime))[events:]
    assert (kind, "SIDS" in data["groupings"]) == ("compact.actor.changed.v1", True)
    async with runtime.database.transaction(Origin("timer", "timer")) as tx:
        await memberships.turn(tx, Due(memberships.TURN, subject, due_at))
    assert len(await told(runtime)) == events + 1


async def test_a_membership_that_should_never_have_been_is_removed(
    runtime: Runtime, client: httpx.AsyncClient, editor: dict[str, str]
) -> None:
    answer = await client.delete("/v1/memberships/ECA.KEN", headers={**editor, "If-Match": '"1"'})
    assert answer.status_code == 204, answer.text
    assert "ECA" not in (await client.get("/v1/actors/KEN")).json()["groupings"]
    kinds = [kind for kind, _ in (await told(runtime))[-2:]]
    assert kinds == ["compact.entry.removed.v1", "compact.actor.changed.v1"]


async def test_a_file_of_memberships_is_imported_once(
    runtime: Runtime, client: httpx.AsyncClient, registrar: dict[str, str]
) -> None:
    rows = (
        "grouping,actor,valid_from,valid_until,source,as_of\n"
        "SIDS,Kenya,2001-01-01,2003-01-01,A test,2026-06-01\n"
        "SIDS,KE,2002-01-01,,A test,2026-06-01\n"
        "SIDS,404,2003-01-01,,A test,2026-06-01\n"
        "NATO,KEN,,,A test,2026-06-01\n"
    )
    report = await imported(client, registrar, runtime.database, "memberships", rows)
    assert (report["created"], report["rejected"]) == (2, 2)
    assert [(line, pointer) for line, pointer, _ in faults(report)] == [(3, "/valid_from"), (5, "/grouping")]
    again = await imported(client, registrar, runtime.database, "memberships", rows)
    assert (again["changed"], again["unchanged"], again["rejected"]) == (0, 2, 2)


async def test_what_is_exported_can_be_imported_and_changes_nothing(
    runtime: Runtime, client: httpx.AsyncClient, registrar: dict[str, str]
) -> None:
    for noun in ("groupings", "actors", "memberships"):
        content = (await client.get(f"/v1/{noun}:export?format=csv")).content
        report = await imported(client, registrar, runtime.database, noun, content)
        assert (report["changed"], report["rejected"]) == (0, 0), faults(report)[:3]
        assert report["unchanged"] > 40
