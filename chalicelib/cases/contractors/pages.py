"""The page of an outside contractor: one task, by its signed link, in their language."""

import secrets as random
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from chalice import Response
from msgspec import structs

from chalicelib.cases.pages.form import look_of
from chalicelib.cases.pages.photos import photo_view, upload_form
from chalicelib.cases.photos import model as photos
from chalicelib.cases.photos.receive import is_waiting
from chalicelib.cases.requests import answers
from chalicelib.cases.requests.store import Aggregate
from chalicelib.cases.tasks import model as life
from chalicelib.cases.tasks.actions import Action
from chalicelib.cases.tasks.deadlines import deadlines
from chalicelib.cases.tasks.model import Task
from chalicelib.cases.visits import model as visits
from chalicelib.cases.visits import times
from chalicelib.estate.communities import community_of, topics_of
from chalicelib.estate.members import Member
from chalicelib.estate.model import Community, hours_of, said
from chalicelib.estate.permissions import CONTRACTOR
from chalicelib.i18n import msg
from chalicelib.kernel import errors, ids, links, worktime
from chalicelib.platform.aws import secrets
from chalicelib.platform.http.call import FORM, Call, see_other
from chalicelib.platform.services import enqueue
from chalicelib.web import status_views
from chalicelib.web.pages import Pages, check_token, form_token, reader_of, show

from . import actions as contract
from .view import Job

routes = Pages(__name__)

TIME = "time."
"""What the name of a tick begins with: a time that is offered, <from>-<to>."""


@routes.get("/t/{link}", may=CONTRACTOR)
def show_job(call: Call, link: str) -> Response:
    """One task, as whoever does it for us needs it."""
    return _shown(call, *_opened(call, link))


@routes.post("/t/{link}", may=CONTRACTOR, content_types=[FORM])
def do_job(call: Call, link: str) -> Response:
    """What a contractor does: take it, start, pause, finish or decline."""
    found, task, contractor = _opened(call, link)
    fields = call.form()
    key = fields.get("key", "")
    try:
        check_token(fields.get("token", ""), task.id, key, call)
    except links.InvalidLink:
        return see_other(f"{call.base}/t/{link}")
    try:
        if fields.get("do") == "say":
            contract.say(
                task.id, fields.get("text", ""), contractor, key=f"{key}-say"[:64], now=call.now,
                enqueue=enqueue(call.id),
            )  # fmt: skip
            return see_other(f"{call.base}/t/{link}?saved=said")
        action = _action(task, fields, key, call)
        contract.do(action, contractor, now=call.now, enqueue=enqueue(call.id))
    except errors.InvalidInput as error:
        wrong = [_named(name, fields) for name in error.fields]
        return _shown(call, found, task, contractor, values=fields, wrong=wrong)
    except (errors.NotAllowed, errors.Stale):
        return see_other(f"{call.base}/t/{link}?saved=nothing")
    return see_other(f"{call.base}/t/{link}?saved=job")


def _opened(call: Call, link: str) -> tuple[Aggregate, Task, Member]:
    good = links.verify_task(link, secrets=secrets.read("link").by_version)
    return contract.opened(good, now=call.now)


def _shown(
    call: Call,
    found: Aggregate,
    task: Task,
    contractor: Member,
    *,
    values: dict[str, str] | None = None,
    wrong: list[str] | None = None,
) -> Response:
    reader = reader_of(call)
    if not call.query("lang") and not call.cookies().get("lang"):
        reader = structs.replace(reader, lang=contractor.language)
    view = _view(call, found, task, contractor, reader.lang)
    view = structs.replace(view, values=values or {}, errors=wrong or [])
    return show(view, call, 422 if wrong else 200, reader=reader)


