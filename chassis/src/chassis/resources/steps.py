"""The steps of a life cycle over HTTP: one form of operation, of preconditions and of answer for all of them.

Whoever takes a step must have seen what the step is about: `If-Match` names that version. A repetition with
the same idempotency key gets the first answer before `If-Match` is compared.
"""

import inspect
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Annotated, Any, Concatenate, Generic, ParamSpec, Protocol, Self, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.routing import APIRoute

from chassis.database import Transaction
from chassis.http.idempotency import WriteOnce
from chassis.http.preconditions import IfMatch, Tagged, Tagging, Versioned, check_match
from chassis.identity import Principal, requires
from chassis.problems.models import RequestBody, ResponseBody
from chassis.resources.lifecycle import LifeCycle, Reason, Step
from chassis.values import RequiredProse


class Staged(Versioned, Protocol):
    """A thing with a life cycle."""

    @property
    def status(self) -> str:
        """Derived from its facts."""


class Receipt(ResponseBody):
    """That a step is on record.

    When it happened, the ledger decides at the end of the transaction: the resource shows it afterwards.
    """

    id: UUID
    version: int
    event_id: UUID
    """The step's event: in the public ledger if everyone may know of the step, else kept for audit only."""
    status: str
    """After the step."""

    @classmethod
    def of(cls, after: Staged, event_id: UUID) -> Self:
        """The receipt of a step, by the thing `after` it and the step's event."""
        return cls(id=after.id, version=after.version, event_id=event_id, status=after.status)


class ReasonBody(RequestBody):
    """Why a step is taken."""

    reason: RequiredProse


T = TypeVar("T", bound=Staged)
P = ParamSpec("P")
Load = Callable[[Transaction, Any, Principal], Awaitable[T]]
"""Gives the thing with a key, locked until the end, if the caller may take the step; else it raises."""
Take = Callable[Concatenate[Transaction, T, Principal, P], Awaitable[Receipt]]
"""Takes a step that can be taken. What it asks for beyond the first three comes from the request, as FastAPI
reads it from the annotations: a body, as a rule."""


class IncompleteLifeCycleError(Exception):
    """A step is declared without an operation, or in another form than it is declared."""


class StepEndpoint:
    """The operation of one step."""

    def __init__(
        self, life_cycle: LifeCycle, step: Step, key: inspect.Parameter, load: Any, take: Any
    ) -> None:
        self.life_cycle, self.step = life_cycle, step
        self._key, self._load, self._take = key.name, load, take
        self.__name__ = step.operation_id
        _, _, _, *more = inspect.signature(take).parameters.values()
        _check_reason(step, more)
        bodies = [one for one in more if _is_body(one.annotation)]
        self.takes_body = bool(bodies)
        self.needs_body = any(
            field.is_required() for one in bodies for field in one.annotation.model_fields.values()
        )
        """Whether a field must be given: where none is, no body is the same as an empty one."""
        self.__signature__ = inspect.Signature(
            [
                _parameter("who", Annotated[Principal, Depends(requires(step.scope))]),
                _parameter("tx", WriteOnce),  # after the principal: a refused caller opens no transaction
                key,
                _parameter("if_match", IfMatch),
                _parameter("tagged", Tagged),
                *(self._asked_for(one) for one in more),
            ],
            return_annotation=Receipt,
        )

    def _asked_for(self, one: inspect.Parameter) -> inspect.Parameter:
        is_optional = _is_body(one.annotation) and not self.needs_body
        default = one.annotation() if is_optional else one.default
        return one.replace(kind=inspect.Parameter.KEYWORD_ONLY, default=default)

    async def __call__(
        self, *, who: Principal, tx: Transaction, if_match: str, tagged: Tagging, **request: Any
    ) -> Receipt:
        """Take the step, unless it is not the caller's, not of this version, or not of this status."""
        thing = await self._load(tx, request.pop(self._key), who)
        check_match(if_match, thing)
        self.life_cycle.check(self.step.name, thing.status)
        receipt: Receipt = await self._take(tx, thing, who, **request)
        return tagged(receipt)


class Steps(Generic[T]):
    """Attaches the steps of a life cycle to a router, which needs `route_class=Operation`."""

    def __init__(self, router: APIRouter, life_cycle: LifeCycle, *, key: Any, load: Load[T]) -> None:
        self._router, self._life_cycle, self._load = router, life_cycle, load
        self._key = _parameter(life_cycle.path.partition("{")[2].partition("}")[0], key)

    def step(self, name: str, *, load: Load[T] | None = None) -> Callable[[Take[T, P]], Take[T, P]]:
        """Let a function take the step `name`; its docstring describes the operation."""
        step = self._life_cycle.step(name)

        def attach(take: Take[T, P]) -> Take[T, P]:
            self._router.add_api_route(
                f"{self._life_cycle.path}:{step.name}",
                StepEndpoint(self._life_cycle, step, self._key, load or self._load, take),
                methods=["POST"],
                operation_id=step.operation_id,
                summary=step.summary,
                description=f"{inspect.getdoc(take) or step.summary}\n\n{_course(step)}",
                openapi_extra={"x-life-cycle": _extension(self._life_cycle, step)},
            )
            return take

        return attach


def endpoints_of(routers: Sequence[APIRouter]) -> Iterator[StepEndpoint]:
    """All operations of steps that are attached to `routers`."""
    for router in routers:
        for route in router.routes:
            if isinstance(route, APIRoute) and isinstance(route.endpoint, StepEndpoint):
                yield route.endpoint


def life_cycles_of(routers: Sequence[APIRouter]) -> list[LifeCycle]:
    """The life cycles whose steps `routers` serve. Raises `IncompleteLifeCycleError`."""
    attached = [(one.life_cycle, one.step.name) for one in endpoints_of(routers)]
    life_cycles = list({id(one): one for one, _ in attached}.values())
    for life_cycle in life_cycles:
        for step in life_cycle.steps:
            if (life_cycle, step.name) not in attached:
                raise IncompleteLifeCycleError(f"{life_cycle.path}:{step.name} is declared and not served")
    return life_cycles


def _parameter(name: str, annotation: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation)


def _is_body(annotation: Any) -> bool:
    return inspect.isclass(annotation) and issubclass(annotation, RequestBody)


def _check_reason(step: Step, parameters: Sequence[inspect.Parameter]) -> None:
    fields = [getattr(one.annotation, "model_fields", {}).get("reason") for one in parameters]
    if (step.reason is Reason.REQUIRED) != any(field and field.is_required() for field in fields):
        raise IncompleteLifeCycleError(f"{step.operation_id} and its body differ in requiring a reason")


def _course(step: Step) -> str:
    """The statuses before and after a step, as a sentence."""
    sources, targets = (" or ".join(f"`{one}`" for one in some) for some in (step.sources, step.targets))
    return (
        f"From {sources} to {targets}. Requires the `ETag` of the version that you have seen in `If-Match`."
    )


def _extension(life_cycle: LifeCycle, step: Step) -> dict[str, Any]:
    return {
        "noun": life_cycle.noun,
        "step": step.name,
        "from": list(step.sources),
        "to": list(step.targets),
        "event": step.event.event_type,
        "reason": step.reason.value,
    }
