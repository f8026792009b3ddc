"""`python -m operations doctor`: 0 when all is well, 1 when something is wrong, 2 when it could not look."""

import argparse
import asyncio
import logging
import os
import sys

from pydantic import ValidationError

from operations.doctor import report
from operations.doctor.examination import NothingThereError, examine
from operations.settings import DoctorSettings

_RESOLVER = "timeout:2 attempts:2"
"""For how many seconds the system looks for a name, instead of 10 and more."""
_NOTHING = "nothing of a system answers here. Bring it up: docker compose up --detach --wait"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the verb takes."""
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument("--ledgers", action="store_true", help="check the ledgers too, which can take long")


def run(chosen: argparse.Namespace) -> int:
    """Look at the system whose network this runs in, and say what was found; returns the exit code."""
    os.environ["RES_OPTIONS"] = _RESOLVER
    logging.disable()  # what libraries would complain of is found, and reported in our form
    try:
        examined = asyncio.run(examine(DoctorSettings(), with_ledgers=chosen.ledgers))
    except ValidationError as error:
        faults = [
            f"OPERATIONS_{'_'.join(map(str, fault['loc'])).upper()}: {fault['msg']}"
            for fault in error.errors()
        ]
        return _could_not_look(*(f"setting {fault}" for fault in faults))
    except NothingThereError:
        return _could_not_look(_NOTHING)
    output = report.document(examined) if chosen.json else "\n".join(report.lines(examined))
    print(output, flush=True)
    return 1 if any(part.findings for part in examined) else 0


def _could_not_look(*reasons: str) -> int:
    for reason in reasons:
        print(f"doctor: {reason}", file=sys.stderr)
    return 2
