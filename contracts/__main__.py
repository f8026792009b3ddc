"""`python -m contracts`: write the published contracts anew, check them, or release them."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from contracts import generate, release

ROOT = Path(__file__).parent.parent
SERVED = Path("gateway/src/gateway/documentation/published")
"""What the gateway serves to everybody."""


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Do what the `arguments` ask for in the repository at `root`; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m contracts", description="The published contracts.")
    verb = parser.add_mutually_exclusive_group()
    verb.add_argument("--check", action="store_true", help="list the stale files and what would break")
    verb.add_argument("--release", metavar="VERSION", help="make the contracts the baseline of later checks")
    asked = parser.parse_args(arguments)
    files, folder = generate.files(), root / "contracts"
    made = ((files, folder), (generate.pages(), root / "docs"), (generate.served(), root / SERVED))
    stale = [fault for part in made for fault in generate.stale(*part)]
    if asked.check:
        return _complain([*stale, *(one.fault for one in release.breaks(files, folder))])
    if asked.release:
        text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
        return _complain(stale or release.release(asked.release, files, folder, text))
    for part in made:
        for name in generate.write(*part):
            print(f"{part[1].name}/{name}: written")
    return 0


def _complain(faults: Sequence[str]) -> int:
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
