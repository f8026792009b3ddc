"""What every type of entry offers over HTTP: list, register, get, change, remove, history, export."""

from collections.abc import Sequence
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import StreamingResponse

from chassis.database import ReadSession, Transaction
from chassis.http.idempotency import WriteOnce
from chassis.http.operation import Operation
from chassis.http.pages import Page, Pages, Paging, page
from chassis.http.preconditions import IfMatch, Tagged
from chassis.http.session import Read, Write
from chassis.identity import Anyone, Principal, requires
from chassis.resources.bulk import EXPORT_RESPONSES, ExportFormat, export_response
from chassis.resources.collections.listing import check_query
from chassis.resources.collections.models import PastInstant, RevisionBody
from chassis.resources.merge_patch import merge_patch_of
from chassis.values import Key
from registry.catalogue import reading, writing
from registry.catalogue.entry_types import GLOBAL, C, EntryType
from registry.catalogue.models import Content, Entry, Sourced

E = TypeVar("E", bound=Entry)
Code = Annotated[Key, Path(max_length=200)]
AsOf = Annotated[PastInstant | None, Query(description="The entry as it was recorded at this time.")]


def router_of(entry_type: EntryType[C], entry_types: Sequence[EntryType[Any]]) -> APIRouter:
    """The operations on the entries of `entry_type`; `entry_types` are all there are."""
    check_query(entry_type.collection, entry_type.query)
    router = APIRouter(tags=[entry_type.plural.replace("_", " ")], route_class=Operation)
    _add_reading(router, entry_type)
    if not entry_type.reviewed:
        _add_registration(router, entry_type)
    _add_writing(router, entry_type, entry_types)
    return router


def _add_reading(router: APIRouter, entry_type: EntryType[C]) -> None:
    query_model, shown_body = entry_type.query, entry_type.shown

    @router.get(
        entry_type.path,
        operation_id=f"list_{entry_type.plural}",
        summary=f"List {entry_type.plural.replace('_', ' ')}",
        response_model=Page[shown_body],  # type: ignore[valid-type] # known at run time only
    )
    async def list_entries(
        _: Anyone,
        session: Read,
        paging: Pages,
        request: Request,
        response: Response,
        query: Annotated[query_model, Query()],  # type: ignore[valid-type] # as above
    ) -> Page[Any]:
        rows = await reading.some(session, entry_type, paging, query)
        keys = dict.fromkeys([query.sort.removeprefix("-"), "code"])  # type: ignore[attr-defined] # as above
        shown, cursor = page(rows, paging, request, response, *keys)
        return Page(items=shown, next_cursor=cursor)

    @router.get(
        f"{entry_type.path}:export",
        operation_id=f"export_{entry_type.plural}",
        summary=f"Export {entry_type.plural.replace('_', ' ')}",
        response_class=StreamingResponse,
        responses=EXPORT_RESPONSES,
    )
    async def export_entries(
        _: Anyone,
        request: Request,
        form: ExportFormat,
        query: Annotated[query_model, Query()],  # type: ignore[valid-type] # as above
    ) -> Response:
        async def pages(session: ReadSession, after: tuple[Any, ...] | None, limit: int) -> Sequence[C]:
            return await reading.contents(session, entry_type, Paging(limit, after), query)

        return await export_response(
            request,
            form,
            entry_type.content,
            pages,
            key=_code,
            name=entry_type.plural,
            without=entry_type.elsewhere.keys(),
        )

    @router.get(
        f"{entry_type.path}/{{code}}",
        operation_id=f"get_{entry_type.name}",
        summary=f"Get {_a(entry_type.title)}",
        response_model=shown_body,
    )
    async def get_entry(_: Anyone, session: Read, code: Code, tagged: Tagged, as_of: AsOf = None) -> Entry:
        return tagged(await reading.one(session, entry_type, code, as_of))

    @router.get(
        f"{entry_type.path}/{{code}}/revisions",
        operation_id=f"list_{entry_type.name}_revisions",
        summary=f"List revisions of {_a(entry_type.title)}",
    )
    async def list_revisions(
        _: Anyone, session: Read, paging: Pages, code: Code, request: Request, response: Response
    ) -> Page[RevisionBody]:
        rows = await reading.revisions(session, entry_type, code, paging)
        shown, cursor = page(rows, paging, request, response, "recorded_at", "version")
        return Page(items=[RevisionBody.model_validate(row) for row in shown], next_cursor=cursor)

    export_entries.__doc__ = "The selected entries by code, in a form that can be imported again."
    list_entries.__doc__ = f"{entry_type.content.__doc__} By code, or in another order; a page at a time."
    get_entry.__doc__ = entry_type.content.__doc__
    list_revisions.__doc__ = "Every version, the first first; also of an entry that was removed."


