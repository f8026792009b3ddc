"""The rules of HTTP, for every operation of every process: each test lists all operations that break one."""

import re
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import NamedTuple

import httpx
import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts

from chassis.http.declared import parameters_of
from chassis.http.preconditions import needs_match
from chassis.identity import Requirement
from chassis.process.app import build_app
from chassis.process.service import Service
from chassis.testing import TokenIssuer
from chassis.testing.plugin import OpenService, client_of
from contracts.generate import SERVICES

KEY = "00000000-0000-7000-8000-000000000000"
"""Of nothing, whether ids or codes are asked for."""
OF_THEIR_OWN = {"version": "latest"}
BODIES = ("POST", "PUT", "PATCH")
Faults = AsyncIterator[str]


class Operation(NamedTuple):
    """One method of one path."""

    method: str
    path: str
    """With keys of nothing."""
    route: RouteContext
    headers: dict[str, str]
    """A token with the scope that it needs."""
    allowed: set[str]
    """All methods of its path, as the document has it."""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def is_import(self) -> bool:
        return self.path.endswith(":import")

    async def send(self, client: httpx.AsyncClient, suffix: str = "", **request: object) -> httpx.Response:
        headers = {**self.headers, **request.pop("headers", {})}  # type: ignore[dict-item] # of a request
        return await client.request(self.method, self.path + suffix, headers=headers, **request)  # type: ignore[arg-type]


def scope_of(dependant: Dependant) -> str | None:
    own = dependant.call.scope if isinstance(dependant.call, Requirement) else None
    return own or next(filter(None, map(scope_of, dependant.dependencies)), None)


def operations(routes: Sequence[RouteContext], issuer: TokenIssuer) -> Iterator[Operation]:
    allowed = defaultdict[str | None, set[str]](set)
    for route in routes:
        methods = route.methods or set()
        allowed[route.path] |= methods | ({"HEAD"} if "GET" in methods else set())
    for route in routes:
        if not route.include_in_schema or not (route.path or "").startswith("/v1/"):
            continue
        path = re.sub(r"\{(\w+)\}", lambda name: OF_THEIR_OWN.get(name[1], KEY), route.path or "")
        scope = scope_of(route.dependant)
        headers = issuer.headers(scopes=scope) if scope else {}
        for method in sorted(route.methods or ()):
            yield Operation(method, path, route, headers, allowed[route.path])


def pointers(answer: httpx.Response) -> set[str]:
    is_problem = answer.headers.get("content-type") == "application/problem+json"
    return {error["pointer"] for error in answer.json()["errors"]} if is_problem else set()


async def unknown_parameters(one: Operation, client: httpx.AsyncClient) -> Faults:
    """A parameter that is not declared is refused by its name, and the nearest one is named."""
    known = dict(parameters_of(one.route.dependant))
    misspelt = f"{max(known, key=len)}x" if known else "nonsense"
    answer = await one.send(client, f"?{misspelt}=1")
    if answer.status_code != 422 or f"?{misspelt}" not in pointers(answer):
        yield f"?{misspelt}: {answer.status_code}"
    if known and misspelt.removesuffix("x") not in answer.text.replace(misspelt, ""):
        yield f"?{misspelt}: {answer.text} names no known one"
    once = {f"?{name}" for name, repeats in known.items() if not repeats}
    answer = await one.send(client, "?" + "&".join(f"{name[1:]}=1&{name[1:]}=2" for name in once))
    if pointers(answer) & once != once:
        yield f"repeated: {answer.status_code} {once - pointers(answer)}"


async def heads(one: Operation, client: httpx.AsyncClient) -> Faults:
    """`HEAD` is `GET` without a body."""
    if one.method != "GET":
        return
    full = await one.send(client)
    bare = await client.head(one.path, headers=one.headers)
    names = (full.headers.keys() | bare.headers.keys()) - {"x-request-id", "date"}
    differing = {name for name in names if full.headers.get(name) != bare.headers.get(name)}
    if (bare.status_code, bare.content) != (full.status_code, b"") or differing:
        yield f"GET {full.status_code}, HEAD {bare.status_code} {bare.content[:20]!r} {differing}"


