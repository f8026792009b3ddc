"""That nobody takes the name of a State: it would mean two, and every row that has it would be refused."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

from chassis.database import Transaction
from chassis.problems import FieldError
from registry.actors.store.names import holders
from registry.catalogue.entry_types import Change, Faults
from registry.catalogue.rules.names import asked, code_key, name_keys


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
    """The names and further codes of actors, and the codes of States, that mean another State.

    What an actor was called before may stay. Organisations may share a name, and are then named by code.
    """
    return await claimed(tx, [_claim(change) for change in changes])


async def claimed(
    tx: Transaction, claims: Sequence[Claim], in_doubt: Collection[tuple[str, str]] = ()
) -> Faults:
    """The new names that mean another State, or will by an earlier claim.

    `in_doubt`: keys of names, each with an actor that does not have it without doubt, although it seems so.
    """
    names = [one for claim in claims for one in claim.names]
    known = await holders(tx, {key for one in names for _, key in asked(one.text)})
    for key, actor in in_doubt:
        known[key][actor] = False
    faults: dict[str, list[FieldError]] = {}
    for claim in claims:
        wrong = [
            FieldError(
                one.pointer,
                f"{one.text} means {', '.join(sorted(states))}: a name of a State is nobody else's",
            )
            for one in claim.names
            if (states := _meant(known, one.text) - {claim.actor})
        ]
        if wrong:
            faults[claim.code] = wrong
        elif claim.is_state:
            for key in {key for one in claim.names for key in one.keys}:
                if (key, claim.actor) not in in_doubt:
                    known[key][claim.actor] = True
    return faults


def _meant(known: Mapping[str, Mapping[str, bool]], name: str) -> AbstractSet[str]:
    """The States that `name` means without doubt; one but for its form counts while nobody has `name`."""
    found: dict[int, dict[str, bool]] = {}
    for stage, key in asked(name):
        for actor, is_sure_state in known.get(key, {}).items():
            of_stage = found.setdefault(stage, {})
            of_stage[actor] = of_stage.get(actor, False) or is_sure_state
    return {actor for actor, is_sure_state in found[min(found)].items() if is_sure_state} if found else set()


def _claim(change: Change[Any]) -> Claim:
    actor = change.content
    return Claim(actor.code, actor.code, actor.kind == "state", list(_new_names(change)))


def _new_names(change: Change[Any]) -> Iterator[Name]:
    actor, before = change.content, change.before
    if before is None and actor.kind == "state":
        yield Name("/code", actor.code, {code_key(actor.code)})
    if before is None or before.name != actor.name:
        yield Name("/name", actor.name, name_keys(actor.name))
    for language, name in actor.names.items():
        if before is None or before.names.get(language) != name:
            yield Name(f"/names/{language}", name, name_keys(name))
    for scheme, code in actor.codes.items():
        if before is None or before.codes.get(scheme) != code:
            yield Name(f"/codes/{scheme}", code, {code_key(code)})
