"""Which schemas this release can work with."""

from importlib.resources import files

from alembic.config import Config
from alembic.script import ScriptDirectory

from operations.recovery.manifest import BackupError, Saved


def refuse_later(name: str, saved: Saved) -> None:
    """Raise `BackupError` if the database was saved by a later release, whose schema is not known here."""
    for schema, revision in saved.schemas.items():
        if revision not in _revisions(schema):
            raise BackupError(
                f"the schema {schema} of {name} stands at {revision}, which this release does not know:"
                " restore it with the later one"
            )


def _revisions(package: str) -> set[str]:
    config = Config()
    config.set_main_option("script_location", str(files(package) / "migrations"))
    return {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
