"""Refused requests for a token, with the bodies of RFC 6749."""

from collections.abc import Mapping
from typing import ClassVar

from fastapi.responses import JSONResponse

UNCACHED = {"Cache-Control": "no-store", "Pragma": "no-cache"}


class TokenError(Exception):
    """A refused request for a token (RFC 6749, section 5.2)."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "invalid_request"
    headers: ClassVar[Mapping[str, str]] = {}

    def response(self) -> JSONResponse:
        """The refusal, as the RFC defines it."""
        body = {"error": self.code, "error_description": str(self)}
        return JSONResponse(body, self.status, headers={**UNCACHED, **self.headers})


class InvalidTokenRequestError(TokenError):
    """The request is not one for a token, or contradicts itself."""


class InvalidClientError(TokenError):
    """There is no such client with this secret, or it is disabled; which of these, it does not say."""

    status, code = 401, "invalid_client"
    headers: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": 'Basic realm="compact", charset="UTF-8"'}


class UnsupportedGrantError(TokenError):
    """Only client credentials are exchanged for tokens."""

    code = "unsupported_grant_type"


class InvalidScopeError(TokenError):
    """The client asked for a scope that none of its roles brings."""

    code = "invalid_scope"


class TooManyFailuresError(TokenError):
    """The client has failed too often in a minute: 429. The RFC has no code for it; this is its nearest."""

    status, code = 429, "temporarily_unavailable"
    headers: ClassVar[Mapping[str, str]] = {"Retry-After": "60"}
