"""Every operation of a service, with each parameter and each field of its body, as the code declares them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel, ConfigDict, TypeAdapter

from chassis.process.service import Service
from chassis.resources.merge_patch import MergePatch

Path = tuple[str | int, ...]
EACH = "*"
"""In a path: whatever key or item."""


@dataclass(frozen=True)
class Field:
    """A parameter, or a field of a body."""

    place: str
    """`query`, `path`, `header` or `body`."""
    path: Path
    kind: Any
    strict: bool = False

    @cached_property
    def _adapter(self) -> TypeAdapter[Any]:
        return TypeAdapter(self.kind, config=ConfigDict(strict=True) if self.strict else None)

    def validate(self, value: Any) -> Any:
        """What is made of `value`. Raises `ValidationError`."""
        return self._adapter.validate_python(value)


@dataclass(frozen=True)
class Operation:
    """An operation."""

    service: str
    name: str
    method: str
    path: str
    parameters: tuple[Field, ...]
    body: type[BaseModel] | None
    fields: tuple[Field, ...]
    """Of the body."""


def operations(service: Service) -> Iterator[Operation]:
    """All operations of `service`."""
    for router in service.routers:
        for context in iter_route_contexts(router.routes):
            route = context.original_route
            if isinstance(route, APIRoute):
                body = _model(route.body_field.field_info.annotation) if route.body_field else None
                fields = tuple(_fields(body)) if body else ()
                parameters = tuple(_parameters(route.dependant))
                name, method = route.operation_id or route.name, min(route.methods or ["GET"])
                yield Operation(service.name, name, method, context.path or "", parameters, body, fields)


def _parameters(dependant: Dependant) -> Iterator[Field]:
    for place in ("query", "path", "header"):
        for one in getattr(dependant, f"{place}_params"):
            kind = one.field_info.annotation
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                for name, field in kind.model_fields.items():
                    yield Field(place, (field.alias or name,), field.rebuild_annotation())
            else:
                yield Field(place, (one.alias,), one.field_info.rebuild_annotation())
    for part in dependant.dependencies:
        yield from _parameters(part)


def _model(kind: Any) -> type[BaseModel] | None:
    """The model of a body; `None` of a body that is none, such as a form or a stream."""
    if isinstance(kind, type) and issubclass(kind, MergePatch):
        return kind._body
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def models_in(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """`model`, and all models of which it consists."""
    yield model
    for field in model.model_fields.values():
        for kind in _parts(field.annotation):
            yield from models_in(kind)


def _parts(kind: Any) -> Iterator[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    elif get_origin(kind) is not Literal:
        for part in get_args(kind):
            yield from _parts(part)


def _fields(model: type[BaseModel], path: Path = ()) -> Iterator[Field]:
    strict = bool(model.model_config.get("strict"))
    for name, field in model.model_fields.items():
        yield from _leaves(field.rebuild_annotation(), (*path, field.alias or name), strict)


def _leaves(kind: Any, path: Path, strict: bool) -> Iterator[Field]:
    """Each simple value in `kind`; of a union without `None`, the union itself is one."""
    plain, *rules = get_args(kind) if get_origin(kind) is Annotated else (kind,)
    origin = get_origin(plain)
    inner = [part for part in get_args(plain) if part is not NoneType]
    if isinstance(plain, type) and issubclass(plain, BaseModel):
        yield from _fields(plain, path)
    elif origin in {Union, UnionType} and len(inner) == 1:
        yield from _leaves(Annotated[inner[0], *rules] if rules else inner[0], path, strict)
    elif origin is list:
        yield from _leaves(inner[0], (*path, 0), strict)
    elif (
        origin in {dict, Mapping} and Any not in inner
    ):  # a patch of a map is checked as a whole, when merged
        yield from _leaves(inner[1], (*path, EACH), strict)
        yield Field("body", path, kind, strict)
    elif origin in {dict, Mapping}:
        return
    else:
        yield Field("body", path, kind, strict)
