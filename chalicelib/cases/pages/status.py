"""Receipt and status: what a resident sees of a request, read off its steps and tasks."""

import secrets as random
from typing import Any

from chalicelib.cases.contacts.model import STOPPED, VERIFIED
from chalicelib.cases.contacts.wishes import KINDS, wanted
from chalicelib.cases.duplicates.view import Joined, joined
from chalicelib.cases.photos import model as photos
from chalicelib.cases.photos import receive as photo_use
from chalicelib.cases.requests import model as life
from chalicelib.cases.requests import plan, urges
from chalicelib.cases.requests.checks import NO_WORDS
from chalicelib.cases.requests.model import CLOSED, OPEN, Request
from chalicelib.cases.requests.store import Aggregate
from chalicelib.cases.requests.timeline import Event, timeline
from chalicelib.cases.tasks import model as tasks_life
from chalicelib.cases.visits import view as visits
from chalicelib.estate.communities import community_of, topics_of
from chalicelib.estate.model import Community, said
from chalicelib.estate.topics import Topic
from chalicelib.kernel import ids, links
from chalicelib.kernel import targets as clocks
from chalicelib.kernel.history import in_order
from chalicelib.platform.aws import parameters, secrets
from chalicelib.platform.http.call import Call
from chalicelib.platform.services import status_link
from chalicelib.web import form_views, status_views, views
from chalicelib.web.pages import form_token, reader_of
from chalicelib.web.qr import qr

from . import standing
from .allowed import can, may_add
from .form import look_of
from .photos import photo_view, upload_form

OPENED = ("reopen", "unclean", "rejoin")
"""Steps that open a request again: what was done before them was not enough."""

AS_TOLD = ("reference", "words", "name", "visit", "may_enter", "created_at")
"""What the page shows as the request holds it."""


def view(call: Call, found: Aggregate, **kept: Any) -> status_views.Status:
    """Return the page of a request as it stands; `kept` are the values and errors of a form."""
    request = found.request
    lang = reader_of(call).lang
    community = community_of(request.community, now=call.now)
    current = standing.current(found)
    topic = topics_of(community, lang).get(request.topic)
    address = _address(found, call)
    parent = joined(request)
    status = plan.status(request, found.tasks)
    history = _history(timeline(found, community, lang), call)
    return status_views.Status(
        here=call.here,
        now=call.now,
        look=look_of(community, lang),
        **_hidden(request, call),
        status=status,
        told_at=standing.told_at(found, status),
        unanswered=standing.is_unanswered(found, community, status, call.now),
        topic=topic.name if topic else request.topic,
        place=request.spot or said(request.place_name, lang),
        **{name: getattr(request, name) for name in AS_TOLD},
        fresh=bool(call.query("new")),
        **_way_back(request, call),
        at_home=request.place_kind != "shared" or bool(request.spot),
        emergency=standing.is_urgent(request, topic),
        who=standing.who(current, community, lang),
        due_at=standing.due(found, community, topic) if not parent else None,
        resumes_at=standing.resumes(found, current, community, call.now),
        reason=_reason(found, parent),
        question=next((t.reason for t in found.tasks if t.state == tasks_life.WAITING), ""),
        history=history,
        work=_work(history) if request.state != OPEN else [],
        reopened_at=_reopened_at(request),
        photos=_photos(found, call),
        upload=_upload(found, call),
        can=can(found, now=call.now) | frozenset({"confirm"} if address["proof"] else ()),
        **_visits(found, community, lang, now=call.now),
        urge=_urge(request, community, call.now),
        **address,
        questions=_questions(topic, request.answers),
        clean_up_check=bool(topic and topic.clean_up_check),
        people=_people(found, community),
        feedback=_feedback(request),
        follows=_follows(request),
        unread=_unread(found),
        closes_at=next(iter(life.clocks(request)), None),
        joined=_joined(request, parent, community, lang) if parent else None,
        saved=call.query("saved"),
        **kept,
    )


def _visits(found: Aggregate, community: Community, lang: str, *, now: int) -> dict[str, Any]:
    """Return the visits of a request, and for which task times may be asked for: only who lives
    there can let somebody in."""
    request = found.request
    at_home = request.place_kind != "shared" or bool(request.spot)
    asks = at_home and "visit" in can(found, now=now)
    shown = visits.of_request(found, community, lang, now=now)
    return {"visits": shown, "ask_times": visits.can_ask(found, shown) if asks else ""}


def _hidden(request: Request, call: Call) -> dict[str, Any]:
    key = ids.new_key(random.token_bytes)
    return {"key": key, "token": form_token(request.id, key, call)}


def _way_back(request: Request, call: Call) -> dict[str, Any]:
    """Return the link that opens this page in any browser, and its QR code once it is wanted."""
    public = parameters.value("public_address", now=call.now)
    link = f"{public}/r/{status_link(request.id, request.link_version)}"
    return {"link": link, "qr": qr(link) if call.query("qr") else ""}


def _reopened_at(request: Request) -> int | None:
    """Return when the resident of an open request last said that it is not right."""
    steps = [step for _, step in in_order(request.steps) if step.action in OPENED]
    return steps[-1].at if steps and request.state == OPEN else None


def _unread(found: Aggregate) -> list[str]:
    """Return what is asked for again: as long as it is open, and not given since."""
    given = {"contact": found.contacts, NO_WORDS: found.notes}
    unread = found.request.unread if found.request.state == OPEN else []
    return [name for name in unread if not given.get(name)]


