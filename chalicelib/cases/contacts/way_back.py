"""
A way back for who lost the page: the number, and what was left as contact, send the link there.

Whoever asks learns nothing: neither whether there is such a request, nor whether it has this
address. The link goes to the address, which whoever knows a number does not choose.
"""

from msgspec import structs

from chalicelib.cases.requests import store as requests
from chalicelib.estate.communities import country_of
from chalicelib.kernel import ids, outgoing
from chalicelib.kernel.errors import InvalidInput, Limited
from chalicelib.kernel.times import HOUR_MS, MINUTE_MS
from chalicelib.kernel.words import N_
from chalicelib.platform.effects import Enqueue
from chalicelib.platform.storage import ledger
from chalicelib.platform.transition import apply_to, bump

from . import model as contacts
from . import store as stored
from .model import Contact

PAUSE_MS = 10 * MINUTE_MS
"""One address is sent the same link no more often."""


def send_link(
    community: str, number: str, address: str, *, prefix: str, secret: bytes, now: int,
    enqueue: Enqueue,
) -> None:  # fmt: skip
    """Send the link of a request to its address, if both fit; say nothing of whether they do.

    Raises InvalidInput for what is no number or no address, Limited when too many were tried.
    """
    country = country_of(community, now=now)
    wrong, reference, forms = {}, "", contacts.every_form(address, country)
    try:
        reference = ids.normalise_reference(number)
    except ids.BadId:
        wrong["reference"] = N_(
            "Check the reference: it has 7 letters and digits, for example 7KQ-2M9X."
        )
    if not forms:
        wrong["contact"] = N_("This is not an email address or a phone number.")
    if wrong:
        raise InvalidInput(**wrong)
    _count(community, prefix, now=now)
    for request_id in requests.id_by_reference(community, reference):
        for form in forms:
            found = stored.get(request_id, contacts.hashed(community, form, secret=secret))
            apply_to(found, lambda found: _asked(found, now), enqueue=enqueue)


def _asked(contact: Contact, now: int) -> Contact | None:
    reached = contact.state in (contacts.VERIFIED, contacts.UNVERIFIED)
    if not reached or (contact.linked_at and now - contact.linked_at < PAUSE_MS):
        return None
    return structs.replace(bump(contact, ["link"], now=now), linked_at=now)


def _count(community: str, prefix: str, *, now: int) -> None:
    keys = outgoing.finding(community, prefix, now)
    ceilings = dict.fromkeys(keys.names, outgoing.MOST_FOUND)
    counted = ledger.count(keys.item, keys.names, ceilings=ceilings, expires_at=keys.expires_at)
    if counted is None:
        raise Limited(retry_after_s=(HOUR_MS - now % HOUR_MS) // 1000)