def _add_registration(router: APIRouter, entry_type: EntryType[C]) -> None:
    content, shown_body = entry_type.content, entry_type.shown

    @router.post(
        entry_type.path,
        status_code=201,
        operation_id=f"register_{entry_type.name}",
        summary=f"Register {_a(entry_type.title)}",
        response_model=shown_body,
    )
    async def register_entry(
        who: Annotated[Principal, Depends(requires(entry_type.scope))],
        tx: WriteOnce,
        body: content,  # type: ignore[valid-type] # known at run time only
        tagged: Tagged,
    ) -> Entry:
        _check_own(who, entry_type, body)
        code = (await writing.register(tx, entry_type, body)).content.code
        shown = await reading.one(tx, entry_type, code)
        return tagged(shown, location=f"{entry_type.path}/{code}")

    register_entry.__doc__ = (
        f"{entry_type.content.__doc__} From now on it is known to all who read the registry."
    )


def _add_writing(router: APIRouter, entry_type: EntryType[C], entry_types: Sequence[EntryType[Any]]) -> None:
    editor = Depends(requires(entry_type.scope))
    patch_body = merge_patch_of(entry_type.content, required=Sourced.model_fields)
    shown_body = entry_type.shown

    @router.patch(
        f"{entry_type.path}/{{code}}",
        operation_id=f"change_{entry_type.name}",
        summary=f"Apply a merge patch to {_a(entry_type.title)}",
        response_model=shown_body,
    )
    async def change_entry(
        who: Annotated[Principal, editor],
        tx: Write,
        code: Code,
        if_match: IfMatch,
        body: patch_body,  # type: ignore[valid-type] # as above
        tagged: Tagged,
    ) -> Entry:
        await _check_known(who, entry_type, tx, code)
        _check_own(who, entry_type, await writing.change(tx, entry_type, code, if_match, body))
        return tagged(await reading.one(tx, entry_type, code))

    @router.delete(
        f"{entry_type.path}/{{code}}",
        status_code=204,
        operation_id=f"remove_{entry_type.name}",
        summary=f"Remove {_a(entry_type.title)}",
    )
    async def remove_entry(
        who: Annotated[Principal, editor], tx: Write, code: Code, if_match: IfMatch
    ) -> None:
        await _check_known(who, entry_type, tx, code)
        await writing.remove(tx, entry_type, code, if_match, entry_types)

    change_entry.__doc__ = "Give the fields that change, with source and as-of date; null empties a field."
    remove_entry.__doc__ = (
        "For what should never have been there. Its history stays; what is in use cannot go."
    )


def _check_own(who: Principal, entry_type: EntryType[C], content: Content | Entry) -> None:
    """Who speaks for a party writes nothing that is about another."""
    party = entry_type.party(content)
    if who.party is not None and party != GLOBAL:
        who.check_party(party)


async def _check_known(who: Principal, entry_type: EntryType[C], tx: Transaction, code: str) -> None:
    """The same of what is known; who speaks for no party needs no look."""
    if who.party is not None:
        _check_own(who, entry_type, await reading.one(tx, entry_type, code))


def _code(content: Content) -> tuple[str]:
    return (content.code,)


def _a(title: str) -> str:
    return f"{'an' if title[0] in 'aeiou' else 'a'} {title}"
