"""Loading the rule sets that the product ships."""

import json
from importlib.resources import files

from chassis.database import Database
from review.agendas.rules.rule_set import RuleSet
from review.agendas.store import versions as agendas


async def load_rule_sets(database: Database) -> int:
    """Publish the shipped rule sets that are not there yet; returns how many were not."""
    published = 0
    async with database.transaction() as tx:
        for file in sorted((files("review") / "reference" / "rule_sets").iterdir(), key=lambda f: f.name):
            told = json.loads(file.read_text())
            rules = RuleSet.model_validate(told["rule_set"])
            row = {"code": rules.code, "version": rules.version, "body": rules.model_dump(mode="json")}
            row |= {"source": told["source"], "as_of": told["as_of"]}
            published += await agendas.publish_rule_set(tx, row)
    return published
