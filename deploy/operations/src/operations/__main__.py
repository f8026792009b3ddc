"""`python -m operations VERB`; what a verb takes and does stands in the module that is named here."""

import argparse
import sys
from importlib import import_module

VERBS = {
    "secrets": ("operations.secrets.command", "make the passwords and certificates of a stack"),
    "preflight": ("operations.preflight", "look at secrets and volumes before a start"),
    "kafka-setup": ("operations.kafka.setup", "make topics, principals and access lists"),
    "doctor": ("operations.doctor.command", "say what is wrong with a running system, and what to do"),
    "backup": ("operations.recovery.backup_command", "save all databases"),
    "restore": ("operations.recovery.restore_command", "put databases back"),
    "upgrade": ("operations.upgrade.command", "bring all containers to this release, one after the other"),
}


def main() -> int:
    """Do what the command line says; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m operations")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for verb, (_, summary) in VERBS.items():
        verbs.add_parser(verb, help=summary, add_help=False)
    chosen, rest = parser.parse_known_args()
    module, summary = VERBS[chosen.verb]
    work = import_module(module)  # only this one: some of them load every service
    takes = argparse.ArgumentParser(prog=chosen.verb, description=summary)
    work.arguments(takes)
    code: int = work.run(takes.parse_args(rest))
    return code


if __name__ == "__main__":
    sys.exit(main())
