"""Who stands above whom, by parents alone or across memberships too: nobody above itself."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby

from chassis.database import Transaction
from chassis.problems import FieldError
from registry.actors.store.memberships import above
from registry.catalogue.entry_types import Faults
from registry.catalogue.rules.hierarchy import cycle


@dataclass(frozen=True, slots=True)
class Step:
    """That an entry puts one code right above another, by the field at `pointer`."""

    code: str
    """Of the entry."""
    low: str
    high: str
    pointer: str


async def cycles(tx: Transaction, steps: Sequence[Step], undone: Collection[tuple[str, str]] = ()) -> Faults:
    """The first field of each entry by which somebody would stand above itself, and the chain.

    `undone`: who no longer stands below whom, according to the same entries.
    """
    if not steps:
        return {}
    ways = await above(tx, {step.high for step in steps})
    for low, high in undone:
        ways.get(low, set()).discard(high)
    faults: dict[str, list[FieldError]] = {}
    for code, of_entry in groupby(steps, lambda step: step.code):
        own = list(of_entry)
        chains = ((step.pointer, cycle(ways, step.low, step.high)) for step in own)
        wrong = next(((pointer, chain) for pointer, chain in chains if chain is not None), None)
        if wrong is None:
            for step in own:
                ways.setdefault(step.low, set()).add(step.high)
        else:
            pointer, chain = wrong
            faults[code] = [FieldError(pointer, f"{chain[0]} would stand above itself: {' > '.join(chain)}")]
    return faults
