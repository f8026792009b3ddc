"""Merge patches (RFC 7396): what is absent stays, `null` removes, an object is merged, all else is replaced.

A patch is typed by the model of what it changes, and the result is validated as a whole.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import partial
from types import UnionType, new_class
from typing import Annotated, Any, ClassVar, Generic, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, Field, GetCoreSchemaHandler, ValidationError, create_model, field_validator
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from chassis.base import pointers
from chassis.problems import FieldError, InvalidError
from chassis.problems.models import RequestBody

C = TypeVar("C", bound=BaseModel)


def merged(document: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """`document` with the changes of `patch`."""
    result = dict(document)
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        elif isinstance(value, Mapping):
            before = result.get(name)
            result[name] = merged(before if isinstance(before, Mapping) else {}, value)
        else:
            result[name] = value
    return result


def patched(content: C, patch: Mapping[str, Any]) -> C:
    """`content` with the changes of `patch`, validated as a whole. Raises `InvalidError` with each fault."""
    try:
        result = type(content).model_validate(merged(content.model_dump(mode="json"), patch))
    except ValidationError as error:
        raise InvalidError.of([FieldError(*fault) for fault in pointers.faults(error)]) from error
    # What null has removed is named as well: a field that may be left out must not pass for one that was.
    result.model_fields_set.update(type(content).model_fields.keys() & patch.keys())
    return result


class MergePatch(Mapping[str, Any], Generic[C]):
    """The body of a `PATCH`, made from the model of what it changes: its members, as JSON has them.

    `class ReportPatch(MergePatch[ReportFields])` has the fields of `ReportFields`: each may be absent, and
    null restores a default. `required`: fields that must be there.
    """

    _body: ClassVar[type[BaseModel]]

    def __init__(self, changes: Mapping[str, Any]) -> None:
        self._changes = changes

    def __getitem__(self, field: str) -> Any:
        return self._changes[field]

    def __iter__(self) -> Iterator[str]:
        return iter(self._changes)

    def __len__(self) -> int:
        return len(self._changes)

    def __init_subclass__(cls, *, required: Collection[str] = ()) -> None:
        bases = getattr(cls, "__orig_bases__", ())
        (content,) = (get_args(base)[0] for base in bases if get_origin(base) is MergePatch)
        cls._body = _body(content, cls.__name__, cls.__doc__, required)

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(cls._of, handler.generate_schema(cls._body))

    @classmethod
    def _of(cls, body: BaseModel) -> "MergePatch[C]":
        return cls(body.model_dump(mode="json", exclude_unset=True))

    def apply(self, content: C) -> C:
        """`content` with these changes. Raises `InvalidError` with each fault of the result."""
        return patched(content, self)


def merge_patch_of(content: type[C], *, required: Collection[str] = ()) -> type[MergePatch[C]]:
    """The merge patch of a model that is known at run time only."""
    name, doc = f"{content.__name__}Patch", {"__doc__": "What changes."}
    base = MergePatch[content]  # type: ignore[valid-type] # known at run time only
    return new_class(name, (base,), {"required": required}, lambda body: body.update(doc))


class _Body(RequestBody):
    """What the members of a patch have in common."""

    needed: ClassVar[frozenset[str]] = frozenset()

    @field_validator("*", mode="before")
    @classmethod
    def _keeps_what_is_needed(cls, value: Any, info: Any) -> Any:
        if value is None and info.field_name in cls.needed:
            raise PydanticCustomError("needed", "must have a value, and cannot be removed by null")
        return value


def _body(
    content: type[BaseModel], name: str, doc: str | None, required: Collection[str] = ()
) -> type[BaseModel]:
    fields: dict[str, Any] = {}
    for field, info in content.model_fields.items():
        kind = _kind(info.rebuild_annotation())
        shown = partial(Field, description=info.description, examples=info.examples)
        if field in required:
            fields[field] = (kind, shown())
        else:
            fields[field] = (kind if info.is_required() else kind | None, shown(default_factory=_absent))
    body = create_model(name, __base__=_Body, __doc__=doc, **fields)
    body.needed = frozenset(name for name, info in content.model_fields.items() if info.is_required())
    return body


def _kind(kind: Any) -> Any:
    """The type of a member of a patch: parts of an object may be absent, keys of a map may be null."""
    plain = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    if get_origin(plain) is dict:
        return dict[str, Any]  # what is left is checked as a whole
    if get_origin(plain) in {Union, UnionType}:
        kinds = tuple(map(_kind, get_args(plain)))
        if kinds == get_args(plain):
            return kind  # with its rules
        return Union[kinds]  # noqa: UP007 # of a tuple that is known at run time
    if isinstance(plain, type) and issubclass(plain, BaseModel):
        return _body(plain, f"{plain.__name__}Patch", plain.__doc__)
    return kind


def _absent() -> None:
    """A member that is absent has no value, nor a default that OpenAPI could show."""
