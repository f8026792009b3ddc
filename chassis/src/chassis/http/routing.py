"""How paths are matched: a colon separates a step from what takes it, and is no part of any key."""

from collections.abc import Iterator

from fastapi import APIRouter
from fastapi.routing import iter_route_contexts
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.routing import Match
from starlette.types import Scope


class _Key(StringConvertor):
    """A parameter of a path. As it has no colon, `{id}:nonsense` is no id: `POST` to it is a 404, no 405."""

    regex = "[^/:]+"


def separate_steps() -> None:
    """Let no parameter of any path that is declared from now on contain a colon."""
    register_url_convertor("str", _Key())


class Grouped(APIRouter):
    """The operations of a router, asked only for paths that begin as one of theirs does.

    FastAPI asks each operation in turn; with some two hundred of them that is a tenth of what a read costs.
    """

    def __init__(self, router: APIRouter) -> None:
        super().__init__(routes=router.routes)
        self._beginnings = {_beginning(route.path or "") for route in iter_route_contexts(router.routes)}
        self._is_open = any("{" in beginning for beginning in self._beginnings)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether one of the operations is meant."""
        if self._is_open or _beginning(scope["path"]) in self._beginnings:
            return super().matches(scope)
        return Match.NONE, {}


def _beginning(path: str) -> str:
    """`/v1/actors` of `/v1/actors/KEN` and of `/v1/actors:import`."""
    return "/".join(path.split("/", 3)[:3]).partition(":")[0]


def allowed(scope: Scope) -> list[str]:
    """The methods that the path of a request takes, in all of its operations."""
    return sorted(set(_methods(scope)))


def _methods(scope: Scope) -> Iterator[str]:
    for route in iter_route_contexts(scope["app"].router.routes):
        if route.path_regex.match(scope["path"]):
            yield from route.methods or ()
            if "GET" in (route.methods or ()):
                yield "HEAD"
