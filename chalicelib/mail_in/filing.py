"""A mail that was set aside is made a request by a manager, who read it."""

from msgspec import structs

from chalicelib.cases.requests.submit import Submitted
from chalicelib.estate.communities import community_of
from chalicelib.estate.people import Staff
from chalicelib.kernel.errors import NotFound
from chalicelib.platform.storage.retry import retry_from

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

    Whoever goes on after a manager whose process died files it in the first one's name: in their
    own it would be other words under the same key. Raises what `submit` raises; InvalidInput in
    a community without a public place.
    """
    letter = _taken(theirs(staff, id), staff.id)
    community = community_of(letter.community, now=now)
    first = first_mails.read(_mail(letter), community, number=letter.id, filed_by=letter.filed_by)
    made = first_mails.file(first, desk=desk, now=now)
    letters.LETTERS.delete(letter)
    return made


def _taken(letter: Letter, by: str) -> Letter:
    """Write down in whose name a letter is filed: that of the first who wanted to."""

    def once(found: Letter | None) -> Letter:
        if found is None:
            raise NotFound("there is no such letter")
        if found.filed_by:
            return found
        return letters.LETTERS.save(found, structs.replace(found, filed_by=by))

    return retry_from(letter, lambda: letters.get(letter.id), once)


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
