"""Loading the rule sets that the product ships: `python -m review load-reference`."""

import argparse
import json
from importlib.resources import files

from chassis.command import Command
from chassis.database import Database
from chassis.settings import ServiceSettings
from review.rules.record import RuleSet
from review.store import agendas


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


async def _load(settings: ServiceSettings, _: argparse.Namespace) -> None:
    database = Database(settings.database_url.get_secret_value(), name="review", pool_size=1)
    try:
        print(f"{await load_rule_sets(database)} rule sets published.")
    finally:
        await database.close()


load_reference = Command("load-reference", "publish the rule sets that the product ships", _load)
