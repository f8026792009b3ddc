"""A short way to write `If-Match` in tests: a version alone stands for the tag of that version."""

import re
from collections.abc import AsyncGenerator

import httpx

_VERSION = re.compile(r'"([0-9]+)"')
_STEP = re.compile(r":[a-z-]+$")


class SeenVersions(httpx.Auth):
    """Asks for the resource as the same caller, and puts its id before each bare version of `If-Match`.

    Where the caller finds no resource, the field stays as it is, and matches nothing.
    """

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Send the request with complete tags."""
        given = request.headers.get("if-match", "")
        if _VERSION.search(given):
            path = _STEP.sub("", request.url.path)
            kept = {name: request.headers[name] for name in {"authorization"} & request.headers.keys()}
            found = yield httpx.Request("GET", request.url.copy_with(path=path, query=None), headers=kept)
            identity = found.headers.get("etag", "").strip('"').partition(".")[0]
            if found.is_success and identity:
                request.headers["if-match"] = _VERSION.sub(rf'"{identity}.\1"', given)
        yield request
