"""The line that gets a token prints a token, or nothing but a complaint."""

import asyncio
import os
import ssl
from asyncio import StreamReader, StreamWriter
from pathlib import Path
from subprocess import PIPE
from typing import NamedTuple

from gateway.identity.onboarding import TRUST_LINE, token_line
from operations.secrets.certificates import Authority
from tests.integration.gateway.conftest import RunGateway
from tests.integration.gateway.test_wrapped_keys import NEW, OLD, write

BODY = b'{"access_token":"one.token"}'
ANSWER = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY)


class Printed(NamedTuple):
    """What a line did in a shell."""

    code: int | None
    out: str
    complaint: str


async def in_a_shell(line: str, **environment: str) -> Printed:
    """Assign what `line` prints to a variable, as it is documented, and print that."""
    process = await asyncio.create_subprocess_exec(
        *("sh", "-c", f'TOKEN=$({line})\ncode=$?; printf %s "$TOKEN"; exit $code'),
        stdout=PIPE,
        stderr=PIPE,
        env={**os.environ, **environment},
    )
    out, complaint = await process.communicate()
    return Printed(process.returncode, out.decode(), complaint.decode())


async def test_it_prints_a_token_and_never_the_answer_that_has_none(
    run_gateway: RunGateway, tmp_path: Path
) -> None:
    write(tmp_path / "key", OLD)
    gateway = await run_gateway(key_file=tmp_path / "key")
    client_id, secret = await gateway.create_client()
    given = await in_a_shell(token_line(gateway.url, client_id, secret))
    assert (given.code, given.complaint, given.out.count(".")) == (0, "", 2)

    wrong = await in_a_shell(token_line(gateway.url, client_id, "wrong"))
    write(tmp_path / "key", NEW)
    unsigned = await in_a_shell(token_line(gateway.url, client_id, secret))
    for refused, status in ((wrong, "401"), (unsigned, "503")):
        assert (refused.code, refused.out) == (1, "")
        assert status in refused.complaint


async def test_behind_a_certificate_of_the_stack_it_complains_until_curl_knows_the_authority(
    tmp_path: Path,
) -> None:
    async def answer(reader: StreamReader, writer: StreamWriter) -> None:
        await reader.readuntil(b"grant_type=client_credentials")
        writer.write(ANSWER)
        await writer.drain()
        writer.close()

    authority, own, known = Authority.create(), tmp_path / "edge.pem", tmp_path / "authority.pem"
    own.write_text(authority.issue("edge", ["127.0.0.1"]).pem())
    known.write_text(authority.certificate_pem())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own)
    async with await asyncio.start_server(answer, "127.0.0.1", ssl=context) as server:
        line = token_line(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}", "id", "secret")
        refused = await in_a_shell(line, CURL_CA_BUNDLE="")
        assert (refused.code, refused.out) == (1, "")
        assert "certificate" in refused.complaint
        assert await in_a_shell(line, **{TRUST_LINE.split()[1].partition("=")[0]: str(known)}) == (
            0,
            "one.token",
            "",
        )
