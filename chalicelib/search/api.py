"""The staff API of the search: hits, the history of a place, saved views."""

from msgspec import Struct, structs

from chalicelib.cases.requests import queries
from chalicelib.cases.requests.plan import status
from chalicelib.cases.tasks import views
from chalicelib.cases.tasks.api import lang
from chalicelib.cases.tasks.model import DECLINED, Task
from chalicelib.estate.communities import community_of
from chalicelib.estate.model import department_name, said
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import WORKERS
from chalicelib.estate.signed_in import StaffRoutes
from chalicelib.i18n import msg
from chalicelib.kernel import ids
from chalicelib.kernel.errors import InvalidInput
from chalicelib.kernel.months import month_named
from chalicelib.kernel.text import shortened
from chalicelib.kernel.times import DAY_MS
from chalicelib.kernel.words import N_, Sentence, too_long
from chalicelib.platform.http.call import Call
from chalicelib.platform.http.route import CREATED, Reply
from chalicelib.platform.http.shapes import Named, Shape

from . import history, saved
from .find import find
from .folding import folded
from .hits import Hit, read_again
from .model import OUTCOMES, Question, task_of
from .rows import row_of
from .saved import Asked, View
from .scope import scope_of

routes = StaffRoutes(__name__)

OLDEST_MS = 3 * 366 * DAY_MS
"""How far a question goes back that names no month: what was said is kept for two years after its
closing, and what is open for longer than that stands on the board."""
WORDS_SHOWN = 160
"""Characters of what was said, and of what was done, in a list."""
LONGEST_WORDS = 120
A_MONTH = N_("Write the month as 2026-03.")


class FoundTask(Shape, frozen=True):
    """A hit: a task as it stands now, with what was said and what was done."""

    id: str
    request: str
    reference: str
    topic: str
    title: str
    icon: str
    department: str
    place: str
    spot: str
    building: str
    state: str
    status: str
    """How its request stands: see GET /staff/v1/find."""
    created_at: int
    finished_at: int | None
    closed_at: int | None
    on_time: bool | None
    reopened: int
    rating: int | None
    words: str
    done: str


class Found(Shape, frozen=True):
    """An answer of the search, the newest first."""

    hits: list[FoundTask]
    back_to: int
    """Everything since this instant was looked at."""
    after: str
    """What goes on further back; empty when nothing is left."""


class SavedView(Shape, frozen=True):
    """A question under a name."""

    id: str
    name: str
    asked: Asked


class SavedViews(Shape, frozen=True):
    """One's own views, and the outcomes that a question may name."""

    views: list[SavedView]
    outcomes: list[Named]


class NewView(Struct, forbid_unknown_fields=True):
    """A question to keep."""

    community: str
    name: str
    asked: Asked


class ViewAction(Struct, forbid_unknown_fields=True):
    """What is done with a view: "delete"."""

    action: str


QUERY = ("community", *Asked.__struct_fields__, "after")


@routes.get("/staff/v1/search", may=WORKERS, query=QUERY)
def search(call: Call, staff: Staff) -> Found:
    """Find tasks of your departments by words, place, topic, outcome and time, newest first."""
    asked = Asked(**{name: call.query(name) for name in Asked.__struct_fields__})
    return answer(asked, call.query("after"), call, staff)


@routes.get("/staff/v1/history", may=WORKERS, query=("place", "task", "after"))
def show_history(call: Call, staff: Staff) -> Found:
    """All that was reported from the place of a label, or from where a task is, newest first."""
    if call.query("task"):
        spot = history.spot_of_task(call.query("task"), staff)
    else:
        spot = history.spot_of_place(call.query("place"), staff, now=call.now)
    past = history.past(spot, staff, call.query("after"))
    return Found(hits=_shown(past.hits, staff, call), back_to=past.back_to, after=past.after)


@routes.get("/staff/v1/searches", may=WORKERS, query=("community",))
def list_searches(call: Call, staff: Staff) -> SavedViews:
    """Your saved views of a community, and what a question may ask of the outcome."""
    found = saved.listed(staff, call.query("community"))
    spoken = lang(call, staff)
    named = [Named(code=code, name=msg(spoken, name)) for code, name in OUTCOMES.items()]
    return SavedViews(views=[_view(each) for each in found], outcomes=named)


