"""`/v1/findings`: reported, reviewed, published, replied to, closed."""

from typing import Any

import httpx
import pytest

from chassis.process.runtime import Runtime
from chassis.testing import TokenIssuer
from tests.integration.registry.ledger import told
from tests.integration.registry.pressure import Registrar, days_ago
from tests.support.problems import type_of
from tests.support.tags import version_of

REPORT = {
    "state": "KEN",
    "title": "Kenya: recruitment fees are back",
    "text": "A circular lets agencies charge fees again.",
    "instrument": "TEST",
    "themes": ["test-labour"],
    "goals": ["GCM/6"],
    "evidence": [{"source": "Official gazette", "href": "https://gazette.example/12"}],
}
FIELDS = {
    *("version", "id", "code", "kind", "state", "title", "text", "instrument", "themes", "goals"),
    *("status", "opened_on", "reply", "closed_reason", "evidence"),
}


class Findings:
    """Findings over HTTP, by who writes and reads them."""

    def __init__(self, client: httpx.AsyncClient, issuer: TokenIssuer) -> None:
        self._client = client
        scopes = "findings:write findings:review"
        self.secretariat = issuer.headers(scopes=scopes, client="secretariat", roles=("secretariat",))
        self.assessor = issuer.headers(scopes="findings:write", client="assessor", roles=("assessor",))
        self.kenya = issuer.headers(scopes="findings:reply", client="kenya", party="KEN")
        self.ghana = issuer.headers(scopes="findings:reply", client="ghana", party="GHA")

    async def report(self, headers: dict[str, str] | None = None, **other: Any) -> httpx.Response:
        return await self._client.post("/v1/findings", json=REPORT | other, headers=headers or self.assessor)

    async def take(
        self, code: str, step: str, headers: dict[str, str], version: int, **body: Any
    ) -> httpx.Response:
        match = {"If-Match": f'"{version}"'}
        return await self._client.post(
            f"/v1/findings/{code}:{step}", json=body or None, headers=headers | match
        )

    async def see(self, code: str) -> httpx.Response:
        return await self._client.get(f"/v1/findings/{code}", headers=self.kenya)

    async def reported(self) -> str:
        """The code of a finding that is raised."""
        answer = await self.report()
        assert answer.status_code == 201, answer.text
        code: str = answer.json()["code"]
        return code

    async def published(self, **other: Any) -> str:
        """The code of a finding that is open, at version 2."""
        answer = await self.report(**other)
        code: str = answer.json()["code"]
        assert (await self.take(code, "publish", self.secretariat, 1)).status_code == 200
        return code

    async def codes(self, query: str = "", headers: dict[str, str] | None = None) -> list[str]:
        answer = await self._client.get(f"/v1/findings?{query}", headers=headers)
        assert answer.status_code == 200, answer.text
        return [item["code"] for item in answer.json()["items"]]


@pytest.fixture
async def findings(client: httpx.AsyncClient, issuer: TokenIssuer, registrar: dict[str, str]) -> Findings:
    await Registrar(client, registrar).treaty()
    return Findings(client, issuer)


async def test_a_finding_lives_from_report_to_close(
    runtime: Runtime, client: httpx.AsyncClient, findings: Findings
) -> None:
    code = await findings.reported()
    opened = await findings.take(code, "publish", findings.secretariat, 1)
    assert (opened.json()["status"], version_of(opened)) == ("open", 2)
    replied = await findings.take(code, "reply", findings.kenya, 2, text="The circular was withdrawn.")
    assert (replied.json()["status"], replied.json()["version"]) == ("replied", 3)
    closed = await findings.take(code, "close", findings.secretariat, 3, reason="Settled.")
    shown = (await client.get(f"/v1/findings/{code}")).json()
    assert (shown["id"], shown["version"]) == (closed.json()["id"], closed.json()["version"])
    assert shown["reply"]["text"] == "The circular was withdrawn."
    assert (shown["status"], shown["closed_reason"], shown["version"]) == ("closed", "Settled.", 4)
    events = [(kind, data) for kind, data in await told(runtime) if "finding" in kind]
    assert [kind for kind, _ in events] == [
        "compact.finding.opened.v1",
        "compact.finding.replied.v1",
        "compact.finding.closed.v1",
    ]
    assert all(data.keys() == FIELDS for _, data in events)
    assert [data["status"] for _, data in events] == ["open", "replied", "closed"]
    assert [data["version"] for _, data in events] == [2, 3, 4]
    assert events[-1][1]["reply"] == {"text": "The circular was withdrawn.", "on": shown["reply"]["at"][:10]}
    assert {data["opened_on"] for _, data in events} == {shown["opened_on"]}


