"""Practices over HTTP: submitted, reviewed, found, adopted."""

from typing import Any

import httpx
import pytest
import pytest_asyncio

from chassis.process.runtime import Runtime
from chassis.testing import TokenIssuer
from tests.integration.registry.imports import imported
from tests.integration.registry.ledger import told

THEME = {"code": "test-labour", "name": "Labour", "source": "test", "as_of": "2026-01-01"}
PRACTICE: dict[str, Any] = {
    "code": "joint-permits",
    "kind": "practice",
    "title": "One permit for seasonal work",
    "summary": "Both ministries issue one permit.",
    "actor": "KEN",
    "states": ["KEN", "UGA"],
    "themes": ["test-labour"],
    "goals": ["GCM/5", "GCM/18"],
    "markers": ["gender_sensitive", "long_term"],
    "commitment_kind": "policy",
    "horizon": "short",
    "source": "test",
    "as_of": "2026-01-01",
}
PROMISING = {"decision": "promising", "reason": "It shortens the wait."}
ADOPTED = "compact.practice.adopted.v1"


class Desk:
    """A client that works with practices."""

    def __init__(self, client: httpx.AsyncClient, headers: dict[str, str]) -> None:
        self._client, self._headers = client, headers

    async def submit(self, **other: Any) -> httpx.Response:
        return await self._client.post("/v1/practices", json={**PRACTICE, **other}, headers=self._headers)

    async def take(self, code: str, verb: str, body: dict[str, Any], **headers: str) -> httpx.Response:
        path = f"/v1/practices/{code}:{verb}"
        return await self._client.post(path, json=body, headers=self._headers | headers)

    async def review(self, code: str, body: dict[str, Any], version: int = 1) -> httpx.Response:
        found = (await self.get("/submissions", code=code)).json().get("items") or [{"id": "none"}]
        return await self.take(code, "review", body, **{"If-Match": f'"{found[-1]["id"]}.{version}"'})

    async def get(self, path: str, **wanted: str) -> httpx.Response:
        return await self._client.get(f"/v1/practices{path}", params=wanted, headers=self._headers)

    async def codes(self, path: str = "", **wanted: str) -> list[str]:
        return [one["code"] for one in (await self.get(path, **wanted)).json()["items"]]


@pytest_asyncio.fixture
async def city(client: httpx.AsyncClient, issuer: TokenIssuer, registrar: dict[str, str]) -> Desk:
    """Who submits practices; the theme that they are about is known."""
    assert (await client.post("/v1/themes", json=THEME, headers=registrar)).status_code == 201
    return Desk(client, issuer.headers(scopes="practices:write", client="client-city"))


@pytest.fixture
def rival(client: httpx.AsyncClient, issuer: TokenIssuer) -> Desk:
    return Desk(client, issuer.headers(scopes="practices:write", client="client-rival"))


@pytest.fixture
def group(client: httpx.AsyncClient, issuer: TokenIssuer) -> Desk:
    """The coordination group."""
    scopes = "practices:write practices:review"
    return Desk(client, issuer.headers(scopes=scopes, party="UNHCR", client="client-group"))


@pytest.fixture
def kenya(client: httpx.AsyncClient, issuer: TokenIssuer) -> Desk:
    return Desk(client, issuer.headers(scopes="practices:adopt", party="KEN", client="client-ken"))


@pytest.fixture
def public(client: httpx.AsyncClient) -> Desk:
    return Desk(client, {})


@pytest_asyncio.fixture
async def promising(city: Desk, group: Desk) -> str:
    """The code of a practice that has passed its review."""
    assert (await city.submit()).status_code == 201
    answer = await group.review("joint-permits", PROMISING)
    assert answer.status_code == 200, answer.text
    return "joint-permits"


