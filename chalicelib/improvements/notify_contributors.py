"""
Answering those who said it: "you said, we did", or why not.

Twenty-five opinions a message, the progress stored in the measure, each person once: the
ledger knows who was told of which step, so a kill anywhere repeats nothing and loses nobody.
"""

from collections.abc import Mapping

from msgspec import structs

from chalicelib.cases.contacts import model as addresses
from chalicelib.cases.contacts.model import Contact
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import Request
from chalicelib.estate.communities import country_of
from chalicelib.feedback import store as opinions
from chalicelib.kernel.history import Step, event_id, step_of
from chalicelib.kernel.notices import Notice
from chalicelib.notifications.sending import deliver_once
from chalicelib.platform.effects import Tools, complete_effect, publish_effects, with_due_at

from . import store as measures
from .model import ACCEPTED, DOING, DONE, DROPPED, VERIFIED, Measure

BATCH = 25

TEMPLATES: Mapping[str, str] = {
    ACCEPTED: "measure_planned",
    DOING: "measure_planned",
    DONE: "measure_done",
    VERIFIED: "measure_done",
    DROPPED: "measure_dropped",
}
"""What people are told, by the state that the step led to."""

ENDED = frozenset({DONE, VERIFIED})


def tell(measure: Measure, name: str, *, now: int, tools: Tools) -> None:
    """Tell the next people of a step; when all were told, mark the effect as done."""
    template = _template(measure, measure.steps[step_of(name)])
    begun = measure.told.get(name, 0)
    if template:
        for opinion in opinions.read(measure.opinions[begun : begun + BATCH]):
            if opinion.request:
                _tell_one(measure, name, template, opinion.request, now=now, tools=tools)
    if template and begun + BATCH < len(measure.opinions):
        told, pending = {**measure.told, name: begun + BATCH}, {**measure.pending, name: now}
        further = with_due_at(structs.replace(measure, told=told, pending=pending), now=now)
        measures.save(measure, further)
        publish_effects(further, [name], tools.enqueue)
        return
    complete_effect(measure, name, now=now)


def _template(measure: Measure, step: Step) -> str:
    """Return what a step tells people; "" when it is news no longer."""
    if step.action == "reopen":
        return "measure_reopened" if measure.state in (ACCEPTED, DOING) else ""
    template = TEMPLATES.get(step.after, "")
    if template == "measure_done" and measure.state not in ENDED:
        return ""
    if template == "measure_planned" and measure.state not in (ACCEPTED, DOING):
        return ""
    return template


def _tell_one(
    measure: Measure, name: str, template: str, request_id: str, *, now: int, tools: Tools
) -> None:
    found = requests.aggregate(request_id)
    for contact in found.contacts if found else []:
        if found is None or contact.state != addresses.VERIFIED:
            continue
        # By person, not by request: who said it three times is told once.
        event = f"{event_id(measure.id, name)}#{contact.hash}"
        notice = _notice(measure, found.request, contact, event, template, tools)
        country = country_of(contact.community, now=now)
        address = addresses.dialled(contact.channel, contact.address, country)
        notice = structs.replace(notice, address=address)
        deliver_once(notice, found.request, now=now, tools=tools)


def _notice(
    measure: Measure, request: Request, contact: Contact, event: str, template: str, tools: Tools
) -> Notice:
    return Notice(
        event=event,
        channel=contact.channel,
        address=contact.address,
        lang=contact.lang,
        template=template,
        values={
            "reference": request.reference,
            "link": tools.page(measure.community),
            "topic": measure.topic,
        },
        names={"said": measure.said, "did": measure.did, "reason": measure.reason},
    )
