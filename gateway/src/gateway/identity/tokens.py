"""Access tokens: JWTs with the identity of the client, its scopes and its party (RFC 9068's claims)."""

import time
from typing import Any

import jwt
import structlog

from chassis.base.identifiers import new_id
from chassis.database import Transaction
from chassis.problems import UnavailableError
from gateway.identity import keys
from gateway.identity.errors import InvalidScopeError
from gateway.identity.models import Client
from gateway.identity.roles import WITHDRAWN, scopes_of
from gateway.identity.wrapping import CannotUnwrapError, Wrapping
from gateway.settings import Settings

log = structlog.get_logger(__name__)


async def issue(tx: Transaction, client: Client, wanted: str | None, settings: Settings) -> dict[str, Any]:
    """The answer with a new token, for all scopes of the client or those `wanted`, separated by spaces.

    Raises `InvalidScopeError`, and `UnavailableError` when the signing key cannot be had.
    """
    scope = " ".join(sorted(_granted(client, wanted)))
    try:
        kid, private_key = await keys.current(tx, Wrapping.of(settings.key_file))
    except (CannotUnwrapError, OSError) as error:
        log.exception("no token can be signed")
        raise UnavailableError("No token can be signed now; an operator has to see to it.") from error
    now = int(time.time())
    claims = {
        "iss": settings.issuer,
        "aud": settings.audience,
        "sub": str(client.id),
        "iat": now,
        "exp": now + settings.token_lifetime,
        "jti": str(new_id()),
        "scope": scope,
        "roles": list(client.roles),
        "client_version": client.version,
    }
    if client.party is not None:
        claims["party"] = client.party
    token = jwt.encode(claims, private_key, algorithm=keys.ALGORITHM, headers={"kid": kid})
    return {
        "access_token": token,
        "token_type": "Bearer",
        "expires_in": settings.token_lifetime,
        "scope": scope,
    }


def _granted(client: Client, wanted: str | None) -> frozenset[str]:
    has = scopes_of(client.roles)
    if wanted is None:
        return has
    asked = frozenset(wanted.split()) - WITHDRAWN
    if not asked <= has:
        raise InvalidScopeError("The client's roles do not bring all of these scopes.")
    return asked
