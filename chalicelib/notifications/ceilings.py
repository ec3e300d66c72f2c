"""
Counting what goes out to residents, in the worker that sends: submit waits for none of it.
"""

from msgspec import structs

from chalicelib.cases.contacts import model as contacts
from chalicelib.cases.contacts.model import Contact
from chalicelib.cases.requests.model import Request
from chalicelib.estate.communities import community_of, country_of
from chalicelib.kernel import outgoing
from chalicelib.kernel.limits import Keys
from chalicelib.kernel.notices import Notice
from chalicelib.platform.effects import Tools
from chalicelib.platform.storage import ledger
from chalicelib.platform.transition import apply_to, bump

from .sending import deliver_once


def send(notice: Notice, contact: Contact, request: Request, *, now: int, tools: Tools) -> None:
    """Send a notice to a resident's address, unless too much goes out or it is abroad.

    What is refused is counted, and stands with the address: its page says so, and that the
    address can be left again. Raises what `deliver_once` raises.
    """
    why = refusal(contact, now=now, tools=tools)
    if not why:
        country = country_of(contact.community, now=now)
        address = contacts.dialled(contact.channel, contact.address, country)
        notice = structs.replace(notice, address=address)
        deliver_once(notice, request, now=now, tools=tools)
        return
    tools.limited(request.id)
    if contact.state == contacts.UNVERIFIED:
        apply_to(contact, lambda found: bump(found, [], now=now, refused=why))


def refusal(contact: Contact, *, now: int, tools: Tools) -> str:
    """Return why nothing may go to an address now, else ""; what may is counted."""
    if contact.channel == contacts.TEXT and is_abroad(contact.community, contact.address, now=now):
        return outgoing.COUNTRY
    asks = contact.state == contacts.UNVERIFIED
    counted: list[tuple[Keys, int]] = []
    if asks and contact.prefix:
        keys = outgoing.asking(contact.community, contact.prefix, now)
        counted.append((keys, outgoing.MOST_ASKED))
    if contact.channel == contacts.TEXT:
        counted.append((outgoing.text(contact.community, now), outgoing.MOST_TEXTS))
        counted.append((outgoing.text(outgoing.ALL, now), tools.tuning().texts_a_day))
    return "" if all(_has_room(keys, most) for keys, most in counted) else outgoing.LIMIT


def is_abroad(community: str, number: str, *, now: int) -> bool:
    """Say whether a number is in no country to which a community sends texts."""
    found = community_of(community, now=now)
    return outgoing.is_foreign(number, outgoing.codes_of(found.text_countries, found.calendar.zone))


def _has_room(keys: Keys, most: int) -> bool:
    ceilings = dict.fromkeys(keys.names, most)
    counts = ledger.count(keys.item, keys.names, ceilings=ceilings, expires_at=keys.expires_at)
    return counts is not None
