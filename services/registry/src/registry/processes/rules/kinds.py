"""Processes and their programmes of work: their kinds. Pure decisions."""

from typing import Literal, get_args

ProcessKind = Literal["regional", "interregional", "global"]
ProcessStatus = Literal["active", "dormant", "concluded"]
ItemKind = Literal["meeting", "workshop", "study", "regional_review", "forum"]
AgreementKind = Literal["understanding", "agreement", "agenda_for_cooperation", "declaration", "action_plan"]
PROCESS_KINDS: tuple[str, ...] = get_args(ProcessKind)
PROCESS_STATUSES: tuple[str, ...] = get_args(ProcessStatus)
ITEM_KINDS: tuple[str, ...] = get_args(ItemKind)
AGREEMENT_KINDS: tuple[str, ...] = get_args(AgreementKind)