async def test_nobody_but_its_author_and_the_group_sees_a_practice_before_its_review(
    runtime: Runtime, city: Desk, rival: Desk, group: Desk, public: Desk
) -> None:
    before = len(await told(runtime))
    answer = await city.submit()
    assert (answer.status_code, answer.json()["status"]) == (201, "submitted")
    submission = answer.headers["Location"].removeprefix("/v1/practices")
    for reader in (city, group):
        assert await reader.codes("/submissions", status="submitted") == ["joint-permits"]
        assert (await reader.get(submission)).json()["content"]["title"] == PRACTICE["title"]
    assert await rival.codes("/submissions") == []
    assert (await rival.get(submission)).status_code == 404
    assert (await public.get(submission)).status_code == 401
    assert (await public.get("/joint-permits")).status_code == 404
    assert await public.codes() == []
    assert len(await told(runtime)) == before


async def test_what_is_found_promising_is_public_and_told(
    runtime: Runtime, city: Desk, public: Desk, promising: str
) -> None:
    shown = (await public.get(f"/{promising}")).json()
    assert (shown["title"], shown["adoptions"], shown["version"]) == (PRACTICE["title"], 0, 1)
    kind, data = (await told(runtime))[-1]
    assert (kind, data["code"]) == ("compact.practice.recorded.v1", promising)
    (submission,) = (await city.get("/submissions")).json()["items"]
    assert (submission["status"], submission["reason"]) == ("promising", PROMISING["reason"])


async def test_what_is_declined_stays_its_authors_and_may_be_submitted_anew(
    city: Desk, group: Desk, public: Desk
) -> None:
    await city.submit()
    answer = await group.review("joint-permits", {"decision": "declined", "reason": "No evidence."})
    assert answer.json()["status"] == "declined"
    (submission,) = (await city.get("/submissions")).json()["items"]
    assert (submission["status"], submission["reason"]) == ("declined", "No evidence.")
    assert (await public.get("/joint-permits")).status_code == 404
    assert (await city.submit(evidence=["https://example.org/study"])).status_code == 201
    assert await city.codes("/submissions") == ["joint-permits", "joint-permits"]


async def test_a_code_is_taken_from_its_submission_on(city: Desk, rival: Desk, group: Desk) -> None:
    await city.submit()
    assert (await rival.submit()).status_code == 409
    await group.review("joint-permits", PROMISING)
    assert (await rival.submit()).status_code == 409


async def test_only_the_coordination_group_reviews_and_once(city: Desk, kenya: Desk, group: Desk) -> None:
    await city.submit()
    assert (await city.review("joint-permits", PROMISING)).status_code == 403
    assert (await group.take("joint-permits", "review", PROMISING)).status_code == 428
    assert (await group.review("joint-permits", PROMISING, version=2)).status_code == 412
    assert (await group.review("joint-permits", PROMISING)).status_code == 200
    assert (await group.review("joint-permits", PROMISING)).status_code == 409
    assert (await group.review("nothing", PROMISING)).status_code == 404


async def test_a_practice_about_what_is_not_there_is_refused_with_its_field(city: Desk) -> None:
    answer = await city.submit(themes=["nowhere"], actor="NOBODY")
    assert sorted(error["pointer"] for error in answer.json()["errors"]) == ["/actor", "/themes/0"]


@pytest.mark.parametrize(
    "wanted",
    [
        {"theme": "test-labour"},
        {"goal": "GCM/18"},
        {"marker": "long_term"},
        {"kind": "practice"},
        {"state": "UGA"},
        {"actor": "KEN"},
        {"commitment_kind": "policy"},
        {"horizon": "short"},
    ],
)
async def test_practices_are_found_by_what_they_are_about(
    public: Desk, promising: str, wanted: dict[str, str]
) -> None:
    assert await public.codes(**wanted) == [promising]
    (name,) = wanted
    other = {"goal": "GCM/1", "kind": "recommendation", "marker": "whole_of_society"}
    other |= {"commitment_kind": "process", "horizon": "long"}
    assert await public.codes(**{name: other.get(name, "GHA")}) == []


