"""The settings of the registry."""

from chassis.process.settings import ServiceSettings


class Settings(ServiceSettings, env_prefix="REGISTRY_"):
    """Settings of the registry service."""
