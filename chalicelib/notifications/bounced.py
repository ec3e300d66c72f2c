"""
A mail came back: its address is marked, so that nothing more is sent there.

The resident reads on their page that their address does not take our mail, and staff see it
beside the address; of a member of staff the way counts as refused. Done twice is done once.
"""

from msgspec import structs

from chalicelib.cases.contacts import store as contacts
from chalicelib.cases.contacts.model import REFUSED, STOPPED, Contact
from chalicelib.estate import store as estate
from chalicelib.kernel import ids
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.outgoing import CAME_BACK
from chalicelib.platform.storage import ledger
from chalicelib.platform.transition import apply, apply_to

from .bounces import MailBack
from .ways import store as ways
from .ways.model import REFUSED as WAY_REFUSED
from .ways.model import Test, Way, mark_of

BUNDLE, WAY = "-bundle#", "way#"


def take(back: MailBack, *, now: int) -> str:
    """Mark whose mail came back; return "refused", or "nobody" where nobody is known by it."""
    ledger.mark(back.event, now=now, state=ledger.NEVER)
    login = _login_of(back)
    if login is not None:
        return "refused" if _way_refused(login, back, now=now) else "nobody"
    try:
        community = ids.community_of(back.event.partition("#")[0])
    except ids.BadId:
        return "nobody"
    found = contacts.of_person(community, back.event.rpartition("#")[2])
    for contact in found:
        _refuse(contact, now=now)
    return "refused" if found else "nobody"


def _refuse(contact: Contact, *, now: int) -> None:
    def read() -> Contact:
        found = contacts.get(contact.request, contact.hash)
        if found is None:
            raise NotFound("there is no such address")
        return found

    def refused(found: Contact) -> Contact | None:
        if found.state in (REFUSED, STOPPED):
            return None
        return structs.replace(
            found,
            state=REFUSED,
            refused=CAME_BACK,
            version=found.version + 1,
            changed_at=now,
        )

    apply(read, refused)


def _login_of(back: MailBack) -> str | None:
    """Return the login of the member of staff that a mail went to; None for a resident's."""
    if back.event.startswith(WAY):
        # The name of a test ends with "#<effect>#<mark>", and an effect's has one # in it.
        return back.event.removeprefix(WAY).rsplit("#", 3)[0]
    community, bundle, rest = back.event.partition(BUNDLE)
    return rest.rpartition("#")[0] if bundle and ids.is_community(community) else None


def _way_refused(login: str, back: MailBack, *, now: int) -> bool:
    """Let the way count as refused, for its owner and for those who lead them."""
    known = {m.address.lower(): m.address for m in estate.memberships(login, now=now)}
    address = known.get(back.address.lower())
    if address is None:
        return False
    mark = mark_of("email", address)
    members = estate.memberships(login, now=now)
    ways.insert(Way(login=login, community=members[0].community))

    def refused(way: Way) -> Way | None:
        test = Test(at=now, outcome=WAY_REFUSED)
        return structs.replace(way, tests={**way.tests, mark: test})

    apply_to(ways.get(login), refused)
    return True
