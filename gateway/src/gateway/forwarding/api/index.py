"""`/`: what there is."""

from fastapi import APIRouter
from pydantic import BaseModel

from chassis.identity import Anyone
from gateway.forwarding.routes import LEDGERS, SERVICE_OF

router = APIRouter(tags=["index"])


class Index(BaseModel):
    """Where to begin."""

    name: str
    collections: list[str]
    """Resources; each is a list, and its members are below it."""
    ledgers: list[str]
    """The public record of each service, event by event."""
    token: str
    """Where clients get tokens (RFC 6749, client credentials)."""
    authorization_server: str
    """What there is to know about that (RFC 8414)."""


@router.get("/", operation_id="get_index", summary="See what there is")
async def get_index(_: Anyone) -> Index:
    """The paths at which to begin."""
    return Index(
        name="Compact",
        collections=list(SERVICE_OF),
        ledgers=list(LEDGERS),
        token="/oauth/token",  # noqa: S106 # a path
        authorization_server="/.well-known/oauth-authorization-server",
    )
