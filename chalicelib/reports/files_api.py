"""Files that people open in a spreadsheet: each table of the board, as XLSX or as CSV."""

from chalicelib.cases.tasks.api import lang
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import LEADS, role_at
from chalicelib.estate.signed_in import StaffRoutes
from chalicelib.kernel.errors import InvalidInput, NotFound
from chalicelib.kernel.words import Sentence
from chalicelib.kernel.worktime import local_day
from chalicelib.platform.http.call import Call
from chalicelib.platform.http.shapes import File, packed
from chalicelib.platform.tables import TYPES, written
from chalicelib.search.saved import Asked as Sought

from .board import SEEN

# What reads for a file is imported where it is called: no other door pays for it.

routes = StaffRoutes(__name__)

QUERY = tuple(
    dict.fromkeys(("community", "format", "only", *SEEN, *Sought.__struct_fields__, "from", "to"))
)


class TableFile(File, frozen=True):
    """A table as a file, and how far back it reaches."""

    back_to: int | None
    """Of a search that found too much for one file: back to when it looked; else null."""


@routes.get("/staff/v1/files/{kind}", may=LEADS, query=QUERY)
def show_file(call: Call, staff: Staff, kind: str) -> TableFile:
    """A table as "xlsx" or "csv": "board", "search", "days", "people" or "measures".

    Each takes what its own address takes: the filters of the board, the question of a search,
    the first and the last day ("from", "to").
    """
    from . import files

    code, format = call.query("community"), call.query("format")
    if kind not in files.KINDS or role_at(staff, code) == "nobody":
        raise NotFound("there is no such file")
    if format not in TYPES:
        raise InvalidInput(format=Sentence("must be one of %(known)s", known=", ".join(TYPES)))
    reader = files.reader_of(call, staff, lang(call, staff))
    made = files.KINDS[kind](reader)
    day = local_day(reader.community.calendar.zone, call.now)
    return TableFile(
        name=f"{code}-{kind}-{day}.{format}",
        type=TYPES[format],
        file=packed(written(made.table, format)),
        back_to=made.back_to,
    )
