"""The wiring of the gateway: its areas, and nothing else."""

from collections.abc import Mapping

from chassis.database import ReadSession
from chassis.process.service import Service
from chassis.process.settings import SECRETS, ServiceSettings
from gateway.documentation.api import contracts, index, pages
from gateway.forwarding.api import forward
from gateway.forwarding.exchange import forwarding
from gateway.forwarding.routes import SERVICE_OF
from gateway.identity import keys
from gateway.identity.api import oauth, well_known
from gateway.identity.command import clients_verb, keys_verb
from gateway.schema import metadata
from gateway.settings import Settings
from gateway.streams.command import streams_verb
from gateway.streams.kafka import handlers


def _settings() -> Settings:
    return Settings(_secrets_dir=SECRETS if SECRETS.is_dir() else None)


async def _attention(session: ReadSession, settings: ServiceSettings) -> Mapping[str, str]:
    assert isinstance(settings, Settings)
    return await keys.attention(session, settings.key_file)


service = Service(
    name="gateway",
    title="Gateway",
    settings=Settings,
    metadata=metadata,
    routers=[index.router, contracts.router, pages.router, well_known.router, oauth.router, forward.router],
    timers=handlers(_settings),
    commands=[clients_verb, keys_verb, streams_verb],
    file_paths=[f"{collection}:import" for collection in SERVICE_OF],
    lifespan=forwarding,
    attention=_attention,
    publishes=False,
)
