"""Names of the things that can be wrong, by which findings name what they follow from.

Nothing follows from what stands further down: files, servers, databases and topics, processes, events.
"""

SPACE = "volumes"
SECRETS = "secrets"
POSTGRES = "PostgreSQL"
CONNECTIONS = "PostgreSQL's connections"
KAFKA = "Kafka"
TOPICS = "topics"


def database(service: str) -> str:
    """The database of a service."""
    return f"the database of {service}"


def access(service: str) -> str:
    """What a service may do on Kafka, and by which password."""
    return f"the access of {service} to Kafka"


def process(role: str) -> str:
    """The processes of a role, such as `review-worker`, which all do the same."""
    return f"the process {role}"


def pool(role: str) -> str:
    """The database connections of a role's processes."""
    return f"the connections of {role}"


def relay(service: str) -> str:
    """What publishes a service's events."""
    return f"the relay of {service}"


def dead_letters(service: str) -> str:
    """What a service could not apply."""
    return f"the dead letters of {service}"


def subscription(service: str, source: str) -> str:
    """What a service reads from another."""
    return f"what {service} reads from {source}"
