"""Mail that was set aside, on the board: read by managers, made a request or let go."""

from typing import Literal

from msgspec import Struct

from chalicelib.cases.tasks.api import lang
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import MANAGERS
from chalicelib.estate.signed_in import StaffRoutes
from chalicelib.i18n import msg
from chalicelib.kernel.errors import Erased, Limited
from chalicelib.kernel.ids import shown
from chalicelib.platform import settings
from chalicelib.platform.http.call import Call
from chalicelib.platform.http.shapes import Shape

from . import deciding
from .model import WHY, Letter

routes = StaffRoutes(__name__)


class LetterAction(Struct, forbid_unknown_fields=True):
    """What is done with a letter."""

    action: Literal["file", "remove"]


class LetterShown(Shape, frozen=True):
    """A mail that was set aside, and why. `proven`: it comes from the address that it names."""

    id: str
    at: int
    sender: str
    name: str
    proven: bool
    subject: str
    text: str
    left_out: list[str]
    why: str
    reference: str
    """The number of the request that it answers, "" for none."""


class Letters(Shape, frozen=True):
    """What is set aside in a community, and the address to which its people write."""

    address: str
    """"" where no mail is taken in."""
    letters: list[LetterShown]


class LetterDone(Shape, frozen=True):
    """What came of it: the number of the request that it is now, "" for none."""

    reference: str


@routes.get("/staff/v1/letters", may=MANAGERS, query=("community",))
def list_letters(call: Call, staff: Staff) -> Letters:
    """Mail of the last 30 days that no conversation took."""
    community = call.query("community")
    spoken = lang(call, staff)
    found = deciding.listed(staff, community)
    domain = settings.mail_in_domain()
    return Letters(
        address=f"{community}@{domain}" if domain else "",
        letters=[_shown(letter, spoken) for letter in found],
    )


@routes.post(
    "/staff/v1/letters/{id}/actions",
    may=MANAGERS,
    body=LetterAction,
    errors=(Erased, Limited),
)
def act_on_letter(call: Call, staff: Staff, id: str) -> LetterDone:
    """Make a letter a request, or delete it; either way it is on the list no more."""
    asked = call.json(LetterAction)
    call.note(item=id, action=f"{asked.action}_letter")
    if asked.action == "remove":
        deciding.remove(staff, id)
        return LetterDone(reference="")
    # Here and not above: no other route of this door reads a mail.
    from . import filing, taking

    made = filing.file(staff, id, desk=taking.desk(now=call.now), now=call.now)
    return LetterDone(reference=shown(made.reference))


def _shown(letter: Letter, spoken: str) -> LetterShown:
    return LetterShown(
        id=letter.id,
        at=letter.at,
        sender=letter.sender,
        name=letter.name,
        proven=letter.proven,
        subject=letter.subject,
        text=letter.text,
        left_out=letter.left_out,
        why=msg(spoken, WHY.get(letter.why, letter.why)),
        reference=shown(letter.reference) if letter.reference else "",
    )
