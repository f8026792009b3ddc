"""What raises findings by itself: once for each cause, and nothing that is history."""

import json
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from chassis.process.runtime import Runtime
from chassis.testing import TokenIssuer
from tests.integration.registry.ledger import told
from tests.integration.registry.pressure import SAID, Commitments, Registrar, days_ago


@pytest.fixture
def writer(client: httpx.AsyncClient, issuer: TokenIssuer) -> Registrar:
    return Registrar(client, issuer.headers(scopes="registry:write measures:write"))


@pytest.fixture
def commitments(client: httpx.AsyncClient, runtime: Runtime) -> Commitments:
    return Commitments(runtime)


@pytest.fixture
def reviewer(issuer: TokenIssuer) -> dict[str, str]:
    return issuer.headers(scopes="findings:review", client="reviewer")


async def findings(
    client: httpx.AsyncClient, reviewer: dict[str, str], query: str = ""
) -> list[dict[str, Any]]:
    answer = await client.get(f"/v1/findings?{query}", headers=reviewer)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_a_withdrawal_raises_a_finding(
    client: httpx.AsyncClient, writer: Registrar, reviewer: dict[str, str]
) -> None:
    await writer.treaty()
    await writer.act("ratification", days_ago(9000))
    assert await findings(client, reviewer) == []
    day = days_ago(10)
    await writer.act("withdrawal", day)
    [finding] = await findings(client, reviewer)
    assert finding["title"] == f"Kenya: withdrawal from TCW on {day.day} {day:%B} {day.year}"
    assert (finding["kind"], finding["state"], finding["instrument"]) == ("withdrawal", "KEN", "TEST")
    assert (finding["themes"], finding["goals"]) == (["test-labour"], ["GCM/5", "GCM/6"])
    assert finding["status"] == "raised"
    assert finding["happened_on"] == str(day)
    [evidence] = finding["evidence"]
    assert (await client.get(evidence["href"])).json()["action"] == "withdrawal"


async def test_a_reservation_after_consent_raises_a_finding_and_one_made_with_it_does_not(
    client: httpx.AsyncClient, writer: Registrar, reviewer: dict[str, str]
) -> None:
    await writer.treaty()
    await writer.act("ratification", days_ago(300))
    await writer.act("reservation", days_ago(300))
    assert await findings(client, reviewer) == []
    await writer.act("reservation", days_ago(20))
    [finding] = await findings(client, reviewer)
    assert finding["kind"] == "late_reservation"
    assert len(finding["evidence"]) == 2


async def test_a_consent_that_is_recorded_late_shows_that_a_reservation_was_late(
    client: httpx.AsyncClient, writer: Registrar, reviewer: dict[str, str]
) -> None:
    await writer.treaty()
    await writer.act("signature", days_ago(600))
    await writer.act("reservation", days_ago(20))
    assert await findings(client, reviewer) == []
    await writer.act("ratification", days_ago(300))
    assert [one["kind"] for one in await findings(client, reviewer)] == ["late_reservation"]


async def test_history_raises_nothing(
    client: httpx.AsyncClient, writer: Registrar, reviewer: dict[str, str]
) -> None:
    await writer.treaty()
    await writer.act("ratification", days_ago(9000))
    await writer.act("reservation", days_ago(8000))
    await writer.act("withdrawal", days_ago(740))
    assert await findings(client, reviewer) == []


async def test_the_same_withdrawal_said_anew_raises_no_second_finding(
    client: httpx.AsyncClient, writer: Registrar, reviewer: dict[str, str], registrar: dict[str, str]
) -> None:
    await writer.treaty()
    await writer.act("ratification", days_ago(9000))
    day = days_ago(10)
    await writer.act("withdrawal", day)
    path = f"/v1/participations/TEST.KEN.withdrawal.{day}"
    patch = {"note": "By letter.", "source": "test", "as_of": "2026-02-01"}
    answer = await client.patch(path, json=patch, headers=registrar | {"If-Match": '"1"'})
    assert answer.status_code == 200
    assert (await client.delete(path, headers=registrar | {"If-Match": '"2"'})).status_code == 204
    await writer.act("withdrawal", day)
    assert len(await findings(client, reviewer)) == 1


