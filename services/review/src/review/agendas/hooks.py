"""Opening and changing milestones, extensions and exemptions, and what a deadline brings about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from chassis import ledger, timers
from chassis.base.identifiers import new_id
from chassis.database import ReadSession, Transaction
from chassis.http.pages import Paging
from chassis.problems import InvalidError
from chassis.timers import Due
from review.schedule.errors import DeadlinePassedError, NoSuchMilestoneError
from review.schedule.events import DeadlinePassed, ExemptionGranted, ExtensionGranted, MilestoneChanged, MilestoneOpened
from review.schedule.deadlines import LOCK_AFTER, ScheduleFault, check_schedule, instant
from review.submissions.rules import Row, matrix
from review.agendas.store import versions as agendas, received
from review.schedule import store
from review.schedule.tables import ExpectedParty, Milestone


PATIENCE = "assembly.patience"
