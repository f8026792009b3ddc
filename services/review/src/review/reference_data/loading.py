"""Loading the rule sets that the product ships."""

import json
from importlib.resources import files

from chassis.database import Database
from review.agendas.models import RuleSetBody
from review.agendas.rules.rule_set import RuleSet
from review.agendas.store import rule_sets


async def load_rule_sets(database: Database) -> int:
    """Publish the shipped rule sets that are not there yet; returns how many were not."""
    published = 0
    async with database.transaction() as tx:
        folder = files("review.reference_data") / "rule_sets"
        for file in sorted(folder.iterdir(), key=lambda file: file.name):
            published += await rule_sets.publish(tx, _rule_set(json.loads(file.read_text())))
    return published


def _rule_set(shipped: dict[str, object]) -> RuleSetBody:
    rules = RuleSet.model_validate(shipped["rule_set"])
    return RuleSetBody(
        code=rules.code,
        version=rules.version,
        body=rules.model_dump(mode="json"),
        source=str(shipped["source"]),
        as_of=str(shipped["as_of"]),
    )
