"""The one door to the world: what it lets through, what it waits for, and what it keeps out."""

import asyncio
import http.client
import socket
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from chassis.base.child_process import free_port
from demo.waiting import until
from operations.secrets import folder
from tests.support.compose.engine import ROOT
from tests.support.compose.stack import Stack

HERE = Path(__file__).parent / "edge"
HOST = "compact.example.org"


def trusting(stack: Stack) -> ssl.SSLContext:
    """What a partner trusts who has the stack's authority."""
    return ssl.create_default_context(cafile=str(stack.secrets / folder.AUTHORITY))


@pytest.fixture
def public(stack: Stack) -> Iterator[httpx.Client]:
    """A partner who comes through the edge."""
    with httpx.Client(base_url=stack.edge_url, verify=trusting(stack), trust_env=False) as client:
        yield client


@pytest.fixture
def behind(stack: Stack) -> Iterator[httpx.Client]:
    """An operator who sees the gateway without the edge."""
    with httpx.Client(base_url=stack.gateway_url, trust_env=False) as client:
        yield client


def test_a_client_may_speak_http_2(stack: Stack) -> None:
    context = trusting(stack)
    context.set_alpn_protocols(["h2", "http/1.1"])
    place = urlsplit(stack.edge_url)
    assert place.hostname is not None
    with (
        socket.create_connection((place.hostname, place.port or 443), timeout=10) as bare,
        context.wrap_socket(bare, server_hostname=place.hostname) as secured,
    ):
        assert secured.selected_alpn_protocol() == "h2"
        assert secured.version() == "TLSv1.3"


def test_answers_come_as_the_gateway_gave_them_with_headers_for_browsers(
    public: httpx.Client, behind: httpx.Client
) -> None:
    for path in ("/", "/v1/frameworks", "/.well-known/jwks.json"):
        there, here = behind.get(path), public.get(path)
        assert (here.status_code, here.content) == (there.status_code, there.content), path
        assert here.headers.get("etag") == there.headers.get("etag"), path
        assert "content-encoding" not in here.headers, path
        assert here.headers["strict-transport-security"].startswith("max-age=")
        assert here.headers["x-content-type-options"] == "nosniff"
        assert "content-security-policy" in here.headers


@pytest.mark.parametrize("path", ["/metrics", "/health/ready", "/health", "/%6detrics"])
def test_what_is_the_operators_is_not_there(public: httpx.Client, path: str) -> None:
    answer = public.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 404


def test_plain_http_leads_to_tls(stack: Stack) -> None:
    plain = f"http://{stack.settings['EDGE_PLAIN_BIND']}/v1/actors?kind=state"
    answer = httpx.get(plain, trust_env=False, headers={"Host": HOST})
    assert answer.status_code == 308
    assert answer.headers["location"] == f"https://{HOST}/v1/actors?kind=state"


@pytest.fixture(scope="module")
def watched(stack: Stack) -> Iterator[tuple[str, int]]:
    """A second edge before a server that shows what reaches it: host and port."""
    stack.files.append(HERE / "upstream.yml")
    stack.settings["UPSTREAM_PORT"] = str(free_port())
    try:
        stack.up("upstream", "edge-of-upstream", wait=False)
        stack.wait_until_healthy("edge-of-upstream")
        yield "localhost", int(stack.settings["UPSTREAM_PORT"])
    finally:
        stack.compose("rm", "--stop", "--force", "upstream", "edge-of-upstream")
        stack.files.pop()


@pytest.fixture
def caller(stack: Stack, watched: tuple[str, int]) -> Iterator[httpx.Client]:
    """A client of the second edge."""
    host, port = watched
    with httpx.Client(base_url=f"https://{host}:{port}", verify=trusting(stack), trust_env=False) as client:
        yield client


@contextmanager
def begun(stack: Stack, watched: tuple[str, int], path: str) -> Iterator[http.client.HTTPSConnection]:
    """A POST of which half the body is sent; `67890` is the rest."""
    with closing(http.client.HTTPSConnection(*watched, context=trusting(stack), timeout=20)) as connection:
        connection.putrequest("POST", path)
        connection.putheader("Content-Length", "10")
        connection.endheaders(b"12345")
        yield connection


def seen(caller: httpx.Client) -> list[str]:
    """The POSTs that have reached the server."""
    found: list[str] = caller.get("/seen").json()["seen"]
    return found


def test_a_body_is_complete_before_the_gateway_hears_of_it(
    stack: Stack, watched: tuple[str, int], caller: httpx.Client
) -> None:
    path = "/v1/commitments"
    with begun(stack, watched, path) as half:
        assert path not in seen(caller)
        half.send(b"67890")
        assert half.getresponse().status == 200
    assert path in seen(caller)


