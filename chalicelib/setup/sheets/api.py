"""Spreadsheets for managers: what a file would do, doing it, how far it is, and a template."""

import base64
import binascii
from typing import Any

from msgspec import Struct

from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import MANAGERS
from chalicelib.estate.signed_in import StaffRoutes
from chalicelib.kernel.errors import InvalidInput, NotAllowed
from chalicelib.platform.http.call import Call
from chalicelib.platform.http.route import BEGUN, Reply
from chalicelib.platform.http.shapes import File, Shape, packed
from chalicelib.platform.services import enqueue, id_secret
from chalicelib.setup.change import community_now
from chalicelib.setup.changes import COMMUNITY
from chalicelib.setup.settings_api import ChangeShown, author_of, told

from .model import Deed

# The use cases are imported where they are called: a door that opens reads no spreadsheet yet.

routes = StaffRoutes(__name__)

LONGEST = 4_200_000
"""Bytes of a call: a file of 3 MB in base64. A function takes 6 MB, API Gateway 10."""

SHOWN = 300
"""Rows of a preview that are named; mistakes are named all."""


class Sheet(Struct, forbid_unknown_fields=True):
    """A file (base64) of one `kind` of rows; `coding` is "" where it is to be guessed.

    Kinds: "places", "households", "people", "contractors", "holidays", "topics".
    """

    community: str
    kind: str
    file: str
    coding: str = ""


class Confirmed(Struct, forbid_unknown_fields=True):
    """The same file once more, with the `mark` of the preview that was seen."""

    community: str
    kind: str
    file: str
    mark: str
    coding: str = ""


class RowShown(Shape, frozen=True):
    """One row that does something: "added", or "changed" with its fields from and to."""

    row: int
    how: str
    title: str
    fields: dict[str, dict[str, Any]]


class MistakeShown(Shape, frozen=True):
    """What is wrong with a cell: its row, the heading of its column, a sentence."""

    row: int
    column: str
    said: str


class ImportShown(Shape, frozen=True):
    """What a file would do. `rows` and `gone` name the first of them; `gone` ones stay."""

    added: int
    changed: int
    untouched: int
    gone: list[str]
    gone_count: int
    rows: list[RowShown]
    mistakes: list[MistakeShown]
    unread: list[str]
    """Headings of columns that are not read."""
    coding: str
    """In which it was read; "" where the file says it itself."""
    codings: list[str]
    mark: str
    """What confirms this preview."""


@routes.post("/staff/v1/imports/preview", may=MANAGERS, body=Sheet, longest=LONGEST)
def look_at_file(call: Call, staff: Staff) -> ImportShown:
    """Say what a file would do: new, changed, untouched, not in it, and every mistake."""
    from . import cells, imports

    asked = call.json(Sheet)
    file = imports.File(asked.kind, _bytes(asked.file), asked.coding)
    seen = imports.preview(staff, asked.community, file, author_of(call, staff))
    plan = seen.plan
    rows = [deed for deed in plan.deeds if deed.row]
    return ImportShown(
        added=sum(deed.how == "added" for deed in rows),
        changed=sum(deed.how == "changed" for deed in rows),
        untouched=plan.untouched,
        gone=plan.gone[:SHOWN],
        gone_count=len(plan.gone),
        rows=[
            RowShown(row=deed.row, how=deed.how, title=deed.title, fields=_fields(deed))
            for deed in rows[:SHOWN]
        ],
        mistakes=[
            MistakeShown(row=each.row, column=each.column, said=each.said) for each in plan.mistakes
        ],
        unread=seen.unread,
        coding=seen.coding,
        codings=list(cells.CODINGS) if seen.coding else [],
        mark=seen.mark,
    )


@routes.post(
    "/staff/v1/imports",
    may=MANAGERS,
    body=Confirmed,
    longest=LONGEST,
    status=BEGUN,
    errors=(NotAllowed,),
)
def import_file(call: Call, staff: Staff) -> Reply[ChangeShown]:
    """Do what a file was shown to do: all of it, as one entry of the history."""
    from . import imports

    asked, author = call.json(Confirmed), author_of(call, staff)
    file = imports.File(asked.kind, _bytes(asked.file), asked.coding)
    send = enqueue(call.id)
    change = imports.confirm(
        staff, asked.community, file, asked.mark, author, secret=id_secret(), enqueue=send
    )
    call.note(item=asked.community, action="import")
    return Reply(told(change))


@routes.get("/staff/v1/imports/{number}", may=MANAGERS, query=("community",))
def show_import(call: Call, staff: Staff, number: str) -> ChangeShown:
    """How far an import is, and what it left alone because somebody changed it meanwhile."""
    from . import imports

    return told(imports.progress(staff, call.query("community"), number))


@routes.get("/staff/v1/template", may=MANAGERS, query=("community", "kind", "format"))
def show_template(call: Call, staff: Staff) -> File:
    """A file with what is there, as "xlsx" or "csv": importing it as it is changes nothing."""
    from . import template
    from .reading import Given

    given = Given(community_now(staff, call.query("community")), author_of(call, staff), staff)
    made = template.made(given, call.query("kind"), call.query("format"))
    return File(name=made.name, type=made.type, file=packed(made.data))


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise InvalidInput(file="This is not a file in base64.") from None


def _fields(deed: Deed) -> dict[str, dict[str, Any]]:
    """Return the fields that a row changes; of an entry of the settings those inside it."""
    found = {}
    for path, was in deed.was.items():
        to = deed.to[path]
        if deed.what != COMMUNITY:
            found[path] = {"from": was, "to": to}
        elif isinstance(to, dict):
            was = was or {}
            moved = [name for name in to if was.get(name) != to[name]]
            found |= {name: {"from": was.get(name), "to": to[name]} for name in moved}
        else:
            found[path.partition(".")[0]] = {"from": was, "to": to}
    return found
