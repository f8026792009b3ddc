"""The table of contents: which events the review service reads."""

from chassis.messaging.event_router import EventRouter

event_router = EventRouter()
