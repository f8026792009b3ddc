"""What the notebook can be told from outside."""

from chassis.process.settings import ServiceSettings


class Settings(ServiceSettings, env_prefix="NOTEBOOK_"):
    """Settings of the notebook: those of every service, under its own prefix."""
