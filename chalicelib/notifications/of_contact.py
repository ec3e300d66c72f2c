"""What an address is sent for itself: the question to confirm, the receipt, links asked for."""

from msgspec import structs

from chalicelib.cases.contacts import model as addresses
from chalicelib.cases.contacts.model import Contact
from chalicelib.cases.contacts.wishes import wanted
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import ERASED, OPEN, Request
from chalicelib.estate.communities import community_of
from chalicelib.kernel.history import event_id
from chalicelib.kernel.links import HOME_LINK_MS
from chalicelib.kernel.notices import Notice
from chalicelib.platform.effects import Tools, complete_effect

from .ceilings import send
from .notify import notice_of


def ask_to_confirm(contact: Contact, name: str, *, now: int, tools: Tools) -> None:
    """Send the one message that an unverified address gets, then mark the effect as done."""
    request = requests.get(contact.request)
    stands = request is not None and request.state != ERASED
    if request is not None and stands and contact.state == addresses.UNVERIFIED:
        notice = notice_of(
            request, contact, event_id(contact.request, contact.hash), tools, now=now
        )
        proof = tools.proof(request.id, contact.hash)
        notice = _asking(notice, request, now=now, proof=proof)
        send(notice, contact, request, now=now, tools=tools)
    complete_effect(contact, name, now=now)


def send_home_link(contact: Contact, name: str, *, now: int, tools: Tools) -> None:
    """Send a household's own link to its address, then mark the effect as done."""
    request = requests.get(contact.request)
    stands = request is not None and request.state != ERASED
    if request is not None and stands and contact.state == addresses.VERIFIED:
        notice = notice_of(
            request, contact, own_event(contact, name), tools, template="home_link", now=now
        )
        link = tools.home(request.id, contact.hash, now + HOME_LINK_MS)
        notice = _asking(notice, request, now=now, link=link)
        send(notice, contact, request, now=now, tools=tools)
    complete_effect(contact, name, now=now)


def say_received(contact: Contact, name: str, *, now: int, tools: Tools) -> None:
    """Send the receipt, with its link, to an address that just confirmed; then mark it done."""
    request = requests.get(contact.request)
    stands = request is not None and request.state == OPEN and not request.left_at
    if request is not None and stands and "received" in wanted(contact):
        notice = notice_of(
            request, contact, own_event(contact, name), tools, template="received", now=now
        )
        send(notice, contact, request, now=now, tools=tools)
    complete_effect(contact, name, now=now)


def send_way_back(contact: Contact, name: str, *, now: int, tools: Tools) -> None:
    """Send the link to a request to the address that its owner named; then mark it done."""
    request = requests.get(contact.request)
    stands = request is not None and request.state != ERASED and not request.left_at
    if request is not None and stands and contact.state != addresses.STOPPED:
        notice = notice_of(
            request, contact, own_event(contact, name), tools, now=now, template="way_back"
        )
        send(notice, contact, request, now=now, tools=tools)
    complete_effect(contact, name, now=now)


def own_event(contact: Contact, name: str) -> str:
    """Return the name of a message that an effect of an address itself sends there."""
    return f"{event_id(contact.request, name)}#{contact.hash}"


def _asking(notice: Notice, request: Request, *, now: int, **values: str) -> Notice:
    """Say which request asks for this message, and give it what only the message may hold."""
    zone = community_of(request.community, now=now).calendar.zone
    times = {"sent": request.created_at}
    said = {**notice.values, **values}
    return structs.replace(notice, values=said, times=times, zone=zone, at=now)
