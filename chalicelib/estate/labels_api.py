"""The labels of a community for its managers: the list, sheets to print, a new one for an old."""

from chalice import Response
from msgspec import Struct

from chalicelib.cases.tasks.api import lang
from chalicelib.kernel import ids
from chalicelib.kernel.errors import InvalidInput, NotFound
from chalicelib.kernel.words import Sentence
from chalicelib.platform.aws import parameters
from chalicelib.platform.http.call import Call, text
from chalicelib.platform.http.route import SVG
from chalicelib.platform.http.shapes import Shape
from chalicelib.platform.services import id_secret
from chalicelib.web import drawing

from . import label_actions as usecase
from . import posters as labels
from .labels import address, parted, serial
from .model import Place, said
from .people import Staff
from .permissions import MANAGERS
from .signed_in import StaffRoutes

routes = StaffRoutes(__name__)


class Replacement(Struct, forbid_unknown_fields=True):
    """The label that is to be retired for good, by the code that is printed on it."""

    code: str


class LabelRow(Shape, frozen=True):
    """One label, with the address that its QR code holds."""

    code: str
    shown: str
    serial: str
    version: int
    name: str
    building: str
    floor: str
    kind: str
    address: str
    retired_at: int | None
    replaced_by: str


class Labels(Shape, frozen=True):
    """The labels of a community, and how many sheets print them."""

    community: str
    name: str
    sheets: int
    labels: list[LabelRow]


@routes.get("/staff/v1/labels", may=MANAGERS, query=("community",))
def list_labels(call: Call, staff: Staff) -> Labels:
    """Every label of a community, with what its QR code holds; retired ones stand last."""
    code = call.query("community")
    community, places = usecase.labels(staff, code, now=call.now)
    language, base = lang(call, staff), _base(call)
    sheets = -(-len(usecase.live(places)) // labels.PER_SHEET)
    return Labels(
        community=community.code,
        name=said(community.name, language),
        sheets=sheets,
        labels=[_row(place, language, base) for place in places],
    )


@routes.get("/staff/v1/sheets", may=MANAGERS, query=("community", "page", "made_by"), files=(SVG,))
def show_sheet(call: Call, staff: Staff) -> Response:
    """One A4 sheet of labels as SVG; `page` counts from 1, `made_by` is the change of places."""
    community, places = usecase.labels(staff, call.query("community"), now=call.now)
    made_by = call.query("made_by")
    found = [each for each in usecase.live(places) if made_by in ("", each.change)]
    count, number = -(-len(found) // labels.PER_SHEET), call.query("page") or "1"
    if not number.isdecimal() or not 1 <= int(number) <= count:
        raise InvalidInput(
            page=Sentence("There are %(count)s sheets, counted from 1.", count=count)
        )
    end = int(number) * labels.PER_SHEET
    on_it = found[end - labels.PER_SHEET : end]
    (page,) = labels.sheets(on_it, community, base=_base(call), now=call.now)
    return _svg(drawing.svg(page), f"labels-{community.code}-{number}")


@routes.get("/staff/v1/labels/{code}", may=MANAGERS, files=(SVG,))
def show_poster(call: Call, staff: Staff, code: str) -> Response:
    """The A4 poster of one label as SVG."""
    place = usecase.label(staff, _code(code), now=call.now)
    community, _ = usecase.labels(staff, place.community, now=call.now)
    page = labels.poster(place, community, base=_base(call), now=call.now)
    return _svg(drawing.svg(page), f"poster-{place.code}")


@routes.post("/staff/v1/labels/{code}/rotate", may=MANAGERS, body=Replacement)
def rotate_label(call: Call, staff: Staff, code: str) -> LabelRow:
    """Replace a label: the old one leads to the new one for 90 days, then it is unknown.

    The body names the code once more, as it is printed: a slip retires no label.
    """
    old = usecase.label(staff, _code(code), now=call.now)
    if _typed(call.json(Replacement).code) != old.code:
        raise InvalidInput(code="This is not the code of the label that is to be replaced.")
    new = usecase.rotate(staff, old.code, secret=id_secret(), now=call.now)
    return _row(new, lang(call, staff), _base(call))


def _row(place: Place, language: str, base: str) -> LabelRow:
    return LabelRow(
        code=place.code,
        shown=parted(place.code),
        serial=serial(place),
        version=place.version,
        name=said(place.name, language),
        building=place.building,
        floor=place.floor,
        kind=place.kind,
        address=address(base, place.code),
        retired_at=place.retired_at,
        replaced_by=place.replaced_by,
    )


def _svg(body: str, name: str) -> Response:
    headers = {
        "Content-Disposition": f'inline; filename="{name}.svg"',
        "Cache-Control": "no-store",
    }
    return text(body, SVG, headers)


def _base(call: Call) -> str:
    return parameters.value("public_address", now=call.now)


def _typed(code: str) -> str:
    """Return a code as typed from a label, or "" for what is none."""
    try:
        return ids.normalise_place_code(code)
    except ids.BadId:
        return ""


def _code(code: str) -> str:
    try:
        return ids.normalise_place_code(code)
    except ids.BadId:
        raise NotFound("there is no such label") from None
