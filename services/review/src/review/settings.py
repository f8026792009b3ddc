"""Settings of the review service."""

from chassis.process.settings import ServiceSettings


class Settings(ServiceSettings, env_prefix="REVIEW_"):
    """Settings of the review service: those of every service, under its own prefix."""
