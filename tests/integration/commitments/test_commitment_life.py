"""The life of a commitment over HTTP: who takes which step, and what stays on the record."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from chassis import timers
from chassis.process.runtime import Runtime
from chassis.testing import TokenIssuer
from commitments.app import service
from tests.integration.commitments.authors import Party
from tests.integration.commitments.ledger import data_of, internal_types, last_event, public_events
from tests.integration.commitments.neighbours import Registry
from tests.support.problems import type_of

NOUN = "compact.commitment."
DONE = {"start": "started", "fulfil": "fulfilled", "withdraw": "withdrawn"}


@pytest.fixture
def author(client: httpx.AsyncClient, registry: Registry, issuer: TokenIssuer) -> Party:
    return Party(client, "KEN", issuer.headers(scopes="commitments:write", party="KEN", client="a-ministry"))


@pytest.fixture
def focal_point(client: httpx.AsyncClient, registry: Registry, issuer: TokenIssuer) -> Party:
    return Party(client, "KEN", issuer.headers(scopes="commitments:sign-off", party="KEN", client="a-person"))


def path_of(commitment: dict[str, Any], step: str = "") -> str:
    return f"/v1/commitments/{commitment['id']}{step and ':'}{step}"


async def status_of(party: Party, commitment: dict[str, Any]) -> str:
    status: str = (await party.get(path_of(commitment))).json()["status"]
    return status


async def test_who_writes_does_not_approve_and_who_approves_does_not_write(
    author: Party, focal_point: Party
) -> None:
    draft = await author.drafts()
    assert (await focal_point.post("/v1/commitments", author.promise())).status_code == 403
    assert (await focal_point.takes(draft["id"], "submit")).status_code == 403
    assert (await author.takes(draft["id"], "submit")).status_code == 200
    for step, body in (("approve", {}), ("publish", {}), ("send-back", {"reason": "No."})):
        assert (await author.takes(draft["id"], step, **body)).status_code == 403
    assert (await focal_point.takes(draft["id"], "approve")).status_code == 200
    assert await status_of(author, draft) == "approved"


async def test_what_is_not_published_yet_is_seen_by_its_party_only(
    kenya: Party, uganda: Party, public: Party, runtime: Runtime
) -> None:
    draft = await kenya.drafts()
    for step, status in (("submit", "submitted"), ("approve", "approved")):
        assert (await kenya.takes(draft["id"], step)).json()["status"] == status
        for other in (uganda, public):
            assert (await other.get(path_of(draft))).status_code == 404
            assert (await other.get(f"{path_of(draft)}/history")).status_code == 404
            assert (await other.get("/v1/commitments")).json()["items"] == []
    assert not await public_events(runtime, NOUN)
    assert await internal_types(runtime) == [
        f"{NOUN}{step}.v1" for step in ("drafted", "submitted", "approved")
    ]


async def test_whoever_changes_what_was_approved_makes_it_a_draft_again(kenya: Party) -> None:
    draft = await kenya.drafts()
    for steps in (("submit",), ("submit", "approve")):
        version = (await kenya.takes(draft["id"], *steps)).json()["version"]
        changed = await kenya.patch(path_of(draft), {"title": f"After {steps[-1]}"}, version)
        assert changed.json()["status"] == "draft"
        assert (await kenya.takes(draft["id"], "publish")).status_code == 409


async def test_what_is_sent_back_is_gone_on_with(author: Party, focal_point: Party) -> None:
    draft = await author.drafts()
    await author.takes(draft["id"], "submit")
    assert (await focal_point.takes(draft["id"], "send-back")).status_code == 422
    sent_back = await focal_point.takes(draft["id"], "send-back", reason="Name the second country.")
    assert sent_back.json()["status"] == "draft"
    history = (await author.get(f"{path_of(draft)}/history")).json()["items"]
    assert [(one["step"], one["by"], one["reason"]) for one in history] == [
        ("drafted", "a-ministry", None),
        ("submitted", "a-ministry", None),
        ("sent_back", "a-person", "Name the second country."),
    ]


async def test_the_history_is_read_page_by_page(kenya: Party, public: Party) -> None:
    published = await kenya.publishes()
    await kenya.takes(published["id"], "start")
    await kenya.takes(published["id"], "fulfil", reason="A new law.")
    for reader, steps in (
        (kenya, ["drafted", "submitted", "approved", "published", "started", "fulfilled"]),
        (public, ["published", "started", "fulfilled"]),
    ):
        seen, more = list[str](), dict[str, Any](limit=1)
        for _ in steps:
            part = (await reader.get(f"{path_of(published)}/history", **more)).json()
            seen += [one["step"] for one in part["items"]]
            more["cursor"] = part["next_cursor"]
        assert (seen, more["cursor"]) == (steps, None)


async def test_a_step_names_the_version_that_was_seen(kenya: Party) -> None:
    draft = await kenya.drafts()
    await kenya.takes(draft["id"], "submit")
    unseen = await kenya.step(path_of(draft, "approve"), version=1)
    assert (unseen.status_code, await status_of(kenya, draft)) == (412, "submitted")


@pytest.mark.parametrize(
    ("before", "step", "status"),
    [
        ((), "start", "in_progress"),
        ((), "fulfil", "fulfilled"),
        ((), "withdraw", "withdrawn"),
        (("start",), "fulfil", "fulfilled"),
        (("start",), "withdraw", "withdrawn"),
    ],
)
async def test_what_becomes_of_a_published_one_is_public(
    kenya: Party, public: Party, runtime: Runtime, before: tuple[str, ...], step: str, status: str
) -> None:
    published = await kenya.publishes()
    if before:
        await kenya.takes(published["id"], *before)
    body = {} if step == "start" else {"reason": "A new law."}
    taken = await kenya.takes(published["id"], step, **body)
    assert (taken.status_code, taken.json()["status"]) == (200, status)
    shown = (await public.get(path_of(published))).json()
    assert (shown["status"], shown["published_at"]) == (status, published["published_at"])
    event = await last_event(runtime, f"{NOUN}{DONE[step]}.v1")
    assert (event.id.hex, data_of(event)["status"]) == (taken.json()["event_id"].replace("-", ""), status)
    seen = (await public.get(f"{path_of(published)}/history")).json()["items"]
    assert [one["step"] for one in seen] == ["published", *(DONE[one] for one in (*before, step))]


@pytest.mark.parametrize("end", ["fulfil", "withdraw"])
async def test_what_has_ended_takes_no_further_step(kenya: Party, end: str) -> None:
    published = await kenya.publishes()
    await kenya.takes(published["id"], end, reason="A new law.")
    for step in ("submit", "approve", "publish", "start", "fulfil", "withdraw", "send-back"):
        answer = await kenya.takes(published["id"], step, reason="Once more.")
        assert answer.status_code in {409, 422}, step


async def test_a_slip_is_corrected_with_its_reason_and_the_promise_is_not(
    kenya: Party, public: Party, runtime: Runtime
) -> None:
    published = await kenya.publishes()
    patched = await kenya.patch(path_of(published), {"title": "Mine"}, published["version"])
    assert (patched.status_code, patched.json()["type"]) == (409, type_of("already-published"))
    slip = {"title": "Three pathways", "reason": "A typing error."}
    corrected = await kenya.step(path_of(published, "correct"), slip)
    assert corrected.status_code == 200, corrected.text
    shown = (await public.get(path_of(published))).json()
    assert shown == published | {"title": "Three pathways", "version": published["version"] + 1}
    told = data_of(await last_event(runtime, f"{NOUN}changed.v1"))
    assert (told["title"], told["reason"]) == ("Three pathways", "A typing error.")
    for more, pointer in (
        ({"horizon": "long"}, "/horizon"),
        ({"indicators": []}, "/indicators"),
        ({}, "/title"),
    ):
        refused = await kenya.step(path_of(published, "correct"), slip | more)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_what_was_not_fulfilled_by_its_last_day_expires(
    kenya: Party, public: Party, runtime: Runtime
) -> None:
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    published = await kenya.publishes(ends_on=yesterday)
    kept = await kenya.publishes(ends_on=yesterday)
    await kenya.takes(kept["id"], "fulfil", reason="A new law.")
    due = timers.Timers(runtime.database, service.timers)
    while await due.fire_next():
        pass
    assert await status_of(public, published) == "expired"
    assert await status_of(public, kept) == "fulfilled"
    assert data_of(await last_event(runtime, f"{NOUN}expired.v1"))["commitment_id"] == published["id"]


async def test_a_commitment_ends_when_it_begins_or_later(kenya: Party) -> None:
    answer = await kenya.post("/v1/commitments", kenya.promise(starts_on="2027-01-02", ends_on="2027-01-01"))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/ends_on")
