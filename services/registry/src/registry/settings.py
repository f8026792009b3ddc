"""What the registry service can be told from outside."""

from chassis.process.settings import ServiceSettings


class Settings(ServiceSettings, env_prefix="REGISTRY_"):
    """Settings of the registry service."""
