"""The class of every operation below `/v1/`: `APIRouter(route_class=Operation)`."""

from collections.abc import Callable, Coroutine
from functools import cached_property
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from chassis.http import idempotency
from chassis.http.declared import Declaration, declaration_of
from chassis.http.json_bodies import JsonRequest


class Operation(APIRoute):
    """Takes what it declares and nothing else; what came with an idempotency key has one answer.

    That answer is stored inside the transaction of the request.
    """

    @cached_property
    def declaration(self) -> Declaration:
        """What it takes."""
        return declaration_of(self)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's handler, with what comes before it and after it."""
        handle = super().get_route_handler()

        async def handle_declared(request: Request) -> Response:
            request = JsonRequest(request.scope, request.receive)
            await self.declaration.check(request)
            response = await handle(request)
            idempotency.store_answer(request, response)
            return response

        return handle_declared
