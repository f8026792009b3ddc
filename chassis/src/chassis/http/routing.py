"""How paths are matched: a colon separates a step from what takes it, and is no part of any key."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from fastapi import APIRouter
from fastapi.routing import iter_route_contexts
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import Receive, Scope, Send


class _Key(StringConvertor):
    """A parameter of a path. As it has no colon, `{id}:nonsense` is no id: `POST` to it is a 404, no 405."""

    regex = "[^/:]+"


def separate_steps() -> None:
    """Let no parameter of any path that is declared from now on contain a colon."""
    register_url_convertor("str", _Key())


class FixedPath(NamedTuple):
    """A path without parameters."""

    operation: str
    """The first of those that have it."""
    methods: frozenset[str]


FixedPaths = Mapping[str, FixedPath]
"""By path."""


def fixed_paths(routers: Iterable[APIRouter]) -> FixedPaths:
    """What the paths without parameters take."""
    found = dict[str, FixedPath]()
    for router in routers:
        for route in iter_route_contexts(router.routes):
            path = route.path or ""
            if "{" not in path:
                known = found.get(path, FixedPath(route.unique_id, frozenset()))
                found[path] = known._replace(methods=known.methods | (route.methods or set()))
    return found


class Grouped(APIRouter):
    """The operations of a router, asked only for paths that begin as one of theirs does.

    FastAPI asks each operation in turn; with some two hundred of them that is a tenth of what a read costs.
    A fixed path comes before those with parameters that it would fit, in all of its methods, as in OpenAPI:
    `DELETE /v1/practices/submissions` is about no practice of that code.
    """

    def __init__(self, router: APIRouter, fixed: FixedPaths) -> None:
        """`fixed`: of the whole application."""
        super().__init__(routes=router.routes)
        self._fixed = fixed
        self._beginnings = {_beginning(route.path or "") for route in iter_route_contexts(router.routes)}
        self._is_open = any("{" in beginning for beginning in self._beginnings)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether one of the operations is meant."""
        if self._is_open or _beginning(scope["path"]) in self._beginnings:
            return (Match.PARTIAL, {}) if self._lacks_method(scope) else super().matches(scope)
        return Match.NONE, {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the operation answer."""
        if self._lacks_method(scope):
            scope["state"]["operation"] = self._fixed[scope["path"]].operation
            raise HTTPException(405)
        await super().handle(scope, receive, send)

    def _lacks_method(self, scope: Scope) -> bool:
        fixed = self._fixed.get(scope["path"])
        return fixed is not None and scope["method"] not in fixed.methods


def _beginning(path: str) -> str:
    """`/v1/actors` of `/v1/actors/KEN` and of `/v1/actors:import`."""
    return "/".join(path.split("/", 3)[:3]).partition(":")[0]


def allowed(scope: Scope) -> list[str]:
    """The methods that the path of a request takes, in all of its operations."""
    return sorted(set(_methods(scope)))


def _methods(scope: Scope) -> Iterator[str]:
    path = scope["path"]
    fitting = [one for one in iter_route_contexts(scope["app"].router.routes) if one.path_regex.match(path)]
    for route in [one for one in fitting if one.path == path] or fitting:
        yield from route.methods or ()
        if "GET" in (route.methods or ()):
            yield "HEAD"
