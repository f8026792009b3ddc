"""The notebook over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import select, update

from chassis.http.idempotency import WriteOnce
from chassis.http.operation import Operation
from chassis.http.pages import Page, Pages, after, page
from chassis.http.preconditions import IfMatch, Tagged, check_match
from chassis.http.session import Read, Write
from chassis.identity import Anyone, Principal, requires
from chassis.problems import NotFoundError
from chassis.problems.models import RequestBody, ResponseBody
from chassis.resources.merge_patch import MergePatch
from chassis.values import Instant, Line
from tests.support.chassis.notebook import notes
from tests.support.chassis.notebook.tables import note

router = APIRouter(tags=["notes"], route_class=Operation)
Writer = Annotated[Principal, Depends(requires("notes:write"))]


class NewNote(RequestBody):
    """A note to be written."""

    text: Line
    shelf: Line = "desk"
    remind_at: Instant | None = None


class NewText(RequestBody):
    """A note's next text."""

    text: Line


class NoteFields(RequestBody):
    """What can be changed of a note."""

    text: Line
    shelf: Line = "desk"


class NotePatch(MergePatch[NoteFields]):
    """Changes to a note."""


class Note(ResponseBody):
    """A note."""

    id: UUID
    shelf: str
    text: str
    version: int
    written_at: Instant


@router.post("/v1/notes", status_code=201, operation_id="write_note", summary="Write a note")
async def write_note(_: Writer, tx: WriteOnce, body: NewNote, tagged: Tagged) -> Note:
    identity = await notes.write(tx, body.text, shelf=body.shelf)
    if body.remind_at is not None:
        await notes.remind(tx, str(identity), body.remind_at)
    written = Note.model_validate((await tx.execute(select(note).where(note.c.id == identity))).one())
    return tagged(written, location=f"/v1/notes/{identity}")


@router.get("/v1/notes/{identity}", operation_id="read_note", summary="Read a note")
async def read_note(_: Anyone, session: Read, identity: UUID, tagged: Tagged) -> Note:
    found = (await session.execute(select(note).where(note.c.id == identity))).one_or_none()
    if found is None:
        raise NotFoundError("There is no such note.")
    return tagged(Note.model_validate(found))


@router.put("/v1/notes/{identity}", status_code=204, operation_id="rewrite_note", summary="Rewrite a note")
async def rewrite_note(
    _: Writer, seen: IfMatch, tx: Write, identity: UUID, body: NewText, tagged: Tagged
) -> None:
    tagged.version(identity, await notes.rewrite(tx, identity, body.text, seen))


@router.patch("/v1/notes/{identity}", operation_id="change_note", summary="Apply a merge patch to a note")
async def change_note(
    _: Writer, tx: Write, identity: UUID, seen: IfMatch, body: NotePatch, tagged: Tagged
) -> Note:
    found = (await tx.execute(select(note).where(note.c.id == identity).with_for_update())).one()
    check_match(seen, found)
    after = body.apply(NoteFields(text=found.text, shelf=found.shelf))
    values = {**after.model_dump(), "version": found.version + 1}
    await tx.execute(update(note).where(note.c.id == identity).values(values))
    return tagged(Note.model_validate({**found._mapping, **values}))


@router.get("/v1/shelves/{shelf}/notes", operation_id="list_notes", summary="List the notes of a shelf")
async def list_notes(
    _: Anyone,
    session: Read,
    shelf: str,
    paging: Pages,
    request: Request,
    response: Response,
    text: str | None = None,
) -> Page[Note]:
    chosen = [note.c.shelf == shelf, *([note.c.text == text] if text is not None else [])]
    wanted = after(select(note).where(*chosen), paging, note.c.written_at, note.c.id)
    rows = (await session.execute(wanted)).all()
    shown, cursor = page(rows, paging, request, response, "written_at", "id")
    return Page(items=[Note.model_validate(row) for row in shown], next_cursor=cursor)
