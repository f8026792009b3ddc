"""Published rule sets."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from chassis.database import ReadSession, Session, Transaction
from review.agendas.models import RuleSetBody
from review.agendas.rules.rule_set import RuleSet
from review.agendas.tables.agendas import RuleSetRow

_rule_set = RuleSetRow.metadata.tables["review.rule_set"]


async def newest(session: Session, framework: str) -> RuleSet | None:
    """The newest published rule set for reviews of `framework`."""
    own = select(_rule_set.c.body).where(_rule_set.c.body["framework"].astext == framework)
    body = (await session.execute(own.order_by(_rule_set.c.version.desc()).limit(1))).scalar_one_or_none()
    return None if body is None else RuleSet.model_validate(body)


async def frameworks(session: Session) -> list[str]:
    """The frameworks for whose reviews a rule set is published, in order."""
    code = _rule_set.c.body["framework"].astext
    return list((await session.execute(select(code).distinct().order_by(code))).scalars())


async def published(session: ReadSession) -> list[RuleSetBody]:
    """All rule sets."""
    rows = await session.execute(select(_rule_set).order_by(_rule_set.c.code, _rule_set.c.version))
    return [RuleSetBody(**row) for row in rows.mappings()]


async def publish(tx: Transaction, rule_set: RuleSetBody) -> bool:
    """Store a rule set unless its version is there; returns whether it was stored."""
    row = insert(_rule_set).values(rule_set.model_dump())
    stored = await tx.execute(row.on_conflict_do_nothing().returning(_rule_set.c.code))
    return stored.one_or_none() is not None
