"""The wiring of the gateway."""

from chassis.process.service import Service
from chassis.process.settings import SECRETS
from gateway.api import forward, index, oauth, well_known
from gateway.cli import clients, keys
from gateway.forwarding import forwarding
from gateway.routes import SERVICE_OF
from gateway.settings import Settings
from gateway.streams.command import streams
from gateway.streams.kafka import handlers
from gateway.tables import metadata


def _settings() -> Settings:
    return Settings(_secrets_dir=SECRETS if SECRETS.is_dir() else None)


service = Service(
    name="gateway",
    title="Gateway",
    settings=Settings,
    metadata=metadata,
    routers=[index.router, well_known.router, oauth.router, forward.router],
    timers=handlers(_settings),
    commands=[clients, keys, streams],
    file_paths=[f"{collection}:import" for collection in SERVICE_OF],
    lifespan=forwarding,
    publishes=False,
)
