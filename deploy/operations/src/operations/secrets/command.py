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
        "--kafka-host", action="append", default=[], help="one more name by which clients reach Kafka"
    )
    parser.add_argument(
        "--edge-host", action="append", default=[], help="one more name by which clients reach the edge"
    )


def run(chosen: argparse.Namespace) -> int:
    """Make what is missing, and the settings file if there is none; 1 if that cannot be done."""
    try:
        edge_hosts = (*folder.EDGE_HOSTS, *chosen.edge_host)
        made = folder.make(chosen.folder, (*KAFKA_HOSTS, *chosen.kafka_host), edge_hosts)
    except (folder.SecretsError, OSError) as error:
        print(f"secrets: {error}")
        return 1
    print(f"secrets: made in {chosen.folder}: {', '.join(made) or 'nothing, all are there'}")
    if made:
        print("secrets: keep a copy where no one else can read it")
    if not SETTINGS.exists() and EXAMPLE.exists():
        SETTINGS.write_text(EXAMPLE.read_text())
        print(f"secrets: {SETTINGS} was made from {EXAMPLE}; look through it")
    return 0
