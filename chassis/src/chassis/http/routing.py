"""How paths are matched: a colon separates a step from what takes it, and is no part of any key."""

from collections.abc import Iterator

from fastapi.routing import iter_route_contexts
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.types import Scope


class _Key(StringConvertor):
    """A parameter of a path. As it has no colon, `{id}:nonsense` is no id: `POST` to it is a 404, no 405."""

    regex = "[^/:]+"


def separate_steps() -> None:
    """Let no parameter of any path that is declared from now on contain a colon."""
    register_url_convertor("str", _Key())


def allowed(scope: Scope) -> list[str]:
    """The methods that the path of a request takes, in all of its operations."""
    return sorted(set(_methods(scope)))


def _methods(scope: Scope) -> Iterator[str]:
    for route in iter_route_contexts(scope["app"].router.routes):
        if route.path_regex.match(scope["path"]):
            yield from route.methods or ()
            if "GET" in (route.methods or ()):
                yield "HEAD"
