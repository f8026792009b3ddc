"""The regional reviews of a framework, with the States that take part in each."""

from dataclasses import dataclass
from datetime import date

from pydantic import TypeAdapter
from sqlalchemy import text

from chassis.database import Session
from chassis.resources.collections.terms import in_force
from registry.processes.rules.regional_reviews import Region, Review, State

_FACTS = text(
    f"""
    WITH review AS (
        SELECT item.code, item.title, item.process, process.name AS process_name, process.grouping,
               item.planned_on, item.held_on, item.summary, item.link, item.states,
               process.members, coalesce(item.held_on, item.planned_on) AS day
        FROM registry.programme_item item JOIN registry.process ON process.code = item.process
        WHERE item.kind = 'regional_review' AND item.framework = :framework
          AND coalesce(item.held_on, item.planned_on) BETWEEN :since AND :until
    ), taking_part AS (
        SELECT review.code, actor.code AS state
        FROM review JOIN registry.actor ON actor.kind = 'state' AND CASE
            WHEN review.states <> '{{}}' THEN actor.code = ANY (review.states)
            ELSE actor.code = ANY (review.members) OR EXISTS (
                SELECT FROM registry.membership
                WHERE grouping = review.grouping AND membership.actor = actor.code
                  AND {in_force("review.day")}
            ) END
    )
    SELECT
        (SELECT json_agg(json_build_object('code', code, 'name', name) ORDER BY code)
         FROM registry.grouping WHERE kind = 'regional_commission') AS regions,
        (SELECT json_agg(json_build_object('code', code, 'name', name, 'region', region) ORDER BY code)
         FROM registry.actor WHERE kind = 'state') AS states,
        (SELECT json_agg(to_jsonb(review) || jsonb_build_object('states', ARRAY(
            SELECT state FROM taking_part WHERE taking_part.code = review.code)))
         FROM review) AS reviews
    """
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the coverage of regional reviews follows from."""

    regions: list[Region]
    states: list[State]
    reviews: list[Review]


_READ = TypeAdapter(Facts)


async def facts(session: Session, framework: str, since: date, until: date) -> Facts:
    """All regions and States, and the reviews of `framework` held or planned in a time, both ends included.

    A process's members are those of its grouping on the day of the review, and its other members.
    """
    asked = {"framework": framework, "since": since, "until": until}
    row = (await session.execute(_FACTS, asked)).mappings().one()
    return _READ.validate_python({name: part or [] for name, part in row.items()})
