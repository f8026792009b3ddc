"""`python -m operations secrets | preflight | kafka-setup | doctor`."""

import argparse
import sys
from collections.abc import Callable

from operations import preflight
from operations.secrets import command as secrets


def main() -> int:
    """Do what the command line says; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m operations")
    verbs = parser.add_subparsers(dest="verb", required=True)
    making = verbs.add_parser("secrets", help="make the passwords and certificates of a stack")
    secrets.arguments(making)
    making.set_defaults(work=secrets.run)
    checking = verbs.add_parser("preflight", help="check secrets and volumes before a start")
    checking.set_defaults(work=lambda _: preflight.run())
    setting_up = verbs.add_parser("kafka-setup", help="make topics, principals and access lists")
    setting_up.set_defaults(work=_kafka_setup)
    looking = verbs.add_parser("doctor", help="say what is wrong with a running system, and what to do")
    looking.add_argument("--json", action="store_true", help="for programs")
    looking.add_argument("--ledgers", action="store_true", help="check the ledgers too, which can take long")
    looking.set_defaults(work=_doctor)
    chosen = parser.parse_args()
    work: Callable[[argparse.Namespace], int] = chosen.work
    return work(chosen)


def _kafka_setup(_: argparse.Namespace) -> int:
    from operations.kafka import setup  # noqa: PLC0415 # it loads all services

    return setup.run()


def _doctor(chosen: argparse.Namespace) -> int:
    from operations.doctor import command  # noqa: PLC0415 # as above

    return command.run(json=chosen.json, ledgers=chosen.ledgers)


if __name__ == "__main__":
    sys.exit(main())
