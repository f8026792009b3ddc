"""What can go wrong in the registry, as problem documents."""

from registry.catalogue.errors import EntryNotFoundError


class ActorNotFoundError(EntryNotFoundError):
    """No actor has this code: 404."""

    def __init__(self, code: str) -> None:
        super().__init__("actor", code)
