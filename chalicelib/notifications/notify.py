"""
Telling residents: one notice a step to each address that answered.

Every notice goes through the ledger: lease, send, mark. A kill between send and mark
may repeat that one notice; losing one is never allowed, so an effect is laid down only
when each of its notices was sent, or can never be.
"""

from msgspec import structs

from chalicelib.cases.contacts import model as addresses
from chalicelib.cases.contacts.model import Contact
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import ERASED, OPEN, Request
from chalicelib.cases.requests.store import Aggregate
from chalicelib.cases.tasks.model import Task
from chalicelib.estate.communities import community_of
from chalicelib.estate.model import hours_of
from chalicelib.kernel import worktime
from chalicelib.kernel.history import event_id, step_of
from chalicelib.kernel.links import HOME_LINK_MS
from chalicelib.kernel.notices import Notice
from chalicelib.platform.effects import Tools, lay_down

from .ceilings import send

TEMPLATE_OF = {
    "nobody": "nobody",
    "claim": "in_hand",
    "accept": "in_hand",
    "start": "in_hand",
    "ask": "waiting",
    "pause": "paused",
    "settle": "resolved",
    "decline": "declined",
    "join": "absorbed",
    "over": "outage_ended",
    "rejoin": "still_there",
    "news": "outage_changed",
    "retopic": "retopic",
    "lower": "retopic",
    "check_back": "check_back",
}
"""What the resident is told of a step, by its action; a step not in it is not told."""


def tell_of_request(request: Request, name: str, *, now: int, tools: Tools) -> None:
    """Tell the resident of a step of their request, then mark the effect as done."""
    _tell(request.id, request.id, name, request.steps[step_of(name)].action, now=now, tools=tools)
    lay_down(request, name, now=now)


def tell_of_task(task: Task, name: str, *, now: int, tools: Tools) -> None:
    """Tell the resident that somebody is on it, asks or has to wait; then lay it down."""
    number = step_of(name)
    action = task.steps[number].action
    if not (action == "start" and _is_known_to_be_in_hand(task, number)):
        _tell(task.request, task.id, name, action, now=now, tools=tools)
    lay_down(task, name, now=now)


def _is_known_to_be_in_hand(task: Task, number: str) -> bool:
    """Say whether the step before told already that somebody is on it: claimed, then started."""
    before = task.steps.get(str(int(number) - 1))
    return before is not None and before.action in ("claim", "accept")


def ask_to_confirm(contact: Contact, name: str, *, now: int, tools: Tools) -> None:
    """Send the one message that an unverified address gets, then mark the effect as done."""
    request = requests.get(contact.request)
    stands = request is not None and request.state != ERASED
    if request is not None and stands and contact.state == addresses.UNVERIFIED:
        notice = _notice(request, contact, event_id(contact.request, contact.hash), tools)
        proof = tools.proof(request.id, contact.hash)
        notice = _asking(notice, request, now=now, proof=proof)
        send(notice, contact, request, now=now, tools=tools)
    lay_down(contact, name, now=now)


def send_home_link(contact: Contact, name: str, *, now: int, tools: Tools) -> None:
    """Send a household's own link to its address, then mark the effect as done."""
    request = requests.get(contact.request)
    stands = request is not None and request.state != ERASED
    if request is not None and stands and contact.state == addresses.VERIFIED:
        notice = _notice(
            request, contact, home_event(contact, step_of(name)), tools, template="home_link"
        )
        link = tools.home(request.id, contact.hash, now + HOME_LINK_MS)
        notice = _asking(notice, request, now=now, link=link)
        send(notice, contact, request, now=now, tools=tools)
    lay_down(contact, name, now=now)


def home_event(contact: Contact, number: int | str) -> str:
    """Return the name of the message with a household's link that version `number` asked for."""
    return f"{event_id(contact.request, f'{number}#home')}#{contact.hash}"


def _asking(notice: Notice, request: Request, *, now: int, **values: str) -> Notice:
    """Say which request asks for this message, and give it what only the message may hold."""
    zone = community_of(request.community, now=now).calendar.zone
    times = {"sent": request.created_at}
    said = {**notice.values, **values}
    return structs.replace(notice, values=said, times=times, zone=zone, at=now)


def _tell(request_id: str, item_id: str, name: str, action: str, *, now: int, tools: Tools) -> None:
    found = requests.aggregate(request_id)
    template = TEMPLATE_OF.get(action)
    if found is None or template is None or found.request.left_at or _is_past(found, template):
        return
    for contact in found.contacts:
        if contact.state != addresses.VERIFIED:
            continue
        event = f"{event_id(item_id, name)}#{contact.hash}"
        notice = _notice(found.request, contact, event, tools, template)
        notice = _when_we_go_on(notice, found, item_id, now=now)
        send(notice, contact, found.request, now=now, tools=tools)


def _when_we_go_on(notice: Notice, found: Aggregate, item_id: str, *, now: int) -> Notice:
    """Say when the team works again, where nobody is on duty because it is closed."""
    department = next((task.department for task in found.tasks if task.id == item_id), "")
    calendar = hours_of(community_of(found.request.community, now=now), department)
    if notice.template != "nobody" or worktime.is_open(calendar, now):
        return notice
    times = {"resumes": worktime.next_open(calendar, now)}
    return structs.replace(notice, template="nobody_until", times=times, zone=calendar.zone, at=now)


def _is_past(found: Aggregate, template: str) -> bool:
    """Say whether a late message would tell what is no longer so."""
    if found.request.state == ERASED:
        return True
    if template in ("resolved", "check_back"):
        return found.request.state == OPEN
    return template in _OF_THE_OPEN and found.request.state != OPEN


_OF_THE_OPEN = frozenset(
    {
        "in_hand",
        "waiting",
        "paused",
        "still_there",
        "outage_changed",
        "absorbed",
        "retopic",
        "nobody",
    }
)


def _notice(
    request: Request,
    contact: Contact,
    event: str,
    tools: Tools,
    template: str = "confirm_contact",
) -> Notice:
    values = {
        "reference": request.reference,
        "link": tools.link(request.id, request.link_version),
        "topic": request.topic,
    }
    return Notice(
        event=event,
        channel=contact.channel,
        address=contact.address,
        lang=contact.lang,
        template=template,
        values=values,
        names={"place": request.place_name},
    )
