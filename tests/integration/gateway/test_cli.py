"""`python -m gateway clients` and `keys`, as an operator runs them."""

import asyncio
import json
import sys
from pathlib import Path
from uuid import UUID

import pytest
from aiohttp import web

from gateway.identity.onboarding import TRUST_LINE
from tests.integration.gateway.conftest import Gateway


def fill(file: Path, content: bytes) -> None:
    file.write_bytes(content)


async def run(gateway: Gateway, *arguments: str, **environment: str) -> tuple[int | None, str, str]:
    """Exit code, output and complaints of `python -m gateway ...` on the gateway's database."""
    settings = gateway.runtime.settings
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "gateway",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={
            "GATEWAY_DATABASE_URL": settings.database_url.get_secret_value(),
            "GATEWAY_BUS_URL": settings.bus_url.get_secret_value(),
            **environment,
        },
    )
    out, complaints = await process.communicate()
    return process.returncode, out.decode(), complaints.decode()


async def test_a_client_that_was_created_gets_a_token_until_it_is_disabled(gateway: Gateway) -> None:
    arguments = ("clients", "create", "--name", "Kenya", "--role", "state", "--party", "KEN", "--json")
    code, out, _ = await run(gateway, *arguments)
    assert code == 0
    made = json.loads(out)
    client = UUID(made["client_id"]), made["client_secret"]
    assert (await gateway.ask_token(client)).status_code == 200

    code, out, _ = await run(gateway, "clients", "list")
    assert code == 0
    assert made["client_id"] in out
    assert "enabled" in out
    assert made["client_secret"] not in out

    assert (await run(gateway, "clients", "disable", made["client_id"]))[0] == 0
    response = await gateway.ask_token(client)
    assert (response.status_code, response.json()["error"]) == (401, "invalid_client")
    assert (await run(gateway, "clients", "disable", made["client_id"]))[0] == 1
    code, out, _ = await run(gateway, "clients", "list", "--json")
    assert json.loads(out)["state"] == "disabled"


async def test_a_state_without_a_party_is_refused(gateway: Gateway) -> None:
    code, _, complaint = await run(gateway, "clients", "create", "--name", "x", "--role", "state")
    assert code == 2
    assert "--party" in complaint


async def in_the_registry(request: web.BaseRequest) -> web.StreamResponse:
    """What a registry answers that knows one State and one organisation."""
    kind = {"KEN": "state", "AU": "regional_organisation"}.get(request.path.rpartition("/")[2])
    return web.json_response({"kind": kind}, status=200 if kind else 404)


@pytest.mark.parametrize(
    ("role", "party", "reason"),
    [
        ("state", "ZZZ", "ZZZ is not in the registry"),
        ("observer", "ZZZ", "ZZZ is not in the registry"),
        ("state", "AU", "AU is not a State but regional organisation"),
        ("secretariat", "KEN", "the role secretariat speaks for no single party: omit --party"),
    ],
)
async def test_a_client_that_could_not_speak_for_its_party_is_refused_with_the_reason(
    gateway: Gateway, tmp_path: Path, role: str, party: str, reason: str
) -> None:
    gateway.registry.answer = in_the_registry
    registry = {"GATEWAY_REGISTRY_URL": gateway.registry.url}
    create = ("clients", "create", "--name", "x", "--role", role, "--party", party)
    code, out, complaint = await run(gateway, *create, **registry)
    assert (code, out) == (2, "")
    assert reason in complaint
    file = tmp_path / "clients.csv"
    fill(file, f"name,roles,party\nKenya,state,KEN\nx,{role},{party}\n".encode())
    assert (await run(gateway, "clients", "import", str(file), **registry))[:2] == (2, "")
    assert (await run(gateway, "clients", "list"))[1] == ""


async def test_a_client_is_made_for_whom_the_registry_knows_and_when_it_cannot_be_asked(
    gateway: Gateway,
) -> None:
    gateway.registry.answer = in_the_registry
    create = ("clients", "create", "--name", "x", "--role", "state", "--party", "KEN")
    code, _, complaint = await run(gateway, *create, GATEWAY_REGISTRY_URL=gateway.registry.url)
    assert (code, complaint) == (0, "")
    code, _, complaint = await run(gateway, *create, GATEWAY_REGISTRY_URL="http://127.0.0.1:9")
    assert (code, complaint) == (0, "Not checked: The registry could not be asked for KEN.\n")


@pytest.mark.parametrize(("scheme", "shown"), [("http", False), ("https", True)])
async def test_with_the_line_for_a_token_stands_how_curl_trusts_the_authority_of_a_stack(
    gateway: Gateway, scheme: str, shown: bool
) -> None:
    create = ("clients", "create", "--name", "x", "--role", "observer")
    _, out, _ = await run(gateway, *create, GATEWAY_PUBLIC_URL=f"{scheme}://localhost:8443")
    assert (TRUST_LINE in out) == shown
    assert out.splitlines()[-1].startswith("TOKEN=$(curl ")


async def test_a_file_that_is_not_there_is_named_in_a_sentence(gateway: Gateway) -> None:
    code, _, complaint = await run(gateway, "clients", "import", "none.csv")
    assert code == 2
    assert complaint == "none.csv cannot be read: No such file or directory. Nothing was imported.\n"


async def test_a_role_that_is_none_is_refused(gateway: Gateway) -> None:
    code, _, complaints = await run(gateway, "clients", "create", "--name", "x", "--role", "king")
    assert code == 2
    assert "king" in complaints


async def test_keys_are_rotated_by_a_command(gateway: Gateway) -> None:
    await gateway.token()
    code, out, _ = await run(gateway, "keys", "rotate")
    assert code == 0
    published = (await gateway.http.get("/.well-known/jwks.json")).json()["keys"]
    assert len(published) == 2
    assert published[1]["kid"] in out


async def test_a_file_of_clients_is_imported_and_each_of_them_gets_a_token(
    gateway: Gateway, tmp_path: Path
) -> None:
    file = tmp_path / "clients.csv"
    file.write_text("name,roles,party\nNamibia,state,NAM\nSecretariat,secretariat,\n")
    code, out, _ = await run(gateway, "clients", "import", str(file))
    assert code == 0
    made = [json.loads(line) for line in out.splitlines()]
    assert [one["name"] for one in made] == ["Namibia", "Secretariat"]
    for one in made:
        client = UUID(one["client_id"]), one["client_secret"]
        assert (await gateway.ask_token(client)).status_code == 200


async def test_a_file_with_a_wrong_row_is_refused_with_its_line_and_nothing_is_imported(
    gateway: Gateway, tmp_path: Path
) -> None:
    file = tmp_path / "clients.csv"
    file.write_text("name,roles,party\nKenya,state,KEN\nNamibia,state,\n")
    code, _, complaint = await run(gateway, "clients", "import", str(file))
    assert code == 2
    assert "line 3" in complaint
    assert (await run(gateway, "clients", "list"))[1] == ""


async def test_a_rotated_secret_is_shown_once_and_the_old_one_gets_no_token(gateway: Gateway) -> None:
    client_id, old = await gateway.create_client("secretariat")
    code, out, _ = await run(gateway, "clients", "rotate-secret", str(client_id))
    assert code == 0
    new = out.splitlines()[0].removeprefix("client secret: ")
    assert (await gateway.ask_token((client_id, new))).status_code == 200
    assert (await gateway.ask_token((client_id, old))).status_code == 401
    await run(gateway, "clients", "disable", str(client_id))
    assert (await run(gateway, "clients", "rotate-secret", str(client_id)))[0] == 1
