"""Life cycles as data: what a declaration allows, refuses and cannot be."""

import inspect

import pytest
from fastapi import APIRouter
from hypothesis import given
from hypothesis import strategies as st

from chassis.database import Transaction
from chassis.http.operation import Operation
from chassis.identity import Principal
from chassis.problems import ConflictError
from chassis.resources.lifecycle import LifeCycle, Reason, Step
from chassis.resources.steps import IncompleteLifeCycleError, Receipt, Steps, life_cycles_of
from tests.support.chassis.notebook import archiving
from tests.support.chassis.notebook.archiving import StoredNote
from tests.support.chassis.notebook.events import NoteArchived
from tests.support.chassis.notebook.lifecycle import NOTE

STATUSES = [f"status-{number}" for number in range(5)]


def step(name: str, sources: tuple[str, ...], targets: tuple[str, ...]) -> Step:
    return Step(name, f"{name} a thing", f"{name}_thing", sources, targets, "things:write", NoteArchived)


@st.composite
def life_cycles(draw: st.DrawFn) -> LifeCycle:
    """Any life cycle in which each step begins where the first status is or another step ends."""
    some = st.lists(st.sampled_from(STATUSES), min_size=1, unique=True).map(tuple)
    targets = draw(st.lists(some, min_size=1, max_size=6))
    reached = [STATUSES[0], *(status for one in targets for status in one)]
    sources = st.lists(st.sampled_from(reached), min_size=1, unique=True).map(tuple)
    steps = [step(f"step-{number}", draw(sources), one) for number, one in enumerate(targets)]
    return LifeCycle("thing", "/v1/things/{id}", STATUSES[0], tuple(steps))


@given(life_cycles(), st.sampled_from([*STATUSES, "unheard-of"]))
def test_a_step_can_be_taken_in_its_sources_and_in_no_other_status(cycle: LifeCycle, status: str) -> None:
    for one in cycle.steps:
        if status in one.sources:
            assert cycle.allows(one.name, status)
            cycle.check(one.name, status)
        else:
            with pytest.raises(ConflictError):
                cycle.check(one.name, status)


@given(life_cycles())
def test_the_statuses_begin_with_the_first_and_hold_each_source_and_target_once(cycle: LifeCycle) -> None:
    mentioned = {status for one in cycle.steps for status in (*one.sources, *one.targets)}
    assert cycle.statuses[0] == cycle.initial
    assert sorted(cycle.statuses) == sorted({cycle.initial, *mentioned})


def test_a_refusal_names_the_status_that_is_required_and_the_one_that_was_found() -> None:
    cycle = LifeCycle("thing", "/v1/things/{id}", "a", (step("go", ("a", "b"), ("b",)),))
    with pytest.raises(ConflictError, match=r"To go a thing, the status must be a or b; it is c\."):
        cycle.check("go", "c")


def test_a_step_cannot_begin_where_nothing_ends() -> None:
    with pytest.raises(ValueError, match=r"thing:go begins in \{'b'\}, where no step ends"):
        LifeCycle("thing", "/v1/things/{id}", "a", (step("go", ("b",), ("a",)),))


def test_two_steps_cannot_have_one_name() -> None:
    with pytest.raises(ValueError, match="two steps of one name"):
        LifeCycle("thing", "/v1/things/{id}", "a", (step("go", ("a",), ("b",)), step("go", ("b",), ("a",))))


def test_the_operations_of_a_service_give_its_life_cycles() -> None:
    assert life_cycles_of([archiving.router]) == [NOTE]


def test_a_step_that_no_operation_serves_is_found() -> None:
    router = APIRouter(route_class=Operation)
    Steps(router, NOTE, key=str, load=archiving.locked_note).step("restore")(archiving.restore_note)
    with pytest.raises(IncompleteLifeCycleError, match="archive is declared and not served"):
        life_cycles_of([router])


def test_a_step_and_its_body_agree_in_requiring_a_reason() -> None:
    async def without(tx: Transaction, stored: StoredNote, who: Principal) -> Receipt:
        raise NotImplementedError

    assert NOTE.step("archive").reason is Reason.REQUIRED
    steps = Steps(APIRouter(route_class=Operation), NOTE, key=str, load=archiving.locked_note)
    with pytest.raises(IncompleteLifeCycleError, match="archive_note and its body differ"):
        steps.step("archive")(without)
    with pytest.raises(IncompleteLifeCycleError, match="restore_note and its body differ"):
        steps.step("restore")(archiving.archive_note)


def test_an_operation_is_described_by_its_functions_docstring_and_its_course() -> None:
    route = next(one for one in archiving.router.routes if one.path.endswith(":archive"))  # type: ignore[attr-defined] # an APIRoute
    assert route.description.startswith(inspect.getdoc(archiving.archive_note))  # type: ignore[attr-defined] # as above
    assert "From `written` to `archived`." in route.description  # type: ignore[attr-defined] # as above
