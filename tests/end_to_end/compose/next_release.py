"""The next release, as it may be: this source, and in each service one more migration."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.support.compose.building import WITHIN
from tests.support.compose.engine import ROOT, run

ALTERED = {
    "services/registry/src/registry": "registry.actor",
    "services/commitments/src/commitments": "commitments.commitment",
    "services/review/src/review": "review.milestone",
    "gateway/src/gateway": "gateway.api_client",
}
"""The package of each service, and the table that gets a column: one that every client's work touches."""
REVISION = "9999"
_LEFT = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info")
_MIGRATION = '''"""The next release's column."""

from alembic import op

revision = "{revision}"
down_revision = "{before}"


def upgrade() -> None:
    op.execute("ALTER TABLE {table} ADD COLUMN of_the_next_release text")
'''


def write_to(folder: Path) -> Path:
    """Write its source into a new folder; returns its docker-compose.yml."""
    shutil.copytree(ROOT, folder, ignore=_LEFT)
    shutil.copy(ROOT / ".dockerignore", folder)
    for package, table in ALTERED.items():
        versions = folder / package / "migrations/versions"
        before = max(file.name[:4] for file in versions.glob("[0-9]*.py"))
        text = _MIGRATION.format(revision=REVISION, before=before, table=table)
        (versions / f"{REVISION}_next_release.py").write_text(text)
    return folder / "docker-compose.yml"


@contextmanager
def built(compose_file: Path, images: Mapping[str, str]) -> Iterator[str]:
    """Build its images beside those of the present release; yields their version."""
    version = images["COMPACT_VERSION"] + "-next"
    settings = {**images, "COMPACT_VERSION": version}
    build = ["docker", "compose", "--file", str(compose_file), "--profile", "*", "build", "--quiet"]
    try:
        run(build, within=WITHIN, environment=settings)
        yield version
    finally:
        listing = ["docker", "image", "ls", "--format", "{{.Repository}}:{{.Tag}}"]
        if names := run([*listing, f"{images['COMPACT_IMAGES']}/*:{version}"], within=30).split():
            run(["docker", "image", "rm", *names], within=60)
