"""Refuses the removal of what published commitments use."""

from collections.abc import Sequence

from chassis.database import Transaction
from registry.actors.entries.actors import Actor
from registry.catalogue.errors import InUseError
from registry.implementation import store
from registry.vocabulary.entries.definitions import Definition


async def check_actors_unused(tx: Transaction, actors: Sequence[Actor]) -> None:
    """Raise `InUseError` when a commitment is one of the actors'."""
    for actor in actors:
        if (reference := await store.commitment_of(tx, actor.code)) is not None:
            raise InUseError("actor", actor.code, f"commitment {reference}")


async def check_definitions_unused(tx: Transaction, definitions: Sequence[Definition]) -> None:
    """Raise `InUseError` when an indicator of a published commitment uses one of the definitions."""
    for definition in definitions:
        if (reference := await store.commitment_using(tx, definition.code)) is not None:
            raise InUseError("definition", definition.code, f"commitment {reference}")
