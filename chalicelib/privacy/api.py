"""
The staff API for a person's rights: a copy of what is kept of them, and erasing it.

For managers and admins of the community, who have made sure who is asking. The address
comes in the body: an address of this site never holds one.
"""

from msgspec import Struct, convert

from chalicelib.cases.requests import store as requests
from chalicelib.estate.authorization import must_manage
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import MANAGERS
from chalicelib.estate.signed_in import StaffRoutes
from chalicelib.kernel import ids
from chalicelib.kernel.errors import InvalidInput, NotFound
from chalicelib.platform.aws import photo_bucket
from chalicelib.platform.http.call import Call
from chalicelib.platform.http.route import BEGUN
from chalicelib.platform.http.shapes import Shape
from chalicelib.platform.services import enqueue, id_secret

from . import erase, person
from .person_copy import PersonCopy

FOR_MANAGERS = "a person's data is for managers and admins"

routes = StaffRoutes(__name__)


class Person(Struct, forbid_unknown_fields=True, kw_only=True):
    """Whom it is about: an e-mail address or a telephone number, in one community."""

    community: str
    contact: str
    unproven: bool = False
    """Also what came with this address before it answered; whoever asks has made sure."""


class Sure(Struct, forbid_unknown_fields=True):
    """The reference of what is to be erased, typed again: nobody erases by a slip."""

    reference: str


class Erasure(Shape, frozen=True):
    """What goes, by the store that holds it."""

    erased: dict[str, list[str]]


@routes.post("/staff/v1/person/export", may=MANAGERS, body=Person)
def export_person(call: Call, staff: Staff) -> PersonCopy:
    """A copy of all that is kept of one person; that you looked is written down."""
    asked = call.json(Person)
    must_manage(staff, asked.community, FOR_MANAGERS)
    copy = person.export(
        asked.community,
        asked.contact,
        by=staff.id,
        by_name=staff.name,
        unproven=asked.unproven,
        secret=id_secret(),
        photo=lambda key: photo_bucket.address(key, now=call.now),
        now=call.now,
    )
    return convert(copy, PersonCopy)


@routes.post("/staff/v1/person/erase", may=MANAGERS, body=Person, status=BEGUN)
def erase_person(call: Call, staff: Staff) -> Erasure:
    """Erase one person everywhere; it begins at once and is over within minutes."""
    asked = call.json(Person)
    must_manage(staff, asked.community, FOR_MANAGERS)
    gone = person.erase(
        asked.community,
        asked.contact,
        by=staff.id,
        unproven=asked.unproven,
        secret=id_secret(),
        now=call.now,
        enqueue=enqueue(call.id),
    )
    return Erasure(erased=gone)


@routes.post("/staff/v1/requests/{id}/erase", may=MANAGERS, body=Sure, status=BEGUN)
def erase_request(call: Call, staff: Staff, id: str) -> Erasure:
    """Erase one request, for whoever sent it: words, photos, addresses; its count stays."""
    if not ids.is_request_id(id):
        raise NotFound("there is no such request")
    must_manage(staff, ids.community_of(id), FOR_MANAGERS)
    request = requests.get(id)
    if request is None:
        raise NotFound("there is no such request")
    if _typed(call.json(Sure).reference) != request.reference:
        raise InvalidInput(reference="This is not the reference of this request.")
    call.note(item=id, action="erase")
    erase.erase(id, by=staff.id, now=call.now, enqueue=enqueue(call.id))
    return Erasure(erased={"requests": [id]})


def _typed(reference: str) -> str:
    try:
        return ids.normalise_reference(reference)
    except ids.BadId:
        return ""
