"""A time that a client names has a zone: without one nobody knows when it is."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel, TypeAdapter, ValidationError

from chassis.process.service import Service
from contracts.generate import SERVICES

WITH, WITHOUT = "2026-01-01T00:00:00Z", "2026-01-01T00:00:00"


def _parameters(dependant: Dependant) -> Iterator[tuple[str, Any]]:
    for one in (*dependant.query_params, *dependant.path_params, *dependant.header_params):
        kind = one.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from ((name, field.rebuild_annotation()) for name, field in kind.model_fields.items())
        else:
            yield one.name, one.field_info.rebuild_annotation()
    for part in dependant.dependencies:
        yield from _parameters(part)


def _is_taken(kind: Any, text: str) -> bool:
    try:
        return isinstance(TypeAdapter(kind).validate_strings(text), datetime)
    except ValidationError:
        return False


def _times(service: Service) -> Iterator[tuple[str, Any]]:
    """Each parameter that takes a time, with its operation."""
    for router in service.routers:
        for route in iter_route_contexts(router.routes):
            if isinstance(route.original_route, APIRoute):
                for name, kind in _parameters(route.original_route.dependant):
                    if _is_taken(kind, WITH):
                        yield f"{service.name}: {route.path} {name}", kind


def test_a_time_without_a_zone_is_refused_by_every_operation() -> None:
    times = [one for service in SERVICES for one in _times(service)]
    assert len(times) > 10
    assert [where for where, kind in times if _is_taken(kind, WITHOUT)] == []


def test_what_would_be_refused_is_seen() -> None:
    assert _is_taken(datetime | None, WITHOUT)
    assert not _is_taken(date, WITH)
