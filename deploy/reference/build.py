"""Make the reference files that the services ship, from the published files in one folder.

    python deploy/reference/build.py --data DIR [--output REPOSITORY]

`DIR` has the folders that the attributions name: countries/, treaties/, gcm/, sdg/, iati_unhcr/. What is
judgement and not publication (directions, alignments, places) is in `curated/` beside this script. The same
input gives the same bytes.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import alias_files
import goal_files
import registry_files
import sdg_files
import treaty_files
import unhcr_files

HERE = Path(__file__).resolve().parent
Build = Callable[[Path, Path, Path], dict[str, int]]
BUILDS: tuple[tuple[str, Build], ...] = (
    ("registry", registry_files.build),
    ("registry", alias_files.build),
    ("registry", treaty_files.build),
    ("commitments", goal_files.build),
    ("commitments", sdg_files.build),
    ("commitments", unhcr_files.build),
)


def main() -> None:
    """Make every file, and say how many rows each has and how many source rows were left out."""
    parser = argparse.ArgumentParser(description="Make the reference files from the published ones.")
    parser.add_argument("--data", type=Path, required=True, help="folder with the published files")
    parser.add_argument("--output", type=Path, default=HERE.parents[1], help="root of the repository")
    arguments = parser.parse_args()
    for service, build in BUILDS:
        folder = arguments.output / "services" / service / "src" / service / "reference"
        for name, count in build(arguments.data, HERE / "curated", folder).items():
            sys.stdout.write(f"{service:12} {name:60} {count:7,}\n")


if __name__ == "__main__":
    main()
