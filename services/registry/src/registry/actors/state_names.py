"""That nobody takes the name of a State: it would mean two, and every row that has it would be refused."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

from chassis.database import Transaction
from chassis.problems import FieldError
from registry.actors.store.names import states_called
from registry.catalogue.entry_types import Change, Faults
from registry.catalogue.rules.names import code_key, name_keys


class Name(NamedTuple):
    """A name or code that is new to an actor."""

    pointer: str
    text: str
    keys: AbstractSet[str]


class Claim(NamedTuple):
    """That an entry gives an actor new names."""

    code: str
    """Of the entry: the actor, or an alias."""
    actor: str
    is_state: bool
    names: Sequence[Name]


async def taken(tx: Transaction, changes: Sequence[Change[Any]]) -> Faults:
    """The names of actors, and the codes of States, that are another State's.

    What an actor was called before may stay. Organisations may share a name, and are then named by code.
    """
    return await claimed(tx, [_claim(change) for change in changes])


async def claimed(
    tx: Transaction, claims: Sequence[Claim], in_doubt: Collection[tuple[str, str]] = ()
) -> Faults:
    """The new names that are another State's, or that an earlier claim gives to one.

    `in_doubt`: keys of names, each with an actor that does not have it without doubt, although it seems so.
    """
    states = await states_called(tx, {key for claim in claims for one in claim.names for key in one.keys})
    for key, actor in in_doubt:
        states.get(key, set()).discard(actor)
    faults: dict[str, list[FieldError]] = {}
    for claim in claims:
        wrong = [
            FieldError(one.pointer, f"{one.text} is a name of {', '.join(holders)}: no two States share one")
            for one in claim.names
            if (holders := _holders(states, one, claim.actor))
        ]
        if wrong:
            faults[claim.code] = wrong
        elif claim.is_state:
            for key in {key for one in claim.names for key in one.keys}:
                if (key, claim.actor) not in in_doubt:
                    states.setdefault(key, set()).add(claim.actor)
    return faults


def _claim(change: Change[Any]) -> Claim:
    actor = change.content
    return Claim(actor.code, actor.code, actor.kind == "state", list(_new_names(change)))


def _holders(states: Mapping[str, AbstractSet[str]], name: Name, code: str) -> list[str]:
    return sorted({state for key in name.keys for state in states.get(key, ())} - {code})


def _new_names(change: Change[Any]) -> Iterator[Name]:
    actor, before = change.content, change.before
    if before is None and actor.kind == "state":
        yield Name("/code", actor.code, {code_key(actor.code)})
    if before is None or before.name != actor.name:
        yield Name("/name", actor.name, name_keys(actor.name))
    for language, name in actor.names.items():
        if before is None or before.names.get(language) != name:
            yield Name(f"/names/{language}", name, name_keys(name))
