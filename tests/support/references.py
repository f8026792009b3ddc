"""What databases of tests hold from the start: each is loaded once, and copied."""

from pathlib import Path

import registry
from chassis.database import Database
from chassis.ledger import Origin
from chassis.testing import Reference
from commitments.frameworks.publishing import publish
from commitments.reference_data import files
from registry.reference_data.loading import load, load_actors
from review.reference_data.loading import load_rule_sets

REGISTRY_ROWS = Path(registry.__file__).parent / "reference_data"


async def _publish_frameworks(database: Database) -> None:
    async with database.transaction() as tx:
        await publish(tx, files.frameworks(), files.goals())


async def _load_actors(database: Database) -> None:
    await load_actors(database, REGISTRY_ROWS, Origin("test", "test"))


async def _load_registry(database: Database) -> None:
    await load(database, REGISTRY_ROWS)


REGISTRY = Reference("registry", _load_registry)
"""All that the registry ships."""
ACTORS = Reference("actors", _load_actors)
"""The registry's States, groupings and other actors."""
FRAMEWORKS = Reference("frameworks", _publish_frameworks)
"""The frameworks and goals of commitments."""
RULE_SETS = Reference("rule_sets", load_rule_sets)
"""The rule sets of review's agendas."""
