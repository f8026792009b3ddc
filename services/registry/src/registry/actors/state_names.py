"""That nobody takes the name of a State: it would mean two, and every row that has it would be refused."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

from chassis.database import Transaction
from chassis.problems import FieldError
from registry.actors.store.names import states_called
from registry.catalogue.entry_types import Change, Faults
from registry.catalogue.rules.names import code_key, name_keys


class _Name(NamedTuple):
    """A name or code that is new to an actor."""

    pointer: str
    text: str
    keys: AbstractSet[str]


async def taken(tx: Transaction, changes: Sequence[Change[Any]]) -> Faults:
    """The names of actors, and the codes of States, that are another State's.

    What an actor was called before may stay. Organisations may share a name, and are then named by code.
    """
    named = {change.content.code: list(_new_names(change)) for change in changes}
    states = await states_called(tx, {key for own in named.values() for one in own for key in one.keys})
    faults: dict[str, list[FieldError]] = {}
    for change in changes:
        code = change.content.code
        wrong = [
            FieldError(one.pointer, f"{one.text} is a name of {', '.join(holders)}: no two States share one")
            for one in named[code]
            if (holders := _holders(states, one, code))
        ]
        if wrong:
            faults[code] = wrong
        elif change.content.kind == "state":
            for one in named[code]:
                for key in one.keys:
                    states.setdefault(key, set()).add(code)
    return faults


def _holders(states: Mapping[str, AbstractSet[str]], name: _Name, code: str) -> list[str]:
    return sorted({state for key in name.keys for state in states.get(key, ())} - {code})


def _new_names(change: Change[Any]) -> Iterator[_Name]:
    actor, before = change.content, change.before
    if before is None and actor.kind == "state":
        yield _Name("/code", actor.code, {code_key(actor.code)})
    if before is None or before.name != actor.name:
        yield _Name("/name", actor.name, name_keys(actor.name))
    for language, name in actor.names.items():
        if before is None or before.names.get(language) != name:
            yield _Name(f"/names/{language}", name, name_keys(name))