async def test_the_repeal_of_a_measure_raises_a_finding(
    client: httpx.AsyncClient, writer: Registrar, reviewer: dict[str, str], issuer: TokenIssuer
) -> None:
    await writer.treaty()
    law: dict[str, Any] = {"code": "KEN-1", "state": "KEN", "kind": "legislation", "title": "Workers Act"}
    law |= {"themes": ["test-labour"], "adopted": "2010-05-01", "status": "in_force", **SAID}
    await writer.register("measures", **law)
    assert await findings(client, reviewer) == []
    repeal = {"status": "repealed", "status_on": str(days_ago(5)), "source": "test", "as_of": "2026-02-01"}
    lawyer = issuer.headers(scopes="measures:write", party="KEN")
    answer = await client.patch("/v1/measures/KEN-1", json=repeal, headers=lawyer | {"If-Match": '"1"'})
    assert answer.status_code == 200, answer.text
    [finding] = await findings(client, reviewer)
    assert finding["title"].startswith("Kenya: repeal of “Workers Act” on ")
    assert (finding["kind"], finding["goals"]) == ("repealed_measure", ["GCM/5", "GCM/6"])


async def test_a_worsening_indicator_raises_one_finding_whatever_is_delivered_twice(
    client: httpx.AsyncClient, commitments: Commitments, reviewer: dict[str, str]
) -> None:
    commitment = uuid4()
    before = commitments.progress(commitment, "limited")
    worse = commitments.progress(commitment, "deterioration")
    await commitments.deliver(commitments.commitment(commitment), before, worse)
    await commitments.deliver(before, worse, worse)
    [finding] = await findings(client, reviewer)
    assert (finding["kind"], finding["state"]) == ("worsening_indicator", "KEN")
    assert "KEN-2027-014" in finding["title"]
    assert "“Two pathways” (KEN-2027-014) was “limited”" in finding["text"]
    assert finding["goals"] == ["GCM/5"]


async def test_progress_that_gets_worse_again_waits_until_the_first_finding_is_settled(
    client: httpx.AsyncClient, commitments: Commitments, reviewer: dict[str, str]
) -> None:
    commitment = uuid4()
    for status in ("limited", "deterioration", "limited", "deterioration"):
        await commitments.deliver(commitments.progress(commitment, status))
    [finding] = await findings(client, reviewer)
    settled = await client.post(
        f"/v1/findings/{finding['code']}:dismiss",
        json={"reason": "A break in the series."},
        headers=reviewer | {"If-Match": '"1"'},
    )
    assert settled.status_code == 200
    for status in ("limited", "deterioration"):
        await commitments.deliver(commitments.progress(commitment, status))
    assert [one["status"] for one in await findings(client, reviewer)] == ["dismissed", "raised"]


@pytest.mark.parametrize("party", ["KEN", "UNHCR"])
async def test_neither_a_first_judgement_nor_one_on_who_is_no_state_raises_a_finding(
    client: httpx.AsyncClient, commitments: Commitments, reviewer: dict[str, str], party: str
) -> None:
    first = ["deterioration"] if party == "KEN" else ["on_track", "deterioration"]
    commitment = uuid4()
    for status in first:
        await commitments.deliver(commitments.progress(commitment, status, party))
    assert await findings(client, reviewer) == []


async def test_what_comes_late_is_no_news(
    client: httpx.AsyncClient, commitments: Commitments, reviewer: dict[str, str]
) -> None:
    commitment = uuid4()
    await commitments.deliver(commitments.progress(commitment, "on_track", days=1))
    await commitments.deliver(commitments.progress(commitment, "deterioration", days=2))
    assert await findings(client, reviewer) == []


async def test_what_is_raised_is_told_to_no_one_before_review(
    runtime: Runtime, client: httpx.AsyncClient, writer: Registrar
) -> None:
    await writer.treaty()
    await writer.act("ratification", days_ago(9000))
    await writer.act("withdrawal", days_ago(10))
    assert (await client.get("/v1/findings")).json()["items"] == []
    assert not [kind for kind, _ in await told(runtime) if "finding" in kind]
    raised = text("SELECT party, data FROM chassis.ledger WHERE type = 'compact.finding.raised.v1'")
    async with runtime.database.reading() as session:
        [row] = (await session.execute(raised)).all()
    assert (row.party, json.loads(row.data)["kind"]) == ("KEN", "withdrawal")
