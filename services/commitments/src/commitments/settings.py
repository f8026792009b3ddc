"""What the commitments service can be told from outside."""

from chassis.process.settings import ServiceSettings


class Settings(ServiceSettings, env_prefix="COMMITMENTS_"):
    """Settings of the commitments service."""
