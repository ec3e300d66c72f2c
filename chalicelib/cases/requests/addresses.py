"""The addresses of a request, as its resident leaves, confirms and stops them."""

from collections.abc import Iterable

from msgspec import structs

from chalicelib.cases.contacts import model as contacts
from chalicelib.cases.contacts import store as stored_contacts
from chalicelib.cases.contacts import wishes
from chalicelib.estate.communities import country_of
from chalicelib.kernel.errors import InvalidInput, NotFound
from chalicelib.notifications.ceilings import is_abroad
from chalicelib.platform.effects import Enqueue
from chalicelib.platform.transition import apply, bump

from .resident_actions import existing
from .route_request import add_contact

LONGEST_HASH = 64


def leave_contact(
    request_id: str, text: str, *, prefix: str = "", secret: bytes, now: int, enqueue: Enqueue
) -> contacts.Contact:
    """Add an address; it gets one confirmation message and nothing else until it answers.

    Raises InvalidInput naming what is wrong: contact, country, or the fourth of addresses.
    """
    request = existing(request_id)
    parsed = contacts.parse(text, country_of(request.community, now=now))
    if parsed is None:
        raise InvalidInput(contact="This is not an email address or a phone number.")
    if parsed[0] == contacts.TEXT and is_abroad(request.community, parsed[1], now=now):
        raise InvalidInput(
            country="We do not send text messages to that country. Please enter an email address."
        )
    return add_contact(request, *parsed, prefix=prefix, secret=secret, now=now, enqueue=enqueue)


def confirm_contact(
    request_id: str, hash: str, *, now: int, enqueue: Enqueue | None = None
) -> contacts.Contact:
    """Verify an address that answered its confirmation message; `enqueue` sends it the receipt."""
    return _contact_moved(request_id, hash, contacts.VERIFIED, now=now, enqueue=enqueue)


def choose_notices(
    request_id: str, hash: str, kinds: Iterable[str], *, now: int
) -> contacts.Contact:
    """Tell an address from now on of these kinds only."""
    wants = wishes.chosen(kinds)

    def changed(contact: contacts.Contact) -> contacts.Contact | None:
        if contact.wants == wants:
            return None
        return structs.replace(contact, wants=wants, version=contact.version + 1, changed_at=now)

    return apply(lambda: _contact(request_id, hash), changed).item


def stop_contact(request_id: str, hash: str, *, now: int) -> contacts.Contact:
    """Send nothing to this address any more: from the next look at it, at once."""
    return _contact_moved(request_id, hash, contacts.STOPPED, now=now)


def _contact(request_id: str, hash: str) -> contacts.Contact:
    # A key of the table is no longer than a kilobyte, and a form says what it likes.
    contact = stored_contacts.get(request_id, hash) if len(hash) <= LONGEST_HASH else None
    if contact is None:
        raise NotFound("there is no such address")
    return contact


def _contact_moved(
    request_id: str, hash: str, state: str, *, now: int, enqueue: Enqueue | None = None
) -> contacts.Contact:

    def changed(contact: contacts.Contact) -> contacts.Contact | None:
        if contact.state == state:
            return None
        return bump(contact, ["received"] * bool(enqueue), now=now, state=state, changed_at=now)

    return apply(lambda: _contact(request_id, hash), changed, enqueue=enqueue).item
