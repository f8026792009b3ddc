"""The page of the documentation that draws every life cycle, made from the services' declarations. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from chassis.process.service import Service
from chassis.resources.lifecycle import LifeCycle, Reason, Step
from chassis.resources.steps import life_cycles_of

PAGE = "life-cycles.md"
_INTRODUCTION = """\
# Life cycles

Which steps a thing can take, from which status, by whom. `./compact contracts` makes this page from the code.

A step is `POST` to the path of the thing, followed by `:` and the step's name. It needs `If-Match` with the
`ETag` of the version that you have seen (428 without one, 412 when it is stale; `*` is not enough) and takes
an `Idempotency-Key`. The answer is a receipt with the `id`, the new `version` and `status`, and the
`event_id` under which the step stands in the ledger. In any other status the answer is 409, and nothing is
stored. An arrow that is called `PATCH` is no step: a change takes the thing back to where it was, and the
steps after that are to be taken again.
"""
_REASONS: Mapping[Reason, str] = {Reason.REQUIRED: "required", Reason.OPTIONAL: "optional", Reason.NONE: ""}


def page(services: Sequence[Service]) -> str:
    """The whole page."""
    return "\n".join([_INTRODUCTION, *(part for service in services for part in _of_service(service))])


def _of_service(service: Service) -> Iterator[str]:
    life_cycles = life_cycles_of(service.routers)
    if life_cycles:
        yield f"## {service.title}\n"
    for life_cycle in sorted(life_cycles, key=lambda one: one.noun):
        yield f"### {life_cycle.noun.capitalize()}\n"
        yield f"`{life_cycle.path}`\n"
        yield diagram(life_cycle)
        yield _table(life_cycle)


def diagram(life_cycle: LifeCycle) -> str:
    """The life cycle as a state diagram in Mermaid."""
    lines = [f"[*] --> {life_cycle.initial}"]
    for step in life_cycle.steps:
        lines += [f"{source} --> {target}: {step.name}" for source in step.sources for target in step.targets]
    lines += [f"{source} --> {target}: PATCH" for source, target in life_cycle.taken_back]
    return "\n".join(["```mermaid", "stateDiagram-v2", *(f"    {line}" for line in lines), "```\n"])


def _table(life_cycle: LifeCycle) -> str:
    header = "| step | what it does | from | to | scope | reason | event |\n|---|---|---|---|---|---|---|"
    return "\n".join([header, *map(_row, life_cycle.steps), ""])


def _row(step: Step) -> str:
    sources, targets = (", ".join(some).replace("_", " ") for some in (step.sources, step.targets))
    cells = (f"`{step.name}`", step.summary, sources, targets, f"`{step.scope}`", _REASONS[step.reason])
    return f"| {' | '.join(cells)} | `{step.event.event_type}` |"