@routes.post("/staff/v1/searches", may=WORKERS, body=NewView, idempotent=True, status=CREATED)
def save_search(call: Call, staff: Staff) -> Reply[SavedView]:
    """Keep a question under a name; only you see it."""
    new = call.json(NewView)
    question_of(new.asked, new.community, now=call.now)
    made = saved.save(
        staff,
        new.community,
        new.name,
        structs.asdict(new.asked),
        key=call.key(),
        now=call.now,
    )
    return Reply(_view(made))


@routes.post("/staff/v1/searches/{id}/actions", may=WORKERS, body=ViewAction)
def act_on_search(call: Call, staff: Staff, id: str) -> SavedViews:
    """Delete a saved view of yours; the same again is fine."""
    if call.json(ViewAction).action != "delete":
        raise InvalidInput(action="This is delete.")
    saved.delete(staff, id)
    found = saved.listed(staff, id.partition("-")[0])
    return SavedViews(views=[_view(each) for each in found], outcomes=[])


def answer(asked: Asked, after: str, call: Call, staff: Staff) -> Found:
    """Return one answer to a question, from the newest on or further back than `after`."""
    scope = scope_of(staff, call.query("community"), asked.department, now=call.now)
    question = question_of(asked, scope.community, now=call.now)
    page = find(scope, question, after)
    numbered = [] if after else _numbered(asked.q, scope.community, staff)
    found = read_again([*numbered, *(task_of(each.key) for each in page.hits)], staff)
    fits = [
        hit
        for hit in found
        if hit.task.id in numbered or question.fits(row_of(hit.request, hit.task, now=call.now))
    ]
    return Found(hits=_shown(fits, staff, call), back_to=page.back_to, after=page.after)


def question_of(asked: Asked, community: str, *, now: int) -> Question:
    """Return a question as it is looked for. Raises InvalidInput naming each wrong field."""
    zone = community_of(community, now=now).calendar.zone
    since, until = (month_named(zone, name) for name in (asked.since, asked.until))
    wrong: dict[str, str] = {}
    if len(asked.q) > LONGEST_WORDS:
        wrong["q"] = too_long(LONGEST_WORDS)
    if asked.outcome and asked.outcome not in OUTCOMES:
        wrong["outcome"] = Sentence("Choose one of %(known)s.", known=", ".join(OUTCOMES))
    if asked.since and since is None:
        wrong["since"] = A_MONTH
    if asked.until and until is None:
        wrong["until"] = A_MONTH
    if wrong:
        raise InvalidInput(**wrong)
    return Question(
        words=folded(asked.q),
        topic=asked.topic,
        building=asked.building,
        outcome=asked.outcome,
        since=since.since if since else now - OLDEST_MS,
        until=min(until.until if until else now + 1, now + 1),
    )


def _numbered(typed: str, community: str, staff: Staff) -> list[str]:
    """Return the tasks of the request whose reference was typed, where it is one."""
    try:
        reference = ids.normalise_reference(typed)
    except ids.BadId:
        return []
    found = queries.by_reference(community, reference, staff)
    return [task_id for each in found for task_id in each.request.plan]


def _shown(hits: list[Hit], staff: Staff, call: Call) -> list[FoundTask]:
    spoken = lang(call, staff)
    return [_one(hit, spoken, now=call.now) for hit in hits]


def _one(hit: Hit, spoken: str, *, now: int) -> FoundTask:
    request, task = hit.request, hit.task
    community = community_of(task.community, now=now)
    row = row_of(request, task, now=now)
    return FoundTask(
        id=task.id,
        request=request.id,
        reference=request.reference,
        topic=task.topic,
        title=views.title(task.topic, community, spoken),
        icon=views.icon(task.topic, community),
        department=department_name(community, task.department, spoken),
        place=said(request.place_name, spoken),
        spot=request.spot,
        building=request.building,
        state=task.state,
        status=status(request, [task]),
        created_at=request.created_at,
        finished_at=task.finished_at,
        closed_at=request.closed_at,
        on_time=row.on_time,
        reopened=row.reopened,
        rating=row.rating,
        words=shortened(request.words, WORDS_SHOWN),
        done=shortened(task.resolution or _refused(task), WORDS_SHOWN),
    )


def _refused(task: Task) -> str:
    """Return why a task was declined; why one waits is not what was done."""
    return task.reason if task.state == DECLINED else ""


def _view(view: View) -> SavedView:
    return SavedView(id=view.id, name=view.name, asked=Asked(**view.asked))
