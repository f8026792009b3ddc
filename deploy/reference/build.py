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
REGISTRY = Path("services/registry/src/registry/reference_data")
COMMITMENTS = Path("services/commitments/src/commitments/reference_data")
Build = Callable[[Path, Path, Path], dict[str, int]]
BUILDS: tuple[tuple[Path, Build], ...] = (
    (REGISTRY, registry_files.build),
    (REGISTRY, alias_files.build),
    (REGISTRY, treaty_files.build),
    (COMMITMENTS, goal_files.build),
    (COMMITMENTS, sdg_files.build),
    (COMMITMENTS, unhcr_files.build),
)


def main() -> None:
    """Make every file, and say how many rows each has and how many source rows were left out."""
    parser = argparse.ArgumentParser(description="Make the reference files from the published ones.")
    parser.add_argument("--data", type=Path, required=True, help="folder with the published files")
    parser.add_argument("--output", type=Path, default=HERE.parents[1], help="root of the repository")
    arguments = parser.parse_args()
    for folder, build in BUILDS:
        for name, count in build(arguments.data, HERE / "curated", arguments.output / folder).items():
            sys.stdout.write(f"{folder.parts[1]:12} {name:60} {count:7,}\n")


if __name__ == "__main__":
    main()
