"""The contracts, for programs: OpenAPI, AsyncAPI, and the schemas to which events refer."""

from functools import cache

from fastapi import APIRouter, Request, Response

from chassis.identity import Anyone
from chassis.ledger.events import SCHEMAS, schema_path
from chassis.problems import NotFoundError
from chassis.process.settings import ServiceSettings
from gateway.documentation import documents
from gateway.documentation.answering import Name, document, encoded

router = APIRouter(include_in_schema=False)
_READING = ["GET", "HEAD"]


@cache  # more than a megabyte, for everybody the same
def _openapi() -> bytes:
    return encoded(documents.openapi())


@cache
def _asyncapi() -> bytes:
    return encoded(documents.asyncapi())


@router.api_route("/openapi.json", methods=_READING, operation_id="get_openapi")
async def get_openapi(_: Anyone) -> Response:
    """All operations."""
    return document(_openapi())


@router.api_route("/asyncapi.json", methods=_READING, operation_id="get_asyncapi")
async def get_asyncapi(_: Anyone) -> Response:
    """All topics."""
    return document(_asyncapi())


@router.api_route(SCHEMAS, methods=_READING, operation_id="list_schemas")
async def list_schemas(_: Anyone, request: Request) -> Response:
    """The address of each schema, by the type of event."""
    settings: ServiceSettings = request.app.state.settings
    addresses = {name: settings.gateway_address + schema_path(name) for name in documents.schemas()}
    return document(encoded({"schemas": addresses}))


@router.api_route(f"{SCHEMAS}/{{event_type}}.json", methods=_READING, operation_id="get_schema")
async def get_schema(_: Anyone, request: Request, event_type: Name) -> Response:
    """The schema to which the `dataschema` of an event of that type leads."""
    schema = documents.schemas().get(event_type)
    if schema is None:
        raise NotFoundError("No event of this type is published.")
    settings: ServiceSettings = request.app.state.settings
    own = {**schema, "$id": settings.gateway_address + schema["$id"]}
    return document(encoded(own), "application/schema+json")
