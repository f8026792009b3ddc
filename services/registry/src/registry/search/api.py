"""`/v1/search`."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import AfterValidator, Field, StringConstraints

from chassis.http.operation import Operation
from chassis.http.pages import Page, Pages, page
from chassis.http.session import Read
from chassis.identity import Anyone
from chassis.problems.models import ResponseBody
from chassis.values import check_storable
from registry.catalogue.models import Language
from registry.search.searching import Searched, search

router = APIRouter(tags=["search"], route_class=Operation)
Question = Annotated[
    str,
    StringConstraints(min_length=2, max_length=500, strip_whitespace=True),
    AfterValidator(check_storable),
    Query(
        description="A code, a name or words of it, in any language; spelt more or less.", examples=["ICRMW"]
    ),
]


class HitBody(ResponseBody):
    """An entry that answers to what was asked."""

    noun: Searched
    code: str
    name: str = Field(examples=["Côte d'Ivoire"])
    """The name or title in the language that is wanted, or else in English."""
    href: str = Field(examples=["/v1/actors/CIV"])
    score: float = Field(examples=[3.0])
    """4 for the code, 3 for a name, more than 2 for all the words, less for words that are alike."""
    matched_language: str = Field(examples=["fr"])
    """The language of the name that comes closest (BCP 47)."""


@router.get(
    "/v1/search", operation_id="search_entries", summary="Search actors, processes, instruments, practices"
)
async def search_entries(
    _: Anyone,
    session: Read,
    paging: Pages,
    request: Request,
    response: Response,
    q: Question,
    kind: Annotated[Searched | None, Query(description="What is looked for; everything when absent.")] = None,
    language: Annotated[Language, Query(description="In which language names are shown.")] = "en",
) -> Page[HitBody]:
    """The best answers first. Case, accents, punctuation and word endings make no difference."""
    hits = await search(session, q, kind, language, paging)
    shown, cursor = page(hits, paging, request, response, "points", "noun", "code")
    return Page(items=[HitBody.model_validate(hit) for hit in shown], next_cursor=cursor)
