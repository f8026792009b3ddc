"""How floors get their settings, and how they serve: as the services do."""

import gc
import os

import uvicorn
from fastapi import FastAPI

from chassis.process.runtime import BACKGROUND_CONNECTIONS
from chassis.process.settings import ServiceSettings

POOL_SIZE: int = ServiceSettings.model_fields["pool_size"].default + BACKGROUND_CONNECTIONS
"""All connections that a service's process may have: a floor gets no fewer."""


def database_url() -> str:
    """`postgresql://` URL of the database."""
    return os.environ["FLOOR_DATABASE_URL"]


def jwks_url() -> str:
    """Where the keys are that tokens are signed with."""
    return os.environ["FLOOR_JWKS_URL"]


def serve(app: FastAPI) -> None:
    """Answer on the port that the environment names, until SIGTERM."""

    @app.get("/health/ready")
    async def ready() -> None:
        return None

    gc.freeze()  # as our services do: the collector need not walk the program
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(os.environ["FLOOR_PORT"]),
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_config=None,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=75,
    )
