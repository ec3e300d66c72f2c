"""A mail that was set aside is made a request by a manager, who read it."""

from chalicelib.cases.requests.submit import Submitted
from chalicelib.estate.communities import community_of
from chalicelib.estate.people import Staff

from . import first_mails
from . import store as letters
from .deciding import theirs
from .desk import Desk
from .model import Letter
from .quotation import Words
from .reading import Mail
from .verdicts import PASS, Verdicts


def file(staff: Staff, id: str, *, desk: Desk, now: int) -> Submitted:
    """Make a letter a request, once, in the name of who decides it; then the letter goes.

    Raises what `submit` raises; InvalidInput in a community without a public place.
    """
    letter = theirs(staff, id)
    community = community_of(letter.community, now=now)
    first = first_mails.read(_mail(letter), community, number=letter.id, filed_by=staff.id)
    made = first_mails.file(first, desk=desk, now=now)
    letters.LETTERS.delete(letter)
    return made


def _mail(letter: Letter) -> Mail:
    return Mail(
        sender=letter.sender,
        name=letter.name,
        subject=letter.subject,
        first=Words(letter.text, letter.text),
        text=letter.text,
        left=tuple(letter.left_out),
        verdicts=Verdicts({"dmarc": PASS} if letter.proven else {}),
    )