async def test_a_state_adopts_a_practice_once_however_often_it_says_so(
    runtime: Runtime, kenya: Desk, public: Desk, promising: str
) -> None:
    for _ in range(2):
        answer = await kenya.take(promising, "adopt", {"party": "KEN", "title": "Our permit"})
        assert (answer.status_code, answer.json()["title"]) == (200, "Our permit")
    assert (await public.get(f"/{promising}")).json()["adoptions"] == 1
    assert [one["party"] for one in (await public.get(f"/{promising}/adoptions")).json()["items"]] == ["KEN"]
    (event,) = [data for kind, data in await told(runtime) if kind == ADOPTED]
    assert (event["practice"], event["party"], event["title"]) == (promising, "KEN", "Our permit")
    assert (event["kind"], event["form"], event["horizon"]) == ("policy", "standalone", "short")
    assert event["markers"] == ["gender"]
    assert event["alignments"] == [
        {"framework": "GCM", "goal": "5", "degree": "high"},
        {"framework": "GCM", "goal": "18", "degree": "high"},
    ]


async def test_an_adoption_is_in_the_history_of_the_practice(
    kenya: Desk, public: Desk, promising: str
) -> None:
    await kenya.take(promising, "adopt", {"party": "KEN"})
    revisions = (await public.get(f"/{promising}/revisions")).json()["items"]
    assert [one["document"]["adoptions"] for one in revisions] == [0, 1]
    before = (await public.get(f"/{promising}", as_of=revisions[0]["recorded_at"])).json()
    assert before["adoptions"] == 0
    assert await public.codes(sort="-adoptions") == [promising]


async def test_a_change_of_a_practice_leaves_its_adoptions(
    client: httpx.AsyncClient, issuer: TokenIssuer, kenya: Desk, promising: str
) -> None:
    await kenya.take(promising, "adopt", {"party": "KEN"})
    headers = issuer.headers(scopes="practices:review", party="UNHCR") | {"If-Match": '"2"'}
    patch = {"title": "One permit", "source": "test", "as_of": "2026-01-02"}
    changed = await client.patch(f"/v1/practices/{promising}", json=patch, headers=headers)
    assert (changed.status_code, changed.json()["adoptions"], changed.json()["version"]) == (200, 1, 3)
    removed = await client.delete(f"/v1/practices/{promising}", headers=headers | {"If-Match": '"3"'})
    assert (removed.status_code, "KEN" in removed.json()["detail"]) == (409, True)


async def test_nobody_adopts_for_another_and_only_states_adopt(
    client: httpx.AsyncClient, issuer: TokenIssuer, kenya: Desk, city: Desk, promising: str
) -> None:
    assert (await kenya.take(promising, "adopt", {"party": "UGA"})).status_code == 403
    assert (await city.take(promising, "adopt", {"party": "KEN"})).status_code == 403
    agency = Desk(client, issuer.headers(scopes="practices:adopt", party="IOM"))
    answer = await agency.take(promising, "adopt", {"party": "IOM"})
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/party"]
    assert (await kenya.take("nothing", "adopt", {"party": "KEN"})).status_code == 404


async def test_practices_in_a_file_come_in_as_accepted_and_go_out_as_they_came(
    runtime: Runtime, client: httpx.AsyncClient, registrar: dict[str, str], city: Desk, public: Desk
) -> None:
    header = (
        "code,kind,title,summary,states,themes,goals,evidence,markers,commitment_kind,horizon,source,as_of\n"
    )
    row = (
        "a,recommendation,A,What to do,NAM;KEN,test-labour,GCM/5,,gender_sensitive,process,long,"
        "test,2026-01-01\n"
    )
    report = await imported(client, registrar, runtime.database, "practices", header + row)
    assert (report["created"], report["rejected"]) == (1, 0)
    assert (await public.get("/a")).json()["states"] == ["NAM", "KEN"]
    exported = (await public.get(":export", format="csv")).text
    again = await imported(client, registrar, runtime.database, "practices", exported)
    assert (again["unchanged"], again["rejected"]) == (1, 0)