async def kept_answers(one: Operation, client: httpx.AsyncClient) -> Faults:
    """What a client has and is still so is not sent again; who may keep it is said."""
    if one.method != "GET":
        return
    first = await one.send(client)
    private = bool(one.headers)
    if first.headers.get("cache-control") != ("private, no-cache" if private else "no-cache"):
        yield f"Cache-Control: {first.headers.get('cache-control')}"
    if first.headers.get_list("vary", split_commas=True).count("Authorization") != 1:
        yield f"Vary: {first.headers.get('vary')}"
    if first.status_code == 200 and first.headers["content-type"] == "application/json":
        again = await one.send(client, headers={"If-None-Match": f'"other", {first.headers.get("etag")}'})
        if (again.status_code, again.content) != (304, b"") or again.headers["etag"] != first.headers["etag"]:
            yield f"If-None-Match: {again.status_code}"


async def unseen_versions(one: Operation, client: httpx.AsyncClient) -> Faults:
    """Who changes something names the version that was seen, before anything is looked at."""
    if one.method not in {"PATCH", "PUT", "DELETE"} and not needs_match(one.route.dependant):
        return
    for seen in ({}, {"If-Match": "*"}, {"If-Match": ""}, {"If-Match": '"a", *'}):
        answer = await one.send(client, headers=seen)
        if answer.status_code != 428 or pointers(answer) != {"header:If-Match"}:
            yield f"{seen}: {answer.status_code}"


async def other_bodies(one: Operation, client: httpx.AsyncClient) -> Faults:
    """A body is of the media type that is taken, can be read, and is none where none is taken."""
    if one.is_import:
        return
    if one.route.body_field is None:
        answer = await one.send(client, content=b"{}", headers={"Content-Type": "application/json"})
        if answer.status_code != 422 or pointers(answer) != {""}:
            yield f"an unwanted body: {answer.status_code}"
        return
    for kind in ("text/plain", "application/json-patch+json"):
        answer = await one.send(client, content=b"{}", headers={"Content-Type": kind})
        if answer.status_code != 415 or not answer.headers.get(f"accept-{one.method.lower()}"):
            yield f"{kind}: {answer.status_code} {answer.headers.get('accept-post')}"
    for broken in (b"{", b'{"a": "\xff"}', b"[" * 50_000):
        answer = await one.send(client, content=broken, headers={"Content-Type": "application/json"})
        if answer.status_code != 400 or pointers(answer) != {""}:
            yield f"{broken[:9]!r}: {answer.status_code} {answer.text[:200]}"


async def repeated_keys(one: Operation, client: httpx.AsyncClient) -> Faults:
    """A key that an object has twice is refused, at its place: nobody knows which is meant."""
    if one.route.body_field is None:
        return
    for kind in ("application/json", *(["application/merge-patch+json"] if one.method == "PATCH" else ())):
        for body, place in [('{"a": 1, "a": 1}', "/a"), ('{"a": [1, {"b/c": {}, "b/c": {}}]}', "/a/1/b~1c")]:
            answer = await one.send(client, content=body.encode(), headers={"Content-Type": kind})
            if answer.status_code != 422 or pointers(answer) != {place}:
                yield f"{kind} {body}: {answer.status_code} {answer.text[:200]}"


async def no_texts(one: Operation, client: httpx.AsyncClient) -> Faults:
    """What is no text in a path or a query is refused where it stands."""
    for query, place in (("?a=%00&b=c", "?a"), ("?a=b&c=%ff", "?c"), ("?a=%ED%A0%80", "?a")):
        answer = await one.send(client, query)
        if answer.status_code != 422 or pointers(answer) != {place}:
            yield f"{query}: {answer.status_code} {answer.text[:200]}"
    for ending in ("%00", "%ff"):
        answer = await client.request(one.method, f"{one.path}{ending}", headers=one.headers)
        if answer.status_code != 422 or pointers(answer) != {"path:"}:
            yield f"{ending}: {answer.status_code} {answer.text[:200]}"


