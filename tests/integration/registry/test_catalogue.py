"""What all nouns of the catalogue have in common, shown on instruments and themes."""

import httpx

from chassis.runtime import Runtime
from tests.integration.registry.ledger import told

THEME = {"code": "test-theme", "name": "A theme", "source": "test", "as_of": "2026-01-01"}
INSTRUMENT = {
    "code": "TEST",
    "kind": "treaty",
    "title": "A treaty",
    "themes": ["test-theme"],
    "adopted": "1990-12-18",
    "source": "test",
    "as_of": "2026-01-01",
}


async def test_an_entry_is_registered_read_and_told(
    runtime: Runtime, client: httpx.AsyncClient, registrar: dict[str, str]
) -> None:
    assert (await client.post("/v1/themes", json=THEME, headers=registrar)).status_code == 201
    answer = await client.post("/v1/instruments", json=INSTRUMENT, headers=registrar)
    assert answer.status_code == 201
    assert answer.headers["Location"] == "/v1/instruments/TEST"
    assert (answer.json()["version"], answer.headers["ETag"]) == (1, '"1"')
    shown = (await client.get("/v1/instruments/TEST")).json()
    assert shown == answer.json()
    kind, data = (await told(runtime))[-1]
    assert (kind, data["code"], data["version"]) == ("compact.instrument.recorded.v1", "TEST", 1)


async def test_a_reference_to_nothing_is_refused_with_its_field(
    client: httpx.AsyncClient, registrar: dict[str, str]
) -> None:
    answer = await client.post("/v1/instruments", json=INSTRUMENT, headers=registrar)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"pointer": "/themes/0", "detail": "there is no theme test-theme"}]
    assert (await client.get("/v1/instruments/TEST")).status_code == 404