def proven(request_id: str, proof: str) -> str:
    """Return the hash of the address whose message this proof comes from, else nothing."""
    try:
        good = secrets.read("link").by_version.values()
        return links.proven(proof, request_id, secrets=good) if proof else ""
    except links.InvalidLink:
        return ""


def _address(found: Aggregate, call: Call) -> dict[str, Any]:
    """Return what the page says of the address: the one to be confirmed, else the last in use.

    Only the message to an address has its proof: whoever typed the address may not confirm it.
    """
    proof = call.query("confirm")
    asked = proven(found.request.id, proof)
    used = [each for each in found.contacts if each.state != STOPPED or each.hash == asked]
    contact = next((each for each in used if each.hash == asked), used[-1] if used else None)
    if contact is None:
        return {"proof": ""}
    confirmed = contact.state == VERIFIED
    return {
        "contact": masked(contact.address),
        "contact_hash": contact.hash,
        "contact_confirmed": confirmed,
        "notices": [(kind, kind in wanted(contact)) for kind in KINDS],
        "contact_refused": "" if confirmed else contact.refused,
        "proof": proof if contact.hash == asked and not confirmed else "",
    }


def _follows(request: Request) -> tuple[str, str] | None:
    return (request.follows, ids.reference(request.follows)) if request.follows else None


def _photos(found: Aggregate, call: Call) -> list[status_views.Photo]:
    """Return the resident's own photos; the team's stay with the team."""
    own = [photo for photo in found.photos if photos.is_residents(photo.slot)]
    shown = [photo_view(photo, call.now) for photo in sorted(own, key=lambda photo: photo.slot)]
    if photo_use.is_waiting(found, call.query("photo")):
        shown.append(status_views.Photo(state="checking"))
    return shown


def _upload(found: Aggregate, call: Call) -> status_views.Upload | None:
    """Return the form for one more photo, which the bucket sends back to this page."""
    tuning = parameters.tuning(now=call.now)
    waiting = call.query("photo")
    slot = photo_use.next_of_resident(found, waiting=waiting, most=tuning.photos_each)
    request = found.request
    if slot is None or request.state == CLOSED or (request.joined_to and not may_add(request)):
        return None
    return upload_form(found.request.id, slot, call)


def _questions(topic: Topic | None, answers: dict[str, str]) -> list[status_views.Question]:
    return [
        status_views.Question(
            code=each.code,
            text=each.text,
            kind=each.kind,
            options=each.options,
            answer=answers.get(each.code, ""),
        )
        for each in (topic.questions if topic else ())
    ]


def _reason(found: Aggregate, parent: Joined | None) -> str:
    own = next((t.reason for t in found.tasks if t.state == tasks_life.DECLINED), "")
    return own or (parent.reason if parent else "")


def _joined(request: Request, parent: Joined, community: Community, lang: str) -> form_views.Known:
    topic = topics_of(community, lang).get(parent.topic)
    return form_views.Known(
        id=request.joined_to,
        topic=topic.name if topic else parent.topic,
        place=said(parent.place_name, lang),
        since_at=parent.since_at,
        until_at=parent.until_at,
        words=said(parent.words, lang),
        told=parent.told,
        status=parent.status,
    )


def _urge(request: Request, community: Community, now: int) -> status_views.Urge:
    calendar = clocks.calendar_of(request.priority, community.calendar)
    again = urges.next_at(request.urges, calendar)
    return status_views.Urge(
        next_at=again if again and again > now else None, used=len(request.urges)
    )


def _people(found: Aggregate, community: Community) -> list[str]:
    """Return who did the work, where this community lets residents know names."""
    if community.show_names != "first_name":
        return []
    done = [task.holder_name for task in found.tasks if task.state == tasks_life.DONE]
    return list(dict.fromkeys(name.split()[0] for name in done if name.strip()))


def _feedback(request: Request) -> status_views.Feedback | None:
    if request.fixed is None or request.state != CLOSED:
        return None
    return status_views.Feedback(
        fixed=request.fixed,
        clean=request.clean,
        rating=request.rating,
        reasons=request.reasons,
        comment=request.comment,
        thanks=request.thanks,
    )


def _history(events: list[Event], call: Call) -> list[status_views.Event]:
    """Return what happened as the page shows it; the resident's own photos stand elsewhere."""
    return [
        status_views.Event(
            at=event.at,
            what=event.what,
            who=event.who,
            to=event.to,
            words=event.words,
            until_at=event.until_at,
            photos=[photo_view(photo, call.now) for photo in event.photos if event.what == "done"],
        )
        for event in events
    ]


def _work(history: list[status_views.Event]) -> list[status_views.Event]:
    """Return what was done since it was last opened again, where there is something to show."""
    opened = max((event.at for event in history if event.what in OPENED), default=0)
    done = [event for event in history if event.what == "done" and event.at >= opened]
    return [event for event in done if event.words or event.photos]


def masked(address: str) -> str:
    """Return an address so that its owner knows it and nobody else learns it."""
    name, at, host = address.partition("@")
    if at:
        return f"{name[:1]}…@{host}"
    return f"…{address[-3:]}"


def row(found: Aggregate, call: Call) -> views.Row:
    """Return one line of "my requests on this phone"."""
    request = found.request
    lang = reader_of(call).lang
    community = community_of(request.community, now=call.now)
    topic = topics_of(community, lang).get(request.topic)
    return views.Row(
        path=f"/r/{request.id}",
        reference=request.reference,
        topic=topic.name if topic else request.topic,
        place=request.spot or said(request.place_name, lang),
        status=plan.status(request, found.tasks),
        created_at=request.created_at,
        zone=community.calendar.zone,
    )
