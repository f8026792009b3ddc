"""Building a service's HTTP application: deny by default, problem documents, health, the ledger."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import lru_cache

import httpx
from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.telemetry import TelemetryConfig
from prometheus_client.registry import CollectorRegistry
from starlette.routing import BaseRoute

from chassis.http import problem_documents
from chassis.http.addresses import Proxies
from chassis.http.idempotency import StoredAnswer, stored_answer
from chassis.http.limits import Limits
from chassis.http.operation import Operation
from chassis.http.representations import Representations
from chassis.http.request_ids import RequestIds
from chassis.http.requests_by_address import RequestsByAddress
from chassis.http.routing import Grouped, fixed_paths
from chassis.identity import KeySet, Requirement, Verifier
from chassis.process import health, ledger_api, openapi
from chassis.process.metrics import api as metrics_api
from chassis.process.metrics.exposition import Exposition, RequestMetrics
from chassis.process.metrics.requests import RequestTelemetry
from chassis.process.runtime import Runtime
from chassis.process.service import Service
from chassis.process.settings import ServiceSettings
from chassis.resources.bulk.api import path_of, router_of
from chassis.resources.steps import life_cycles_of

VERSION = "1"
_NO_TELEMETRY: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
"""Of FastAPI's own: `RequestTelemetry` is ours."""


class PlainRouteError(Exception):
    """Something below `/v1/` is no `Operation`; the service does not start."""


class UndeclaredScopeError(Exception):
    """An operation does not say who may use it; the service does not start."""


def build_app(
    service: Service, settings: ServiceSettings, runtime: Runtime | None = None, *, serve: bool = True
) -> FastAPI:
    """The application of `service`. Without a `runtime` it can only describe itself (OpenAPI).

    Unless it is to `serve`, it serves health and metrics only.

    Raises `UndeclaredScopeError`, `PlainRouteError`, `IncompleteLifeCycleError`.
    """
    routes, scopes = _operations(service, serve=serve)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            client = await stack.enter_async_context(httpx.AsyncClient())
            keys = KeySet(settings.jwks_url, client, settings.revocation_patience)
            app.state.verifier = Verifier(keys, issuer=settings.issuer, audience=settings.audience)
            fresh = asyncio.create_task(keys.keep_fresh(settings.revocation_refresh), name="revocations")
            stack.callback(fresh.cancel)
            if serve and service.lifespan is not None:
                await stack.enter_async_context(service.lifespan(app))
            yield

    app = FastAPI(
        title=service.title,
        version=VERSION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        routes=routes,
        telemetry=_NO_TELEMETRY,
    )
    registry = CollectorRegistry()
    app.add_middleware(Representations)
    app.add_middleware(
        Limits,
        body_limit=settings.body_limit,
        file_limit=settings.import_limit,
        file_paths={*service.file_paths, *map(path_of, service.importers)},
    )
    if settings.requests_per_address is not None or settings.trusted_proxies:
        proxies = Proxies(settings.trusted_proxies)
        app.add_middleware(RequestsByAddress, most=settings.requests_per_address, proxies=proxies)
    app.add_middleware(RequestIds)
    app.add_middleware(RequestTelemetry, metrics=RequestMetrics(registry))
    problem_documents.install(app, str(settings.public_url))
    app.add_exception_handler(StoredAnswer, stored_answer)
    if runtime is not None:
        app.state.exposition = Exposition(runtime, registry)
        app.state.runtime = runtime
        app.state.database = runtime.database
        app.state.settings = settings
    openapi.describe(app, scopes)
    return app


@lru_cache(maxsize=8)  # FastAPI takes a millisecond for each operation
def _operations(service: Service, *, serve: bool) -> tuple[list[BaseRoute], dict[str, str | None]]:
    """What is served, and the scope that each operation needs."""
    life_cycles_of(service.routers)  # raises for what is not as it is declared
    all_of_them = APIRouter()
    routers = list(_routers(service, serve=serve))
    fixed = fixed_paths(routers)
    for router in routers:
        all_of_them.include_router(Grouped(router, fixed))
    return all_of_them.routes, _scopes(all_of_them.routes)


def _routers(service: Service, *, serve: bool) -> Iterator[APIRouter]:
    if serve:
        yield from map(router_of, service.importers)  # first: `imports` is nobody's id
        yield from service.routers
    yield from (health.router, metrics_api.router)
    if serve and service.publishes:
        yield ledger_api.router


def _scopes(routes: Sequence[BaseRoute]) -> dict[str, str | None]:
    """The scope that each operation needs, by operation id."""
    scopes = {}
    for route in iter_route_contexts(routes):
        if not isinstance(route.original_route, APIRoute):
            raise UndeclaredScopeError(f"{route.path} is no API operation")
        declared = list(_requirements(route.dependant))
        if not declared:
            raise UndeclaredScopeError(f"{sorted(route.methods or ())} {route.path} declares no scope")
        is_described = route.include_in_schema and (route.path or "").startswith("/v1/")
        if is_described and not isinstance(route.original_route, Operation):
            raise PlainRouteError(f"{route.path} needs APIRouter(route_class=Operation)")
        scopes[route.unique_id] = next((one.scope for one in declared if one.scope), None)
    return scopes


def _requirements(dependant: Dependant) -> Iterator[Requirement]:
    if isinstance(dependant.call, Requirement):
        yield dependant.call
    for part in dependant.dependencies:
        yield from _requirements(part)