async def test_a_file_passes_through_as_it_comes(
    stack: Stack, watched: tuple[str, int], caller: httpx.Client
) -> None:
    path = "/v1/actors:import"

    async def arrived() -> bool:
        return path in await asyncio.to_thread(seen, caller)

    with begun(stack, watched, path) as half:
        await until(arrived, every=0.1, within=10)
        half.send(b"67890")
        assert half.getresponse().status == 200


def test_events_leave_as_they_happen(caller: httpx.Client) -> None:
    with caller.stream("GET", "/v1/events", timeout=20) as stream:
        events = stream.iter_text()
        assert next(events) == "data: first\n\n"  # while the answer is not at its end
        caller.post("/v1/anything")
        assert next(events) == "data: second\n\n"


def test_a_tag_stays_and_who_calls_is_what_the_edge_saw(caller: httpx.Client) -> None:
    answer = caller.get("/", headers={"X-Forwarded-For": "192.0.2.1", "Accept-Encoding": "gzip"})
    assert answer.headers["etag"] == '"as-it-was"'
    fields: dict[str, Any] = answer.json()["fields"]
    assert "192.0.2.1" not in fields["x-forwarded-for"]
    assert fields["x-forwarded-proto"] == "https"


def test_a_head_without_end_and_a_second_host_are_refused(stack: Stack, watched: tuple[str, int]) -> None:
    for head in (b"X: %s\r\n" % (b"x" * 40_000), b"Host: a\r\nHost: b\r\n"):
        with trusting(stack).wrap_socket(
            socket.create_connection(watched, timeout=10), server_hostname=watched[0]
        ) as secured:
            secured.sendall(b"GET / HTTP/1.1\r\n" + head + b"\r\n")
            assert secured.recv(12) == b"HTTP/1.1 400"


async def test_one_address_cannot_have_everything(stack: Stack, watched: tuple[str, int]) -> None:
    host, port = watched
    async with httpx.AsyncClient(
        base_url=f"https://{host}:{port}", verify=trusting(stack), trust_env=False, timeout=30
    ) as many:
        answers = await asyncio.gather(*(many.get("/") for _ in range(120)))
    refused = [answer for answer in answers if answer.status_code != 200]
    assert refused
    assert len(refused) < len(answers)
    assert {answer.status_code for answer in refused} == {429}
    assert all(answer.json()["status"] == 429 and "retry-after" in answer.headers for answer in refused)


async def test_a_new_certificate_is_taken_while_it_runs(stack: Stack, watched: tuple[str, int]) -> None:
    file = stack.secrets / folder.EDGE
    kept, authority = file.read_text(), folder.authority_in(stack.secrets)
    assert authority is not None
    renewed = authority.issue("edge", ("localhost",))

    async def shown() -> bool:
        pem = await asyncio.to_thread(ssl.get_server_certificate, watched)
        return pem == renewed.certificate_pem()

    try:
        file.write_text(renewed.pem())  # in its place: the containers have this very file
        assert await until(shown, every=0.2, within=20)
    finally:
        file.write_text(kept)


@pytest.fixture
def certified(stack: Stack) -> Iterator[Stack]:
    """The system with an ACME client, and an authority that certifies its edge."""
    authority = folder.authority_in(stack.secrets)
    assert authority is not None
    (stack.secrets / "pebble.pem").write_text(authority.issue("authority", ("authority",)).pem())
    before = list(stack.files), dict(stack.settings)
    stack.files += [ROOT / "deploy/compose/acme.yml", HERE / "authority.yml"]
    stack.settings |= {
        "EDGE_HOST": HOST,
        "ACME_EMAIL": f"operator@{HOST}",
        "ACME_SERVER": "https://authority:14000/dir",
    }
    try:
        stack.up("authority", "edge", "acme", wait=False)
        stack.wait_until_healthy("edge")
        yield stack
    finally:
        stack.compose("rm", "--stop", "--force", "acme", "authority")
        stack.files[:], stack.settings = before
        stack.up("edge")


async def test_an_acme_client_beside_the_edge_gets_its_certificate(certified: Stack) -> None:
    place = urlsplit(certified.edge_url)

    def issuer() -> str:
        unchecked = ssl.create_default_context()
        unchecked.check_hostname, unchecked.verify_mode = False, ssl.CERT_NONE
        with (
            socket.create_connection((place.hostname or "", place.port or 443), timeout=10) as bare,
            unchecked.wrap_socket(bare, server_hostname=HOST) as secured,
        ):
            return str(secured.getpeercert(binary_form=True))

    async def taken() -> bool:
        return "Pebble" in await asyncio.to_thread(issuer)

    try:
        assert await until(taken, every=0.5, within=60)
    except TimeoutError:
        pytest.fail(certified.logs("acme", "authority", "edge"))
