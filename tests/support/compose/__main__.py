"""`python -m tests.support.compose up | down`: makes a machine able to run the stack, and takes that back.

`up` installs Docker where there is none, and gets the images that docker-compose.yml starts from: real ones
if they can be pulled, else stand-ins. Needs Python's standard library and, for Kafka, Java and Maven.
"""

import subprocess
import sys
from pathlib import Path

from tests.support.compose.images import starting_images

_SCRIPT = Path(__file__).with_name("stand-ins.sh")
_USAGE = "usage: python -m tests.support.compose up | down"


def main(arguments: list[str]) -> None:
    """Do what the command line says; ends the process with an error if it cannot be done."""
    match arguments:
        case ["up"]:
            _call("engine")
            _call("images", *starting_images())
        case ["down"]:
            _call("down")
        case _:
            sys.exit(_USAGE)


def _call(*arguments: str) -> None:
    if code := subprocess.run([_SCRIPT, *arguments], check=False).returncode:
        sys.exit(code)


if __name__ == "__main__":
    main(sys.argv[1:])
