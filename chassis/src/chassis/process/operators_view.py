"""Who may see how a process fares: whoever asks at a port that only operators reach."""

from fastapi import Request

from chassis.process.settings import ServiceSettings


def shows_operations(request: Request) -> bool:
    """Whether the request came to such a port."""
    settings: ServiceSettings = request.app.state.settings
    _, port = request.scope.get("server") or (None, None)
    return settings.shows_operations or (port is not None and port == settings.operations_port)
