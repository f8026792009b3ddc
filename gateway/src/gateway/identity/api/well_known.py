"""`/.well-known/`: the public keys of tokens, and the facts about their issuer."""

from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from chassis.http.session import Read
from chassis.identity import Anyone
from gateway.identity import clients, keys
from gateway.identity.roles import ALL_SCOPES
from gateway.settings import Settings

router = APIRouter(tags=["tokens"])

MAX_AGE = 10
"""Seconds for which an answer may be kept on the way: a revocation must be everywhere within a minute."""


class KeySetBody(BaseModel):
    """A JWK set (RFC 7517), with the revocations that are to be known with it."""

    keys: list[dict[str, Any]]
    revoked: dict[str, int]
    """By client (`sub`): tokens with a `client_version` below this are refused, though they are valid."""


class IssuerBody(BaseModel):
    """Authorization server metadata (RFC 8414)."""

    issuer: str
    token_endpoint: str
    jwks_uri: str
    grant_types_supported: list[str]
    response_types_supported: list[str]
    token_endpoint_auth_methods_supported: list[str]
    scopes_supported: list[str]


@router.get("/.well-known/jwks.json", operation_id="get_keys", summary="Get the public keys of tokens")
async def get_keys(_: Anyone, session: Read, request: Request, response: Response) -> KeySetBody:
    """Every key that a token which is valid now, or is issued within the next seconds, can be signed with."""
    settings: Settings = request.app.state.settings
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE}"
    lifetime = settings.token_lifetime
    return KeySetBody(
        keys=await keys.published(session, lifetime), revoked=await clients.revoked(session, lifetime)
    )


@router.get(
    "/.well-known/oauth-authorization-server", operation_id="get_issuer", summary="Get the issuer's metadata"
)
async def get_issuer(_: Anyone, request: Request) -> IssuerBody:
    """How tokens are to be had and checked."""
    settings: Settings = request.app.state.settings
    base = settings.gateway_address
    return IssuerBody(
        issuer=settings.issuer,
        token_endpoint=f"{base}/oauth/token",
        jwks_uri=f"{base}/.well-known/jwks.json",
        grant_types_supported=["client_credentials"],
        response_types_supported=[],
        token_endpoint_auth_methods_supported=["client_secret_basic", "client_secret_post"],
        scopes_supported=sorted(ALL_SCOPES),
    )
