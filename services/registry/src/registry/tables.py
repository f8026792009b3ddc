"""The tables of all areas: whoever imports this finds them in `metadata`."""

from registry.accreditation import tables as accreditation
from registry.actors import tables as actors
from registry.catalogue import tables as catalogue
from registry.findings import tables as findings
from registry.frameworks import tables as frameworks
from registry.gaps import tables as gaps
from registry.implementation import tables as implementation
from registry.measures import tables as measures
from registry.practices import tables as practices
from registry.processes import tables as processes
from registry.roles import tables as roles
from registry.schema import metadata
from registry.search import tables as search
from registry.treaties import tables as treaties
from registry.vocabulary import tables as vocabulary

__all__ = [
    "accreditation",
    "actors",
    "catalogue",
    "findings",
    "frameworks",
    "gaps",
    "implementation",
    "measures",
    "metadata",
    "practices",
    "processes",
    "roles",
    "search",
    "treaties",
    "vocabulary",
]
