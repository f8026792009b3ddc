"""`python -m contracts`: write the published contracts anew, check them, or release them."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from contracts import generate, release

FOLDER = Path(__file__).parent


def main(arguments: Sequence[str] | None = None, folder: Path = FOLDER) -> int:
    """Do what the `arguments` ask for in `folder`; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m contracts", description="The published contracts.")
    verb = parser.add_mutually_exclusive_group()
    verb.add_argument("--check", action="store_true", help="tell which files are stale and what would break")
    verb.add_argument("--release", metavar="VERSION", help="take the contracts as what was published")
    asked = parser.parse_args(arguments)
    files = generate.files()
    if asked.check:
        return _complain([*generate.stale(files, folder), *release.breaks(files, folder)])
    if asked.release:
        return _release(asked.release, files, folder)
    for name in generate.write(files, folder):
        print(f"contracts/{name}: written")
    return 0


def _release(version: str, files: generate.Files, folder: Path) -> int:
    faults = [*generate.stale(files, folder), *release.breaks(files, folder)]
    if not faults:
        faults = release.release(version, files, folder)
    return _complain(faults)


def _complain(faults: Sequence[str]) -> int:
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
