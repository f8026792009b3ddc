"""`GET /metrics`: what Prometheus scrapes. Every process has it, and it is no part of the contract."""

from fastapi import APIRouter, Depends, HTTPException, Request, Response

from chassis.identity import anyone
from chassis.process.metrics.exposition import MEDIA_TYPE, Exposition
from chassis.process.operators_view import shows_operations

router = APIRouter(include_in_schema=False, dependencies=[Depends(anyone)])


@router.get("/metrics", operation_id="read_metrics")
async def read_metrics(request: Request) -> Response:
    """The metrics in Prometheus's text format; 404 where the world may ask."""
    if not shows_operations(request):
        raise HTTPException(404)  # as for any path that is not there
    exposition: Exposition = request.app.state.exposition
    return Response(await exposition.text(), media_type=MEDIA_TYPE)
