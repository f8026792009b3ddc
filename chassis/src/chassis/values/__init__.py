"""The types of fields and parameters: times, days, texts and numbers, as clients write them.

Each has bounds and one way to be written, so that what is taken can be stored and reads back as it was sent.
They serve bodies, queries, cells of tables and rows of JSON alike. What the service has stored before passes
as it is (`AS_STORED`), and so do events that are received, which have types of their own.
"""

from chassis.values.links import check_link
from chassis.values.names import Id, Key, PartyCode, TimeZone
from chassis.values.numbers import DIGITS, INTEGER, MeasuredValue
from chassis.values.sdg import SdgTarget
from chassis.values.stored import AS_STORED, is_stored
from chassis.values.texts import Line, Prose, RequiredProse, Wording, check_line, check_storable
from chassis.values.times import Day, Instant, InstantOrDay

__all__ = [
    "AS_STORED",
    "DIGITS",
    "INTEGER",
    "Day",
    "Id",
    "Instant",
    "InstantOrDay",
    "Key",
    "Line",
    "MeasuredValue",
    "PartyCode",
    "Prose",
    "RequiredProse",
    "SdgTarget",
    "TimeZone",
    "Wording",
    "check_line",
    "check_link",
    "check_storable",
    "is_stored",
]