async def repeated_headers(one: Operation, client: httpx.AsyncClient) -> Faults:
    """A header field of which one is meant is there once."""
    if one.method in {"GET", "HEAD"}:
        return
    for name, values in (("Idempotency-Key", "ab"), ("Content-Type", ("application/json", "text/plain"))):
        headers = [*one.headers.items(), *((name, value) for value in values)]
        answer = await client.request(one.method, one.path, headers=headers)
        if answer.status_code != 422 or f"header:{name}" not in pointers(answer):
            yield f"{name}: {answer.status_code} {answer.text[:200]}"


async def missing_rights(one: Operation, client: httpx.AsyncClient) -> Faults:
    """The challenge has an error only for who shows a token, and names the scope that a token lacks."""
    if not one.headers:
        return
    scope = scope_of(one.route.dependant)
    realm = 'Bearer realm="compact"'
    for headers, expected in [
        ({}, (401, realm)),
        ({"Authorization": "Bearer nonsense"}, (401, f'{realm}, error="invalid_token"')),
        (POOR, (403, f'{realm}, error="insufficient_scope", scope="{scope}"')),
    ]:
        answer = await client.request(one.method, one.path, headers=headers)
        if (answer.status_code, answer.headers.get("www-authenticate")) != expected:
            yield f"{answer.status_code} {answer.headers.get('www-authenticate')}"


async def other_methods(one: Operation, client: httpx.AsyncClient) -> Faults:
    """Another method is a 405 with all that there are; another step is a 404."""
    for method in {"TRACE", "GET", "POST", "PUT", "PATCH", "DELETE"} - one.allowed:
        answer = await client.request(method, one.path, headers=one.headers)
        allowed = answer.headers.get_list("allow", split_commas=True)
        if answer.status_code != 405 or sorted(allowed) != sorted(one.allowed):
            yield f"{method}: {answer.status_code} {allowed}, not {sorted(one.allowed)}"
    if ":" in one.path:
        escaped = await client.request("TRACE", one.path.replace(":", "%3A"), headers=one.headers)
        if escaped.status_code != 405:
            yield f"an escaped colon: {escaped.status_code}"


async def unknown_paths(one: Operation, client: httpx.AsyncClient) -> Faults:
    """Where nothing is, the path is named that has nothing."""
    unknown = [f"{one.path}/no/such/thing", *([f"{one.path}:nonsense"] if ":" not in one.path else ())]
    for path in unknown:
        for method in ("GET", "POST"):
            answer = await client.request(method, path, headers=one.headers)
            if answer.status_code != 404 or path not in answer.json()["detail"]:
                yield f"{method} {path}: {answer.status_code} {answer.text[:200]}"


POOR: dict[str, str] = {}
RULES: list[Callable[[Operation, httpx.AsyncClient], Faults]] = [
    unknown_parameters,
    heads,
    kept_answers,
    unseen_versions,
    other_bodies,
    repeated_keys,
    no_texts,
    repeated_headers,
    missing_rights,
    other_methods,
    unknown_paths,
]


@pytest.mark.parametrize("service", [one for one in SERVICES if one.publishes], ids=lambda one: one.name)
async def test_every_operation_keeps_the_rules_of_http(
    service: Service, open_service: OpenService, issuer: TokenIssuer
) -> None:
    runtime = await open_service(service)
    routes = list(iter_route_contexts(build_app(service, runtime.settings).routes))
    POOR.update(issuer.headers(scopes="nothing:read"))
    faults, seen = [], 0
    async with client_of(runtime, issuer) as client:
        for one in operations(routes, issuer):
            seen += 1
            for rule in RULES:
                faults += [f"{rule.__name__}: {one}: {fault}" async for fault in rule(one, client)]
    assert seen > 10
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults)
