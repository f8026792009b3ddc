"""Accreditation over HTTP: applied for, reviewed, decided, appealed, granted, ended."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from chassis.process.runtime import Runtime
from chassis.testing import TokenIssuer
from registry.accreditation.applications import accredited
from tests.integration.registry.ledger import told
from tests.support.tags import version_of

TODAY = datetime.now(UTC).date()
NEW = {"code": "MIGRANTS-FORUM", "name": "Migrants' Forum", "kind": "migrants_group"}
APPLICATION: dict[str, Any] = {"organisation": NEW, "statement": "We speak for migrants.", "contact": "crm-1"}
ACCEPT = {"outcome": "accepted", "reason": "It does what it says.", "since": str(TODAY)}
DECLINE = {"outcome": "declined", "reason": "Nothing shows what it does."}


class Office:
    """A client that takes steps with accreditations."""

    def __init__(self, client: httpx.AsyncClient, headers: dict[str, str]) -> None:
        self._client, self._headers = client, headers

    async def apply(self, **other: Any) -> httpx.Response:
        body = {**APPLICATION, **other}
        return await self._client.post("/v1/accreditations", json=body, headers=self._headers)

    async def take(self, code: str, verb: str, body: dict[str, Any] | None = None) -> httpx.Response:
        """Take a step with the version that this client sees, or with the first of what it does not see."""
        seen = {"If-Match": (await self.see(code)).headers.get("ETag", '"1"')}
        path = f"/v1/accreditations/{code}:{verb}"
        return await self._client.post(path, json=body, headers=self._headers | seen)

    async def see(self, code: str) -> httpx.Response:
        return await self._client.get(f"/v1/accreditations/{code}", headers=self._headers)

    async def list(self, **wanted: str) -> list[str]:
        answer = await self._client.get("/v1/accreditations", params=wanted, headers=self._headers)
        return [one["code"] for one in answer.json()["items"]]


@pytest.fixture
def forum(client: httpx.AsyncClient, issuer: TokenIssuer) -> Office:
    return Office(client, issuer.headers(scopes="accreditations:apply", client="client-forum"))


@pytest.fixture
def rival(client: httpx.AsyncClient, issuer: TokenIssuer) -> Office:
    return Office(client, issuer.headers(scopes="accreditations:apply", client="client-rival"))


@pytest.fixture
def secretariat(client: httpx.AsyncClient, issuer: TokenIssuer) -> Office:
    return Office(client, issuer.headers(scopes="accreditations:decide", client="client-secretariat"))


@pytest.fixture
def public(client: httpx.AsyncClient) -> Office:
    return Office(client, {})


async def applied(applicant: Office) -> str:
    answer = await applicant.apply()
    assert answer.status_code == 201, answer.text
    code: str = answer.json()["code"]
    return code


async def granted(applicant: Office, secretariat: Office, **term: str) -> str:
    code = await applied(applicant)
    await secretariat.take(code, "review")
    answer = await secretariat.take(code, "decide", {**ACCEPT, **term})
    assert answer.status_code == 200, answer.text
    return code


async def declined(applicant: Office, secretariat: Office) -> str:
    code = await applied(applicant)
    await secretariat.take(code, "review")
    await secretariat.take(code, "decide", DECLINE)
    return code


async def test_an_application_is_for_the_applicant_and_the_secretariat_only(
    runtime: Runtime, forum: Office, rival: Office, secretariat: Office, public: Office
) -> None:
    before = len(await told(runtime))
    code = await applied(forum)
    for reader in (forum, secretariat):
        shown = (await reader.see(code)).json()
        assert (shown["status"], shown["application"]["contact"]) == ("applied", "crm-1")
        assert await reader.list() == [code]
    for stranger in (rival, public):
        assert (await stranger.see(code)).status_code == 404
        assert await stranger.list() == []
    assert len(await told(runtime)) == before


async def test_acceptance_registers_the_organisation_and_is_told(
    runtime: Runtime, client: httpx.AsyncClient, forum: Office, secretariat: Office, public: Office
) -> None:
    code = await granted(forum, secretariat)
    actor = (await client.get("/v1/actors/MIGRANTS-FORUM")).json()
    assert (actor["kind"], actor["source"]) == ("migrants_group", f"Accreditation {code}")
    (kind, data) = (await told(runtime))[-1]
    assert (kind, data["actor"], data["since"]) == (
        "compact.accreditation.granted.v1",
        "MIGRANTS-FORUM",
        str(TODAY),
    )
    assert "crm-1" not in str(await told(runtime))
    shown = (await public.see(code)).json()
    assert (shown["status"], shown["since"], shown["application"]) == ("accredited", str(TODAY), None)
    assert await public.list(date=str(TODAY)) == [code]


async def test_each_step_keeps_its_own_time_and_reason(forum: Office, secretariat: Office) -> None:
    code = await declined(forum, secretariat)
    await forum.take(code, "appeal", {"reason": "Look at our annual report."})
    await secretariat.take(code, "decide-appeal", ACCEPT)
    steps = (await forum.see(code)).json()["application"]["steps"]
    assert steps["decided"]["outcome"] == "declined"
    assert steps["decided"]["reason"] == DECLINE["reason"]
    assert steps["appealed"]["reason"] == "Look at our annual report."
    assert steps["appeal_decided"]["outcome"] == "accepted"
    times = [steps[step]["at"] for step in ("applied", "review_begun", "decided", "appealed")]
    assert times == sorted(set(times))
    assert steps["ended"] is None


async def test_one_appeals_once(forum: Office, rival: Office, secretariat: Office) -> None:
    code = await declined(forum, secretariat)
    assert (await rival.take(code, "appeal", {"reason": "Why?"})).status_code == 404
    assert (await forum.take(code, "appeal", {"reason": "Why?"})).status_code == 200
    assert (await forum.take(code, "appeal", {"reason": "Why?"})).status_code == 409
    await secretariat.take(code, "decide-appeal", DECLINE)
    assert (await forum.see(code)).json()["status"] == "declined"
    assert (await forum.take(code, "appeal", {"reason": "Why?"})).status_code == 409


async def test_a_step_needs_the_version_that_was_seen(
    client: httpx.AsyncClient, issuer: TokenIssuer, forum: Office, secretariat: Office
) -> None:
    code = await applied(forum)
    headers = issuer.headers(scopes="accreditations:decide", client="client-secretariat")
    path = f"/v1/accreditations/{code}:review"
    seen = (await secretariat.see(code)).headers["ETag"]
    assert (await client.post(path, headers=headers)).status_code == 428
    assert (await client.post(path, headers=headers | {"If-Match": "*"})).status_code == 428
    assert (await client.post(path, headers=headers | {"If-Match": '"7"'})).status_code == 412
    taken = await client.post(path, headers=headers | {"If-Match": seen})
    assert taken.json().keys() == {"id", "version", "event_id", "status"}
    assert (taken.json()["status"], version_of(taken)) == ("under_review", 2)
    assert version_of(await secretariat.see(code)) == 2


async def test_no_step_is_taken_before_its_time_nor_twice(forum: Office, secretariat: Office) -> None:
    code = await applied(forum)
    assert (await secretariat.take(code, "decide", ACCEPT)).status_code == 409
    assert (await secretariat.take(code, "review")).status_code == 200
    assert (await secretariat.take(code, "review")).status_code == 409
    assert (await secretariat.take(code, "decide", ACCEPT)).status_code == 200
    assert (await secretariat.take(code, "decide", DECLINE)).status_code == 409
    assert (await forum.take(code, "decide", ACCEPT)).status_code == 403


async def test_an_accreditation_that_ends_is_no_longer_in_force(
    runtime: Runtime, forum: Office, secretariat: Office, public: Office
) -> None:
    code = await granted(forum, secretariat, since=str(TODAY - timedelta(days=2)))
    async with runtime.database.reading() as session:
        assert await accredited(session, "client-forum", TODAY)
        assert not await accredited(session, "client-rival", TODAY)
        assert not await accredited(session, "client-forum", TODAY - timedelta(days=3))
    early = await secretariat.take(
        code, "end", {"reason": "Dissolved.", "until": str(TODAY - timedelta(days=1))}
    )
    assert [error["pointer"] for error in early.json()["errors"]] == ["/until"]
    assert (await secretariat.take(code, "end", {"reason": "Dissolved."})).status_code == 200
    async with runtime.database.reading() as session:
        assert not await accredited(session, "client-forum", TODAY)
        assert await accredited(session, "client-forum", TODAY - timedelta(days=1))
    kind, data = (await told(runtime))[-1]
    assert (kind, data["until"], "reason" in data) == ("compact.accreditation.ended.v1", str(TODAY), False)
    assert (await public.see(code)).json()["status"] == "ended"


async def test_an_organisation_asks_once_and_again_after_it_was_declined(
    forum: Office, secretariat: Office
) -> None:
    code = await declined(forum, secretariat)
    second = await forum.apply()
    assert (second.status_code, second.json()["code"] != code) == (201, True)
    assert (await forum.apply()).status_code == 409


async def test_a_code_that_was_taken_meanwhile_is_not_given_twice(
    client: httpx.AsyncClient, forum: Office, rival: Office, secretariat: Office
) -> None:
    late = (await rival.apply(organisation={**NEW, "name": "Another forum"})).json()["code"]
    await granted(forum, secretariat)
    assert (await rival.see(late)).json()["name"] == "Another forum"
    await secretariat.take(late, "review")
    assert (await secretariat.take(late, "decide", ACCEPT)).status_code == 409
    answer = await secretariat.take(late, "decide", {**ACCEPT, "actor": "OTHER-FORUM"})
    assert (answer.status_code, answer.json()["status"]) == (200, "accredited")
    assert (await rival.see(late)).json()["actor"] == "OTHER-FORUM"
    assert (await client.get("/v1/actors/OTHER-FORUM")).json()["name"] == "Another forum"
    assert (await client.get("/v1/actors/MIGRANTS-FORUM")).json()["name"] == "Migrants' Forum"


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"organisation": None, "actor": "NOBODY"}, "/actor"),
        ({"organisation": None, "actor": "KEN"}, "/actor"),
        ({"organisation": {**NEW, "code": "KEN"}}, "/organisation/code"),
        ({"organisation": {**NEW, "kind": "state"}}, "/organisation/kind"),
        ({"contact": "jane@example.org"}, "/contact"),
        ({"contact": "+41 79 123 45 67"}, "/contact"),
        ({"actor": "KEN"}, ""),
    ],
)
async def test_what_cannot_be_is_refused_with_its_field(
    forum: Office, changes: dict[str, Any], pointer: str
) -> None:
    answer = await forum.apply(**changes)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


async def test_the_ledger_never_learns_the_contact(
    runtime: Runtime, forum: Office, secretariat: Office
) -> None:
    await granted(forum, secretariat)
    async with runtime.database.reading() as session:
        found = await session.execute(text("SELECT count(*) FROM chassis.ledger WHERE data LIKE '%crm-1%'"))
        assert found.scalar_one() == 0


async def test_an_appeal_is_decided_for_the_organisation_that_applied(
    forum: Office, secretariat: Office, client: httpx.AsyncClient
) -> None:
    code = await declined(forum, secretariat)
    await forum.take(code, "appeal", {"reason": "Look at our annual report."})
    other = await secretariat.take(code, "decide-appeal", ACCEPT | {"actor": "SOMEBODY-ELSE"})
    assert (other.status_code, other.json()["errors"][0]["pointer"]) == (422, "/actor")
    assert (await client.get("/v1/actors/SOMEBODY-ELSE")).status_code == 404
    assert (await secretariat.take(code, "decide-appeal", ACCEPT)).status_code == 200


async def test_who_sees_more_has_another_tag_of_the_same_version(
    forum: Office, secretariat: Office, public: Office
) -> None:
    code = await granted(forum, secretariat)
    seen = {name: await office.see(code) for name, office in (("applicant", forum), ("public", public))}
    assert seen["applicant"].json()["application"] is not None
    assert seen["public"].json()["application"] is None
    assert version_of(seen["applicant"]) == version_of(seen["public"])
    assert seen["applicant"].headers["ETag"] != seen["public"].headers["ETag"]
    assert (await public.see(code)).headers["Cache-Control"] == "no-cache"
    assert (await forum.see(code)).headers["Cache-Control"] == "private, no-cache"
