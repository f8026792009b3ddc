"""`POST /oauth/token`: client credentials for an access token."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from chassis.http.session import Write
from chassis.identity import ANONYMOUS, Principal, Requirement
from gateway.identity import clients, token_request, tokens
from gateway.identity.errors import UNCACHED, TokenError
from gateway.settings import Settings

router = APIRouter(tags=["tokens"])


class _OwnCredentials(Requirement):
    """For this one operation: its Authorization header has a client's secret, and no token to be verified."""

    async def __call__(
        self,
        request: Request,
        authorization: Annotated[str | None, Header(include_in_schema=False)] = None,  # noqa: ARG002 # inherited
    ) -> Principal:
        request.state.principal = ANONYMOUS
        return ANONYMOUS


class TokenBody(BaseModel):
    """An access token (RFC 6749, section 5.1)."""

    access_token: str
    token_type: str
    expires_in: int
    """Seconds."""
    scope: str


class RefusalBody(BaseModel):
    """Why there is no token (RFC 6749, section 5.2)."""

    error: str
    error_description: str


_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            token_request.FORM: {
                "schema": {
                    "type": "object",
                    "required": ["grant_type"],
                    "properties": {
                        "grant_type": {"const": "client_credentials"},
                        "scope": {"type": "string", "description": "Separated by spaces; absent: all."},
                        "client_id": {"type": "string"},
                        "client_secret": {"type": "string", "format": "password"},
                    },
                }
            }
        },
    }
}


@router.post(
    "/oauth/token",
    operation_id="issue_token",
    summary="Get an access token",
    openapi_extra=_FORM,
    responses={status: {"model": RefusalBody} for status in (400, 401, 429)},
    response_model=TokenBody,
    dependencies=[Depends(_OwnCredentials(None))],
)
async def issue_token(tx: Write, request: Request) -> Response:
    """The client shows its id and secret by HTTP Basic or in the form."""
    try:
        asked = token_request.read(
            request.headers.get("content-type", ""),
            request.headers.get("authorization"),
            await request.body(),
        )
        client = await clients.authenticate(tx, asked.client_id, asked.secret)
        settings: Settings = request.app.state.settings
        token = await tokens.issue(tx, client, asked.scope, settings)
    except TokenError as error:  # answered and not raised on: what it has counted is to be committed
        return error.response()
    return JSONResponse(token, headers=UNCACHED)
