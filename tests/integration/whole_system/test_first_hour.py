"""What somebody new does first: a client, a token, a write, with the lines that are printed."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from jsonschema import Draft202012Validator

from chassis.bus import Bus, Record, TopicPartition
from chassis.ledger.events import topic_of
from chassis.testing import eventually
from demo.first_writes import Credentials, first_writes
from gateway.identity import clients
from tests.integration.whole_system.conftest import WholeSystem

MEETING = {
    "title": "Forum",
    "starts_at": "2030-05-06T09:00:00Z",
    "ends_at": "2030-05-10T18:00:00Z",
    "minutes": 1440,
}
SOURCES = ("registry", "commitments", "review")


async def credentials(system: WholeSystem, role: str, party: str | None) -> Credentials:
    async with system.runtimes["gateway"].database.transaction() as tx:
        client_id, secret = await clients.create(tx, "A test", [role], party)
    return Credentials(str(client_id), secret)


async def in_a_shell(lines: list[str]) -> list[dict[str, Any]]:
    """What the last lines print, when all are pasted into one shell."""
    script = "\n".join(f"{line}\necho" for line in lines)
    shell = await asyncio.create_subprocess_exec(
        "sh", "-c", script, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    out, _ = await shell.communicate()
    return [json.loads(line) for line in out.decode().splitlines() if line]


async def test_the_first_writes_work_as_they_are_printed(whole_system: WholeSystem) -> None:
    lines = first_writes(
        whole_system.url,
        await credentials(whole_system, "state", "KEN"),
        await credentials(whole_system, "secretariat", None),
    )

    async def accepted() -> list[dict[str, Any]] | None:
        answers = await in_a_shell(lines)
        assert len(answers) == 3
        return answers if all("id" in one for one in answers) else None

    commitment, milestone, finding = await eventually(accepted, every=0.2)
    assert commitment["reference"].startswith("KEN-")
    assert milestone["framework"] == "GCM"
    assert finding["state"] == "KEN"


async def test_all_that_the_index_lists_answers_as_it_is(whole_system: WholeSystem) -> None:
    index = (await whole_system.http.get("/")).raise_for_status().json()
    assert len(index["collections"]) > 20
    links = [value for name, value in index.items() if name not in {"name", "token"}]
    paths = [path for link in links for path in (link if isinstance(link, list) else [link])]
    answers = {path: (await whole_system.http.get(path)).status_code for path in paths}
    assert {path: status for path, status in answers.items() if status != 200} == {}
    assert (await whole_system.http.post(index["token"])).status_code == 400
    assert "/v1/search" not in index["collections"]  # it needs a query


async def test_events_lead_to_their_schemas_at_the_gateway_from_the_ledger_and_from_the_bus(
    whole_system: WholeSystem,
) -> None:
    secretariat = await whole_system.token(*await credentials(whole_system, "secretariat", None))
    answer = await whole_system.http.post(
        "/v1/meetings", json=MEETING, headers={"Authorization": f"Bearer {secretariat}"}
    )
    assert answer.status_code == 201
    for source in SOURCES:
        event = (await whole_system.http.get(f"/v1/ledgers/{source}?limit=1")).json()["items"][0]
        assert event["dataschema"] == f"{whole_system.url}/schemas/{event['type']}.json"
        schema = (await whole_system.http.get(event["dataschema"])).raise_for_status().json()
        Draft202012Validator(schema).validate(event["data"])
    published = await first_of_each_topic(whole_system.runtimes["registry"].bus)
    assert {record.topic for record in published} == {topic_of(source) for source in SOURCES}
    for record in published:
        place = dict(record.headers)["ce_dataschema"].decode()
        assert place == f"{whole_system.url}/schemas/{dict(record.headers)['ce_type'].decode()}.json"


async def first_of_each_topic(bus: Bus) -> list[Record]:
    """The first event of every topic on which there is one now."""

    async def beginning(_: Mapping[TopicPartition, UUID]) -> Mapping[TopicPartition, int]:
        return {}

    consumer = await bus.open_consumer("a test", {topic_of(source) for source in SOURCES}, beginning)
    found: dict[str, Record] = {}

    async def complete() -> bool:
        for records in (await consumer.poll(timeout=0.5, limit=1000)).values():
            for record in records:
                found.setdefault(record.topic, record)
        return len(found) == len(SOURCES)

    try:
        await eventually(complete)
    finally:
        await consumer.close()
    return list(found.values())
