"""Where the sources of a service are."""

from pathlib import Path

ROOT = Path(__file__).parents[3]


def package(service: str) -> Path:
    """The folder that is the package of `service`."""
    (folder,) = [*ROOT.glob(f"services/{service}/src/{service}"), *ROOT.glob(f"{service}/src/{service}")]
    return folder
