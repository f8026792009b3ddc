"""Every other path under `/v1/`: forwarded to the service that answers for it."""

from fastapi import APIRouter, Request, Response

from chassis.identity import Anyone
from gateway.forwarding.exchange import Forwarding

router = APIRouter(include_in_schema=False)


_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]


@router.api_route("/v1/{path:path}", methods=_METHODS, operation_id="forward")
async def forward(_: Anyone, request: Request) -> Response:
    """The service decides who may do what; a token that is not valid goes no further than here."""
    forwarding: Forwarding = request.app.state.forwarding
    return forwarding.answer(request)
