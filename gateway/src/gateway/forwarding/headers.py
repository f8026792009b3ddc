"""Which header fields travel through the gateway, and which do not (RFC 9110, section 7.6).

Left behind are the fields that concern one connection only, those by which a client could claim to come from
elsewhere, and those that the gateway writes itself.
"""

from collections.abc import Iterable, Iterator
from urllib.parse import quote, urlsplit

from multidict import CIMultiDict
from starlette.requests import Request

from chassis.problems import InvalidError
from chassis.telemetry import tracing
from gateway.forwarding.routes import Destination

Fields = Iterable[tuple[bytes, bytes]]

HOP_BY_HOP = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
_OWN_TO_SERVICE = frozenset({b"host", b"expect", b"forwarded", b"via", b"x-request-id", b"traceparent"})
_CLAIMS = b"x-forwarded-"
_OWN_TO_CLIENT = frozenset({b"date", b"server", b"x-request-id"})


def to_service(request: Request, public_url: str) -> CIMultiDict[str]:
    """The header fields that go with `request` to a service. Raises `InvalidError`: one is not UTF-8."""
    fields = CIMultiDict[str]()
    for name, value in _end_to_end(request.headers.raw):
        if name not in _OWN_TO_SERVICE and not name.startswith(_CLAIMS):
            fields.add(name.decode("ascii"), _text(name, value))
    here = urlsplit(public_url)
    fields["Via"] = f"{request.scope['http_version']} compact"
    fields["X-Forwarded-For"] = request.client.host if request.client else "unknown"
    fields["X-Forwarded-Host"] = here.netloc
    fields["X-Forwarded-Path"] = quote(request.scope["path"], safe="/:!$&'()*+,;=@~")
    fields["X-Forwarded-Proto"] = here.scheme
    fields["X-Request-Id"] = request.state.request_id
    if (traceparent := tracing.current()) is not None:
        fields["traceparent"] = traceparent
    return fields


def to_client(fields: Fields, destination: Destination) -> list[tuple[bytes, bytes]]:
    """The header fields of a service's answer that go to the client."""
    kept = [(name, value) for name, value in _end_to_end(fields) if name not in _OWN_TO_CLIENT]
    if destination.renamed is None:
        return kept
    there, here = (f"<{path}?".encode() for path in destination.renamed)
    return [(name, value.replace(there, here) if name == b"link" else value) for name, value in kept]


def _end_to_end(fields: Fields) -> Iterator[tuple[bytes, bytes]]:
    lower = [(name.lower(), value) for name, value in fields]
    named = {
        part.strip().lower() for name, value in lower if name == b"connection" for part in value.split(b",")
    }
    dropped = HOP_BY_HOP | named
    return ((name, value) for name, value in lower if name not in dropped)


def _text(name: bytes, value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError as error:
        raise InvalidError.at(f"header:{name.decode('ascii')}", "must be UTF-8") from error
