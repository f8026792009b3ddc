"""`/`: what there is."""

from fastapi import APIRouter
from pydantic import BaseModel

from chassis.identity import Anyone
from chassis.ledger.events import SCHEMAS
from gateway.documentation import documents
from gateway.forwarding.routes import LEDGERS

router = APIRouter(tags=["index"])


class Index(BaseModel):
    """Where to begin."""

    name: str
    collections: list[str]
    """Resources; each is a list, and its members are below it."""
    ledgers: list[str]
    """The public record of each service, event by event."""
    documentation: str
    """The HTTP API, for people."""
    openapi: str
    """The same for programs (OpenAPI 3.1)."""
    events: str
    """The event streams, for people."""
    asyncapi: str
    """The same for programs (AsyncAPI 3.0)."""
    schemas: str
    """The schemas of events, by their types."""
    token: str
    """Where clients get tokens, by POST (RFC 6749, client credentials)."""
    authorization_server: str
    """What there is to know about that (RFC 8414)."""


@router.get("/", operation_id="get_index", summary="See what there is")
async def get_index(_: Anyone) -> Index:
    """The paths at which to begin. All but `token` answer as they are."""
    return Index(
        name="Compact",
        collections=documents.collections(),
        ledgers=list(LEDGERS),
        documentation="/docs",
        openapi="/openapi.json",
        events="/asyncapi",
        asyncapi="/asyncapi.json",
        schemas=SCHEMAS,
        token="/oauth/token",  # noqa: S106 # a path
        authorization_server="/.well-known/oauth-authorization-server",
    )
