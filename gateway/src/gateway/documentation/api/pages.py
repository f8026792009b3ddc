"""The pages, for people: the API to read and try, and the event streams."""

from functools import cache

from fastapi import APIRouter, Response

from chassis.identity import Anyone
from chassis.problems import NotFoundError
from gateway.documentation import documents, event_page, problem_page, viewer
from gateway.documentation.answering import VIEWER, Name, answer, page

router = APIRouter(include_in_schema=False)
_READING = ["GET", "HEAD"]


@cache
def _event_page() -> str:
    return event_page.page(documents.asyncapi())


@router.api_route("/docs", methods=_READING, operation_id="read_api")
async def read_api(_: Anyone) -> Response:
    """The API."""
    return page(viewer.viewer("Compact: HTTP API"), VIEWER)


@router.api_route("/asyncapi", methods=_READING, operation_id="read_events")
async def read_events(_: Anyone) -> Response:
    """The event streams."""
    return page(_event_page())


@router.api_route("/problems/{kind}", methods=_READING, operation_id="read_problem")
async def read_problem(_: Anyone, kind: Name) -> Response:
    """What a type of problem means: where the `type` of a problem document leads."""
    found = documents.problems().get(kind)
    if found is None:
        raise NotFoundError("There is no such type of problem.")
    return page(problem_page.page(found))


@router.api_route("/docs/assets/{name}", methods=_READING, operation_id="get_asset")
async def get_asset(_: Anyone, name: Name) -> Response:
    """What the pages are made of."""
    found = viewer.asset(name)
    if found is None:
        raise NotFoundError("The pages have no such part.")
    return answer(*found)
