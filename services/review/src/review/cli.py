"""The review service's own verb on the command line: `load-reference`."""

import argparse

from chassis.database import Database
from chassis.process.command import Command
from chassis.process.settings import ServiceSettings
from review.reference_data.loading import load_rule_sets


async def _load(settings: ServiceSettings, _: argparse.Namespace) -> None:
    async with Database(settings.database_url.get_secret_value(), name="review", pool_size=1) as database:
        print(f"New: {await load_rule_sets(database)} rule sets.")


load_reference = Command("load-reference", "publish the rule sets that the product ships", _load)
