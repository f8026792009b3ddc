"""The wiring of the gateway."""

from chassis.service import Service
from gateway.api import forward, index, oauth, well_known
from gateway.cli import clients, keys
from gateway.forwarding import forwarding
from gateway.routes import SERVICE_OF
from gateway.settings import Settings
from gateway.tables import metadata

service = Service(
    name="gateway",
    title="Gateway",
    settings=Settings,
    metadata=metadata,
    routers=[index.router, well_known.router, oauth.router, forward.router],
    commands=[clients, keys],
    file_paths=[f"{collection}:import" for collection in SERVICE_OF],
    lifespan=forwarding,
    publishes=False,
)
