"""`./compact secrets`: makes the secrets of a stack, on the machine that it will run on."""

import argparse
from pathlib import Path

from operations.secrets import folder

KAFKA_HOSTS = ("kafka", "localhost", "127.0.0.1")
SETTINGS, EXAMPLE = Path(".env"), Path(".env.example")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the verb takes."""
    parser.add_argument(
        "--folder", type=Path, default=Path(".compact/secrets"), help="where they are kept (%(default)s)"
    )
    parser.add_argument(
        "--kafka-host", action="append", default=[], help="a name by which regional bodies reach Kafka"
    )


def run(chosen: argparse.Namespace) -> int:
    """Make what is missing, and the settings file if there is none."""
    made = folder.make(chosen.folder, (*KAFKA_HOSTS, *chosen.kafka_host))
    print(f"{len(made)} secrets were made in {chosen.folder}; keep a copy where no one else can read it.")
    if not SETTINGS.exists() and EXAMPLE.exists():
        SETTINGS.write_text(EXAMPLE.read_text())
        print(f"{SETTINGS} was made from {EXAMPLE}; look through it.")
    return 0
