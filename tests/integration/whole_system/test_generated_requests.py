"""Requests that schemathesis generates from the one OpenAPI document, using what was made before."""

import asyncio
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from gateway.identity import clients
from gateway.identity.roles import SCOPES_OF
from tests.integration.whole_system.conftest import WholeSystem

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "missing_required_header",
    "unsupported_method",
    "allow_header_conformance",
    "use_after_free",
    "ignored_auth",
    "negative_data_rejection",
)
CONFIG = Path(__file__).with_name("schemathesis.toml")
HOOKS = Path(__file__).with_name("rules_beyond_schemas.py")
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


async def token_of_everybody(system: WholeSystem) -> str:
    """The token of a client that has every role."""
    async with system.runtimes["gateway"].database.transaction() as tx:
        client_id, secret = await clients.create(tx, "Everybody", list(SCOPES_OF), "KEN")
    return await system.token(client_id, secret)


async def generated(
    system: WholeSystem, folder: Path, *options: str, checks: Sequence[str] = CHECKS
) -> tuple[int, str]:
    """The exit code of schemathesis, and what it prints."""
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG)),
        *("run", f"{system.url}/openapi.json", "--no-color"),
        *("--output-truncate", "false"),
        *("--header", f"Authorization: Bearer {await token_of_everybody(system)}"),
        *("--checks", ",".join(checks), "--phases", "examples,coverage,fuzzing,stateful"),
        *("--suppress-health-check", "all", "--generation-database", "none", "--continue-on-failure"),
        *options,
    ]
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env=os.environ | {"SCHEMATHESIS_HOOKS": str(HOOKS)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await process.communicate()
    return await process.wait(), _COLOURS.sub("", printed.decode(errors="replace"))


@pytest.mark.timeout(400)
async def test_requests_of_a_fixed_seed_find_no_fault(whole_system: WholeSystem, tmp_path: Path) -> None:
    code, printed = await generated(whole_system, tmp_path, "--seed", "20261128", "--max-time", "90")
    assert code == 0, printed[-20_000:]


@pytest.mark.long
@pytest.mark.timeout(3600)
async def test_half_an_hour_of_random_requests_finds_no_fault(
    whole_system: WholeSystem, tmp_path: Path
) -> None:
    seconds = os.environ.get("COMPACT_GENERATED_SECONDS", "1800")
    checks = (*CHECKS, "valid_data_acceptance")
    code, printed = await generated(whole_system, tmp_path, "--max-time", seconds, checks=checks)
    assert code == 0, printed[-20_000:]