async def test_before_publication_only_those_concerned_see_it(
    client: httpx.AsyncClient, findings: Findings
) -> None:
    code = await findings.reported()
    for concerned in (findings.kenya, findings.assessor, findings.secretariat):
        assert await findings.codes(headers=concerned) == [code]
        assert (await client.get(f"/v1/findings/{code}", headers=concerned)).status_code == 200
    for other in (None, findings.ghana):
        assert await findings.codes(headers=other) == []
        assert (await client.get(f"/v1/findings/{code}", headers=other)).status_code == 404
    assert (await findings.take(code, "reply", findings.ghana, 1, text="No.")).status_code == 404


async def test_a_dismissed_finding_never_becomes_public(
    runtime: Runtime, client: httpx.AsyncClient, findings: Findings
) -> None:
    code = await findings.reported()
    answer = await findings.take(code, "dismiss", findings.secretariat, 1, reason="No record says so.")
    assert answer.json()["status"] == "dismissed"
    assert (await findings.take(code, "publish", findings.secretariat, 2)).status_code == 409
    assert await findings.codes() == []
    assert await findings.codes("status=dismissed", findings.kenya) == [code]
    assert not [kind for kind, _ in await told(runtime) if "finding" in kind]


async def test_a_reply_is_that_states_own_and_can_be_replaced(findings: Findings) -> None:
    code = await findings.reported()
    early = await findings.take(code, "reply", findings.kenya, 1, text="Not so.")
    assert (early.status_code, early.json()["type"]) == (409, type_of("conflict"))
    await findings.take(code, "publish", findings.secretariat, 1)
    assert (await findings.take(code, "reply", findings.ghana, 2, text="Not so.")).status_code == 403
    assert (await findings.take(code, "reply", findings.kenya, 2, text="Not so.")).status_code == 200
    assert (await findings.take(code, "reply", findings.kenya, 2, text="Stale.")).status_code == 412
    again = await findings.take(code, "reply", findings.kenya, 3, text="As the gazette says.")
    assert again.json()["version"] == 4
    assert (await findings.see(code)).json()["reply"]["text"] == "As the gazette says."


async def test_a_step_needs_the_version_that_was_seen(client: httpx.AsyncClient, findings: Findings) -> None:
    code = await findings.reported()
    blind = await client.post(f"/v1/findings/{code}:publish", headers=findings.secretariat)
    assert blind.status_code == 428
    assert (await findings.take(code, "publish", findings.secretariat, 7)).status_code == 412
    assert (await findings.take(code, "close", findings.secretariat, 1, reason="Done.")).status_code == 409
    assert (await findings.take(code, "publish", findings.assessor, 1)).status_code == 403


async def test_a_step_repeated_under_its_key_has_one_effect(findings: Findings) -> None:
    code = await findings.reported()
    once = findings.secretariat | {"Idempotency-Key": "publish-1"}
    first, second = [await findings.take(code, "publish", once, 1) for _ in range(2)]
    assert (first.status_code, second.status_code) == (200, 200)
    assert second.headers["Idempotency-Replayed"] == "true"
    assert first.json() == second.json()


async def test_who_is_not_accredited_does_not_report(findings: Findings, issuer: TokenIssuer) -> None:
    stranger = issuer.headers(scopes="findings:write", client="stranger", roles=("stakeholder",))
    answer = await findings.report(stranger)
    assert answer.status_code == 403
    assert "accredited" in answer.json()["detail"]


