"""The places of a community for its managers: the tree, many by a line, names, retiring."""

from msgspec import UNSET, Struct, UnsetType, structs

from chalicelib.estate import store as estate
from chalicelib.estate.model import Place, building_name, said
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import MANAGERS
from chalicelib.estate.posters import PER_SHEET
from chalicelib.estate.signed_in import StaffRoutes
from chalicelib.kernel.errors import InvalidInput, NotAllowed, NotFound
from chalicelib.kernel.ids import BadId, normalise_place_code
from chalicelib.kernel.words import Sentence
from chalicelib.platform.http.call import Call
from chalicelib.platform.http.shapes import Named, Shape
from chalicelib.platform.services import id_secret

from . import places as usecase
from .change import community_now
from .changes import PLACES
from .settings_api import author_of

routes = StaffRoutes(__name__)

MOST_LINES = 60


class Lines(Struct, forbid_unknown_fields=True):
    """Places, a line for many (setup/lines.py); `look` says what they are and puts none."""

    community: str
    lines: list[str]
    look: bool = False


class Spot(Struct, forbid_unknown_fields=True):
    """What is to change of a place; what is not named stays."""

    name: dict[str, str] | UnsetType = UNSET
    building: str | UnsetType = UNSET
    floor: str | UnsetType = UNSET
    kind: str | UnsetType = UNSET
    household: str | UnsetType = UNSET


class Retiring(Struct, forbid_unknown_fields=True):
    """The place that is to be retired, by the code on its label once more."""

    code: str


class PlaceShown(Shape, frozen=True):
    """One place of the tree."""

    code: str
    version: int
    said: str
    name: dict[str, str]
    building: str
    floor: str
    kind: str
    household: str


class PlaceTree(Shape, frozen=True):
    """The places of a community by building and floor, and what its buildings are called."""

    buildings: list[Named]
    places: list[PlaceShown]


class PlacesAdded(Shape, frozen=True):
    """How many places these lines tell of, from which to which; those that are there are left.

    `change` and `sheets` print their labels, once they were put.
    """

    count: int
    first: str
    last: str
    change: str
    sheets: int


@routes.get("/staff/v1/places", may=MANAGERS, query=("community",))
def list_places(call: Call, staff: Staff) -> PlaceTree:
    """Every place that is not retired, by building and floor."""
    community = community_now(staff, call.query("community"))
    language = author_of(call, staff).lang
    found = [p for p in estate.places(community.code, now=call.now) if p.retired_at is None]
    codes = dict.fromkeys([*community.buildings, *sorted({place.building for place in found})])
    names = {code: building_name(community, code, language) for code in codes}
    return PlaceTree(
        buildings=[Named(code=code, name=name) for code, name in names.items()],
        places=[_shown(place, language) for place in sorted(found, key=_in_order)],
    )


@routes.post("/staff/v1/places", may=MANAGERS, body=Lines, idempotent=True)
def add_places(call: Call, staff: Staff) -> PlacesAdded:
    """Add places by lines, each with a code and a label; or look at what the lines tell of."""
    asked, author = call.json(Lines), author_of(call, staff)
    if len(asked.lines) > MOST_LINES:
        raise InvalidInput(
            lines=Sentence("Please send at most %(most)s lines at once.", most=MOST_LINES)
        )
    if asked.look:
        new = usecase.planned(staff, asked.community, asked.lines, author).places
        names = [said(place.name, author.lang) for place in new]
        return _added(names, "")
    change = usecase.add(
        staff, asked.community, asked.lines, author, key=call.key(), secret=id_secret()
    )
    call.note(item=asked.community, action="places")
    made = change.fields[PLACES]["to"]
    return _added([said(row["name"], author.lang) for row in made], change.number)


@routes.post(
    "/staff/v1/places/{code}", may=MANAGERS, body=Spot, versioned=True, errors=(NotAllowed,)
)
def change_place(call: Call, staff: Staff, code: str) -> PlaceShown:
    """Rename a place, move it, or say whose flat it is; its code and its label stay."""
    given = structs.asdict(call.json(Spot)).items()
    patch = {name: value for name, value in given if value is not UNSET}
    author = author_of(call, staff)
    after = usecase.change(staff, _code(code), patch, version=call.version(), author=author)
    return _shown(after, author.lang)


@routes.post("/staff/v1/places/{code}/retire", may=MANAGERS, body=Retiring, errors=(NotAllowed,))
def retire_place(call: Call, staff: Staff, code: str) -> PlaceShown:
    """Retire a place for good; the body names its code once more, as it is printed."""
    author = author_of(call, staff)
    # First: whose place it is not learns nothing of what could be done to it.
    place = usecase.place_now(staff, _code(code))
    if _code(call.json(Retiring).code) != place.code:
        raise InvalidInput(code="This is not the code of this label.")
    return _shown(usecase.retire(staff, place.code, author), author.lang)


def _added(names: list[str], change: str) -> PlacesAdded:
    return PlacesAdded(
        count=len(names),
        first=names[0] if names else "",
        last=names[-1] if names else "",
        change=change,
        sheets=-(-len(names) // PER_SHEET),
    )


def _shown(place: Place, language: str) -> PlaceShown:
    return PlaceShown(
        code=place.code,
        version=place.writes,
        said=said(place.name, language),
        name=place.name,
        building=place.building,
        floor=place.floor,
        kind=place.kind,
        household=place.household,
    )


def _in_order(place: Place) -> tuple[str, bool, int, str, str]:
    number = int(place.floor) if place.floor.isdecimal() else 0
    return place.building, place.floor.isdecimal(), number, place.floor, place.household


def _code(text: str) -> str:
    try:
        return normalise_place_code(text)
    except BadId:
        raise NotFound("there is no such place") from None
