"""The settings of the commitments service."""

from chassis.process.settings import ServiceSettings


class Settings(ServiceSettings, env_prefix="COMMITMENTS_"):
    """Settings of the commitments service."""