def _view(call: Call, found: Aggregate, task: Task, contractor: Member, lang: str) -> Job:
    request = found.request
    community = community_of(task.community, now=call.now)
    topic = topics_of(community, lang).get(task.topic)
    over = life.is_finished(task)
    key = ids.new_key(random.token_bytes)
    asked = [] if over else answers.asked(topic, request.answers)
    return Job(
        here=call.here,
        now=call.now,
        look=look_of(community, lang),
        key=key,
        token=form_token(task.id, key, call),
        version=task.version,
        contractor=contractor.name,
        reference=task.reference,
        state=task.state,
        topic=topic.name if topic else task.topic,
        place="" if over else said(request.place_name, lang),
        spot="" if over else request.spot,
        words="" if over else request.words,
        comment=request.comment if request.reopened and not over else "",
        visit="" if over else request.visit,
        may_enter=None if over else request.may_enter,
        asked=[(each["question"], _answer(each, lang)) for each in asked],
        urgent=task.priority == "urgent",
        due_at=deadlines(task, community).done_by,
        until_at=task.until_at,
        visit_agreed=life.awaits_visit(task),
        visit_end=task.visit_end if life.awaits_visit(task) else None,
        windows=_shown_times(visits.open_windows(task, now=call.now)),
        to_offer=_shown_times(_to_offer(task, contractor, community, now=call.now)),
        clean_up_check=bool(topic and topic.clean_up_check),
        can=frozenset(contract.allowed(task, contractor)),
        photos=_photos(found, task, call),
        upload=_upload(found, task, contractor, call),
        saved=call.query("saved"),
    )


def _to_offer(
    task: Task, contractor: Member, community: Community, *, now: int
) -> list[tuple[int, int]]:
    if "offer_times" not in contract.allowed(task, contractor):
        return []
    return times.to_offer(task, community, [contractor], now=now)


def _shown_times(found: Iterable[Sequence[int]]) -> list[status_views.Window]:
    return [status_views.Window(at=begin, end=end) for begin, end in found]


_FIRST = {"photo": "photo_first", "resolution": "resolution_first"}
"""What is missing before the work counts as done, where a wrong one would be called the same."""


def _named(name: str, fields: dict[str, str]) -> str:
    """Return which field the page points at: one of a form of its own, or one that is missing."""
    if name == "until" and fields.get("do") == "visit":
        return "visit_at"
    return _FIRST.get(name, name) if not fields.get(name) else name


def _photos(found: Aggregate, task: Task, call: Call) -> list[status_views.Photo]:
    slots = photos.of_task(task.id, photos.AFTER)
    own = [photo for photo in found.photos if photo.slot in slots]
    shown = [photo_view(photo, call.now) for photo in sorted(own, key=lambda photo: photo.slot)]
    if is_waiting(found, call.query("photo")):
        shown.append(status_views.Photo(state="checking"))
    return shown


def _upload(
    found: Aggregate, task: Task, contractor: Member, call: Call
) -> status_views.Upload | None:
    slot = contract.next_photo(found, task, contractor, waiting=call.query("photo"))
    return upload_form(task.request, slot, call) if slot else None


def _answer(each: dict[str, str], lang: str) -> str:
    return msg(lang, each["answer"])


def _action(task: Task, fields: dict[str, str], key: str, call: Call) -> Action:
    version = fields.get("version", "")
    return Action(
        task=task.id,
        action=fields.get("do", ""),
        # Every form of the page has its key: what is done with each is another thing.
        key=f"{key}-{fields.get('do', '')}"[:64],
        version=int(version) if version.isascii() and version.isdigit() else task.version,
        reason=fields.get("reason", ""),
        windows=_windows(fields),
        until=_instant_of(fields.get("until", ""), task, call.now),
        resolution=fields.get("resolution", ""),
        clean=True if fields.get("clean") == "yes" else None,
    )


def _windows(fields: dict[str, str]) -> list[list[int]]:
    """Return the times that were ticked; what is none of ours is left out."""
    ticked = [name.removeprefix(TIME).split("-") for name in fields if name.startswith(TIME)]
    return [[int(part) for part in pair] for pair in ticked if all(map(_is_instant, pair))]


def _is_instant(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 15


def _instant_of(text: str, task: Task, now: int) -> int | None:
    """Return that instant, of a day when the team begins on it, or None: it then is lacking."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    calendar = hours_of(community_of(task.community, now=now), task.department)
    instant = round(at.replace(tzinfo=ZoneInfo(calendar.zone)).timestamp() * 1000)
    return instant if "T" in text else worktime.next_open(calendar, instant)