async def test_who_is_accredited_reports_and_sees_what_it_reported(
    client: httpx.AsyncClient, findings: Findings, issuer: TokenIssuer
) -> None:
    scopes = "findings:write accreditations:apply"
    forum = issuer.headers(scopes=scopes, client="forum", roles=("stakeholder",))
    office = issuer.headers(scopes="accreditations:decide", client="office")
    organisation = {"code": "MIGRANTS-FORUM", "name": "Migrants' Forum", "kind": "migrants_group"}
    application = {"organisation": organisation, "statement": "We speak for migrants.", "contact": "crm-1"}
    applied = await client.post("/v1/accreditations", json=application, headers=forum)
    path = f"/v1/accreditations/{applied.json()['code']}"
    granted = {"outcome": "accepted", "reason": "It does what it says.", "since": str(days_ago(0))}
    await client.post(f"{path}:review", headers=office | {"If-Match": '"1"'})
    seen = office | {"If-Match": '"2"'}
    assert (await client.post(f"{path}:decide", json=granted, headers=seen)).status_code == 200
    reported = await findings.report(forum)
    assert reported.status_code == 201
    assert await findings.codes(headers=forum) == [reported.json()["code"]]


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"state": "ECA"}, "/state"),
        ({"instrument": "NONE"}, "/instrument"),
        ({"themes": ["test-labour", "none"]}, "/themes/1"),
        ({"goals": ["five"]}, "/goals/0"),
        ({"evidence": []}, "/evidence"),
        ({"evidence": [{"source": "x", "href": "javascript:alert(1)"}]}, "/evidence/0/href"),
        ({"happened_on": "2999-01-01"}, "/happened_on"),
        ({"text": " "}, "/text"),
    ],
)
async def test_a_report_that_cannot_be_is_refused_with_its_field(
    findings: Findings, said: dict[str, Any], pointer: str
) -> None:
    answer = await findings.report(**said)
    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]
    assert await findings.codes(headers=findings.secretariat) == []


async def test_findings_are_filtered_sorted_and_paged(client: httpx.AsyncClient, findings: Findings) -> None:
    first = await findings.published()
    second = await findings.published(state="GHA", instrument=None, themes=[], goals=["GCM/23"])
    raised = await findings.reported()
    await findings.take(second, "reply", findings.ghana, 2, text="We look into it.")
    assert first < second < raised
    for query, codes in {
        "": [first, second],
        "sort=-code": [second, first],
        "sort=-opened_on": [second, first],
        "state=KEN": [first],
        "status=open": [first],
        "status=replied": [second],
        "kind=withdrawal": [],
        "kind=reported": [first, second],
        "instrument=TEST": [first],
        "theme=test-labour": [first],
        "goal=GCM/23": [second],
    }.items():
        assert await findings.codes(query) == codes, query
    for sort in ("code", "-code", "opened_on", "-opened_on"):
        page = await client.get(f"/v1/findings?limit=2&sort={sort}", headers=findings.secretariat)
        rest = await client.get(page.links["next"]["url"], headers=findings.secretariat)
        items = page.json()["items"] + rest.json()["items"]
        assert {item["code"] for item in items} == {first, second, raised}
        assert len(items) == 3


async def test_the_status_that_is_filtered_by_is_the_one_that_is_shown(
    client: httpx.AsyncClient, findings: Findings
) -> None:
    await findings.reported()
    opened, replied, closed = [await findings.published() for _ in range(3)]
    dismissed = await findings.reported()
    await findings.take(replied, "reply", findings.kenya, 2, text="Thank you.")
    await findings.take(closed, "close", findings.secretariat, 2, reason="Settled.")
    await findings.take(dismissed, "dismiss", findings.secretariat, 1, reason="Twice.")
    for status in ("raised", "open", "replied", "closed", "dismissed"):
        answer = await client.get(f"/v1/findings?status={status}", headers=findings.secretariat)
        assert [item["status"] for item in answer.json()["items"]] == [status]
    assert await findings.codes("status=open") == [opened]


async def test_findings_are_read_as_they_were(client: httpx.AsyncClient, findings: Findings) -> None:
    code = await findings.published()
    raised = (await client.get(f"/v1/findings/{code}")).json()["raised_at"]
    await findings.take(code, "reply", findings.kenya, 2, text="Thank you.")
    before_reply = (await findings.see(code)).json()["reply"]["at"]
    was = (await client.get(f"/v1/findings/{code}", params={"as_of": before_reply})).json()
    assert (was["status"], was["reply"], was["version"]) == ("open", None, 2)
    listed = (await client.get("/v1/findings", params={"as_of": before_reply})).json()["items"]
    assert listed == [was]
    assert (await client.get("/v1/findings", params={"as_of": raised})).json()["items"] == []
    assert (await client.get(f"/v1/findings/{code}?as_of=2999-01-01T00:00:00Z")).status_code == 422


@pytest.mark.parametrize("form", ["csv", "ndjson", "xlsx"])
async def test_public_findings_are_exported(client: httpx.AsyncClient, findings: Findings, form: str) -> None:
    code = await findings.published()
    raised = await findings.reported()
    answer = await client.get(f"/v1/findings:export?format={form}")
    assert answer.status_code == 200
    if form != "xlsx":
        assert code in answer.text
        assert raised not in answer.text
