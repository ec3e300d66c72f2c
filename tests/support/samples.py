"""One view of every page in every state: what the tests measure and people look at."""

from collections.abc import Callable

from msgspec import structs

from chalicelib.cases.contractors.view import Job
from chalicelib.cases.danger.emergency import NAMES
from chalicelib.estate.topics import SERVICES, Topic, base
from chalicelib.feedback import public_views
from chalicelib.households import model as households
from chalicelib.kernel import personal
from chalicelib.web import form_views, home_views, status_views, views
from chalicelib.web.qr import qr
from chalicelib.web.views import View

NOON = 1_795_492_800_000
"""Tuesday 24 November 2026, 12:00 in Hong Kong."""
HOUR = 3_600_000
DAY = 24 * HOUR

LOOK = views.Look(
    name="Harbour View",
    colour="#1f5f5b",
    phone="+852 2345 6700",
    emergency_phone="+852 2345 6789",
    zone="Asia/Hong_Kong",
)

_ROWS = sorted(base().values(), key=lambda topic: topic.on_form or 99)


def _choice(topic: Topic) -> form_views.Choice:
    return form_views.Choice(code=topic.code, name=topic.name, icon=topic.icon)


_CALM = [topic for topic in _ROWS if topic.priority != "urgent"]
DANGERS = [
    structs.replace(_choice(topic), name=NAMES.get(topic.code, topic.name))
    for topic in _ROWS
    if topic.priority == "urgent"
]
TOPICS = [_choice(topic) for topic in _CALM[:9]]
MORE = [
    form_views.Group(name=name, topics=[_choice(t) for t in _CALM[9:] if t.service == service])
    for service, name in SERVICES.items()
]

KEY = "ZmFrZS1rZXktZm9yLXRlc3Rz"


def a_form(**changes: object) -> form_views.Form:
    form = form_views.Form(
        here="/q/7KQ2M9X4B8T6WZ",
        now=NOON,
        look=LOOK,
        place="Lobby, Tower 3",
        key=KEY,
        token="1795492800000.abcdefghjkmnpqrstvwxyz0123",
        topics=TOPICS,
        more=MORE,
        dangers=DANGERS,
    )
    return structs.replace(form, **changes)


def a_known(**changes: object) -> form_views.Known:
    known = form_views.Known(
        id="hv-0000000000000000000000000a",
        topic="Lift out of order",
        place="Tower 3",
        since_at=NOON - 2 * HOUR,
    )
    return structs.replace(known, **changes)


OUTAGE = a_known(
    topic="Water leak",
    outage=True,
    until_at=NOON + 3 * HOUR,
    others=14,
    words="The water in Tower 3 is off until 15:00: a pipe on the 8th floor is being replaced.",
)


def a_status(**changes: object) -> status_views.Status:
    status = status_views.Status(
        here="/r/hv-7kq2m9x4b8t6wz7kq2m9x4b8t6",
        now=NOON,
        look=LOOK,
        key=KEY,
        token="1795492800000.abcdefghjkmnpqrstvwxyz0123",
        reference="7KQ2M9X",
        status="received",
        topic="Water leak",
        place="Lobby, Tower 3",
        words="Water is dripping from the ceiling next to the lift.",
        created_at=NOON - 3 * HOUR,
        link="https://requests.example.com/r/hv-7kq2m9x4b8t6wz7kq2m9x4b8t6.1.1.7kq2m9x4b8t6w",
        due_at=NOON + 5 * HOUR,
        can=frozenset({"note", "contact", "visit", "urge", "withdraw"}),
        upload=an_upload(),
        history=HISTORY[:1],
    )
    return structs.replace(status, **changes)


def an_upload() -> status_views.Upload:
    fields = {
        "key": "in/hv-1/0",
        "policy": "eyJ",
        "success_action_redirect": "http://127.0.0.1/r/x",
    }
    return status_views.Upload(url="https://photos.example/", fields=fields)


HISTORY = [
    status_views.Event(at=NOON - 3 * HOUR, what="submit"),
    status_views.Event(
        at=NOON - 3 * HOUR + 60_000, what="route", who="Engineering team, Cleaning team"
    ),
    status_views.Event(at=NOON - 2 * HOUR, what="claim", who="Engineering team"),
    status_views.Event(at=NOON - HOUR, what="pause", words="A new valve was ordered."),
    status_views.Event(
        at=NOON - HOUR // 2,
        what="done",
        who="Engineering team",
        words="The valve is new.",
        photos=[status_views.Photo(state="ready", url="/photo.png", thumb="/photo.png")],
    ),
    status_views.Event(at=NOON - HOUR // 4, what="settle"),
]


TALK = [
    status_views.Event(
        at=NOON - 2 * HOUR, what="note", words="It has become more.\nThe bucket is full."
    ),
    status_views.Event(
        at=NOON - HOUR, what="say", who="Engineering team", words="We turned the water off."
    ),
]


def a_data(**changes: object) -> views.Data:
    copy = {
        "reference": "7KQ-2M9X", "told_at": NOON - 3 * HOUR, "topic": "Water leak",
        "place": "Lobby, Tower 3", "words": "Water is dripping from the ceiling.",
        "name": "Mrs Wong", "visit": "Weekdays after 18:00", "may_enter": False,
        "answers": {"floor": "12"}, "answer": {"fixed": True, "rating": 5},
        "notes": [{"at": NOON - HOUR, "text": "It has become more.", "by": "you"}],
        "internal_notes": 1,
        "work": [
            {"department": "Engineering team", "said": "", "done": "New valve", "finished_at": NOON}
        ],
        "addresses": [{"address": "r…@example.com"}],
        "photos": [{"at": NOON, "address": "/photo.png"}],
        "looks_at_your_address": [{"at": NOON - HOUR, "department": "Engineering team"}],
        "kept": [
            {"what_for": use.purpose, "basis": use.basis, "days_after_closing": 730, "until": None}
            for use in (personal.TOLD, personal.REACH)
        ],
    }  # fmt: skip
    data = views.Data(
        here="/r/hv-1/data",
        now=NOON,
        look=LOOK,
        copies=[copy],
        back="/r/hv-1",
        key=KEY,
        token="1.x",
    )
    return structs.replace(data, **changes)


_VOICE = frozenset({"note", "contact"})


def an_answer(said: str, did: str, **changes: object) -> public_views.Answer:
    answer = public_views.Answer(
        id="7KQ-2M9X", said=said, did=did, reason="", state="done", at=NOON - 2 * DAY, heard=4
    )
    return structs.replace(answer, **changes)


MAT = an_answer(
    "The lobby is dirty and slippery when it rains.",
    "We laid a mat of six metres at the door and wipe the floor every hour on rainy days.",
    photos=[public_views.Photo(url="/photo.png", thumb="/photo.png")],
)
NOISE = an_answer(
    "The bins are emptied at five in the morning.",
    "The contractor now comes at half past seven.",
    id="7KQ-2M9Y", state="verified", at=NOON - 40 * DAY, heard=11,
)  # fmt: skip
LIFT = an_answer(
    "We wait too long for lift 2 in the evening.",
    "The maker sets both lifts to answer one button.",
    id="7KQ-2M9Z", state="doing", again=True, due_on=NOON + 9 * DAY, heard=7,
)  # fmt: skip
POND = an_answer(
    "A pond in the garden would be nice.", "", id="7KQ-2M90", state="dropped", heard=1,
    reason="A pond needs a fence and a guard for small children; there is no room for both.",
)  # fmt: skip


def a_public_page(**changes: object) -> public_views.Public:
    page = public_views.Public(
        here="/c/hv", now=NOON, look=LOOK, path="/c/hv", heard=23,
        did=[MAT, NOISE], doing=[LIFT], dropped=[POND],
    )  # fmt: skip
    return structs.replace(page, **changes)


def a_poster(**changes: object) -> public_views.Poster:
    page = public_views.Poster(
        here="/c/hv/poster", now=NOON, look=LOOK, path="/c/hv", heard=23,
        did=[MAT, NOISE, MAT], doing=[LIFT, LIFT], dropped=[],
        address="requests.example.com/c/hv", code=qr("https://requests.example.com/c/hv"),
    )  # fmt: skip
    return structs.replace(page, **changes)


def a_home(*, wrong: str = "") -> home_views.Home:
    """What helps at home: two things told, or one that lacks its tick."""
    told = {"knock": "", "quiet": "13:00-14:30"} if not wrong else {}
    groups = [
        home_views.Wishes(
            name=name,
            seen_by=households.SEEN_BY[purpose],
            wishes=[
                home_views.Wish(
                    code=ask.code, name=ask.name, takes=ask.takes, sensitive=ask.sensitive,
                    value=told.get(ask.code, ""),
                    until=NOON + 365 * DAY if ask.code in told else None,
                    wrong=["consent"] if ask.code == wrong else [],
                )
                for ask in households.ASKS.values()
                if ask.purpose == purpose
            ],
        )
        for purpose, name in households.PURPOSES.items()
    ]  # fmt: skip
    return home_views.Home(
        here="/home/hv-1", now=NOON, look=LOOK, until=NOON + 2 * HOUR, key=KEY, token="1.x",
        groups=groups, spoken=list(households.LANGUAGES.items()),
        saved="" if wrong else "told", errors=["consent"] if wrong else [],
    )  # fmt: skip


def a_home_link(**changes: object) -> home_views.HomeLink:
    """What helps at home, asked for from a request."""
    page = home_views.HomeLink(
        here="/home/hv-1", now=NOON, look=LOOK, reference="7KQ2M9X", key=KEY, token="1.x",
        address="r***@example.com",
    )  # fmt: skip
    return structs.replace(page, **changes)


def a_job(**changes: object) -> Job:
    job = Job(
        here="/t/hv-1",
        now=NOON,
        look=LOOK,
        key=KEY,
        token="1.x",
        version=2,
        contractor="Kowloon Lift Service",
        reference="7KQ2M9X",
        state="working",
        topic="Lift out of order",
        place="Lift 2, Tower 1",
        spot="Between the 3rd and the 4th floor",
        words="The lift stands still. Nobody is in it.",
        visit="weekdays after 18:00",
        may_enter=False,
        asked=[("Since when?", "this morning")],
        urgent=True,
        due_at=NOON + 2 * HOUR,
        clean_up_check=True,
        can=frozenset({"pause", "done", "decline"}),
        photos=[
            status_views.Photo(state="ready", url="/photo.png", thumb="/photo.png"),
            status_views.Photo(state="checking"),
        ],
        upload=an_upload(),
    )
    return structs.replace(job, **changes)


PAGES: dict[str, Callable[[], View]] = {
    "form": a_form,
    "form-known": lambda: a_form(known=[OUTAGE, a_known(others=1)]),
    "form-planned": lambda: a_form(known=[
        structs.replace(OUTAGE, state="planned", joinable=False, since_at=NOON + DAY,
                        until_at=NOON + DAY + 2 * HOUR, others=0),
        structs.replace(OUTAGE, state="ended", joinable=False, ended_at=NOON - HOUR),
    ]),
    "form-offer": lambda: a_form(
        offer=a_known(others=3), seen=[a_known().id],
        values={"topic": "lift_stopped", "words": "The lift does not come."},
    ),
    "form-over": lambda: a_form(over=True),
    "form-limited-known": lambda: a_form(
        limited_s=130, known=[OUTAGE, a_known(others=1)], seen=[a_known().id],
        values={"words": "The lift is stuck again."},
    ),
    "form-closed": lambda: a_form(resumes_at=NOON + 21 * HOUR),
    "form-errors": lambda: a_form(
        errors=["topic", "words", "spot"], values={"where": "other", "topic": ""}
    ),
    "form-emergency": lambda: a_form(
        values={"topic": "gas", "words": "It smells of gas on the stairs."}
    ),
    "form-again": lambda: a_form(
        already=form_views.Already(reference="7KQ2M9X", next_key=KEY[::-1], next_token="1.x"),
        values={"topic": "leak", "words": "Water is dripping, and now from two places."},
    ),
    "form-limited": lambda: a_form(limited_s=130, values={"words": "The lift is stuck again."}),
    "form-same-words": lambda: a_form(
        limited_s=130, same_words=True, values={"words": "The lift is stuck again."}
    ),
    "form-danger": lambda: a_form(values={"words": "Please come.", "danger": "yes"}),
    "form-quick": lambda: a_form(quick=True, values={"words": "The lift is stuck again."}),
    "form-expired": lambda: a_form(expired=True, values={"words": "The lift is stuck again."}),
    "form-bare": lambda: a_form(more=[], dangers=[]),
    "receipt": lambda: a_status(fresh=True, created_at=NOON),
    "receipt-emergency": lambda: a_status(fresh=True, emergency=True, topic="Smell of gas"),
    "receipt-unread": lambda: a_status(
        fresh=True, emergency=True, topic="Smell of gas", words="",
        unread=["contact", "no_words", "spot", "topic", "joined_to", "visit"],
    ),
    "with-team": lambda: a_status(
        status="with_team", history=HISTORY[:2], saved="note", told_at=NOON - 2 * HOUR
    ),
    "nobody-answered": lambda: a_status(
        status="with_team", emergency=True, topic="Strangers or something suspicious",
        unanswered=True, due_at=NOON - HOUR,
    ),
    "in-hand": lambda: a_status(
        status="in_hand", who="Mr Chan, Engineering team", history=[*HISTORY[:3], *TALK],
        photos=[
            status_views.Photo(state="ready", url="/photo.png", thumb="/photo.png"),
            status_views.Photo(state="checking"),
            status_views.Photo(state="refused", refused="type"),
        ],
        contact="r•••@example.com", urge=status_views.Urge(next_at=NOON + 4 * HOUR, used=1),
        visit="Weekdays after 18:00", may_enter=False, name="Mrs Wong",
        questions=[
            status_views.Question(code="since", text="Since when?", answer="This morning"),
            status_views.Question(code="running", text="Is water still running?", kind="yes_no"),
            status_views.Question(
                code="floor", text="Which floor is it?", kind="choice", options=("1", "2")
            ),
        ],
    ),
    "to-confirm": lambda: a_status(
        status="with_team", contact="r***@example.com", proof="x", can=frozenset({"confirm"}),
        upload=None,
    ),
    "paused": lambda: a_status(
        status="paused", reason="A new valve was ordered.", resumes_at=NOON + 2 * DAY,
        due_at=None, history=HISTORY[:4],
    ),
    "visit": lambda: a_status(
        status="visit", resumes_at=NOON + DAY, who="Engineering team",
        history=[*HISTORY[:3], status_views.Event(
            at=NOON - HOUR, what="visit", who="Engineering team", until_at=NOON + DAY)],
    ),
    "reopened": lambda: a_status(
        status="with_team", reopened_at=NOON - HOUR,
        history=[
            *HISTORY, status_views.Event(at=NOON - HOUR, what="reopen", words="It drips again."),
        ],
    ),
    "waiting": lambda: a_status(
        status="waiting", question="Is the water clear or brown? May we come on Thursday?",
        can=frozenset({"note", "answer", "contact", "visit", "withdraw"}), who="Engineering team",
    ),
    "waiting-errors": lambda: a_status(
        status="waiting", question="Is the water clear or brown?", errors=["text"],
        can=frozenset({"answer", "withdraw"}),
    ),
    "check": lambda: a_status(
        status="check", can=frozenset({"feedback", "note"}), clean_up_check=True, due_at=None,
        closes_at=NOON + 7 * DAY, people=["Mr Chan", "Ms Li"], history=HISTORY, work=[HISTORY[4]],
    ),
    "check-errors": lambda: a_status(
        status="check", can=frozenset({"feedback"}), clean_up_check=True, due_at=None,
        errors=["fixed", "rating"], values={"comment": "Well done.", "clean": "yes"},
    ),
    "confirmed": lambda: a_status(
        status="confirmed", due_at=None, upload=None, can=_VOICE, saved="feedback",
        feedback=status_views.Feedback(
            fixed=True, clean=True, rating=5, comment="Quick and friendly.", thanks="Mr Chan"
        ),
    ),
    "check-back": lambda: a_status(
        status="confirmed", due_at=None, upload=None, can=frozenset({"check_back"})
    ),
    "again": lambda: a_status(
        status="confirmed", due_at=None, upload=None, can=frozenset({"again", "anew"}),
        follows=("hv-0000000000000000000000000a", "7KQ2M9X"),
    ),
    "unconfirmed": lambda: a_status(
        status="unconfirmed", due_at=None, upload=None, can=frozenset({"feedback"})
    ),
    "withdrawn": lambda: a_status(status="withdrawn", due_at=None, upload=None, can=frozenset()),
    "declined": lambda: a_status(
        status="declined", due_at=None, upload=None, can=_VOICE,
        reason="This pipe belongs to the water company. We have told them.",
    ),
    "joined": lambda: a_status(
        status="joined", due_at=None, joined=structs.replace(OUTAGE, others=0, told=15), words="",
        can=frozenset({"unjoin", "contact", "withdraw"}), upload=None,
    ),
    "joined-request": lambda: a_status(
        status="joined", due_at=None, joined=a_known(told=3, status="in_hand"), errors=["text"],
        can=frozenset({"unjoin", "contact", "withdraw", "note", "urge"}), values={"do": "unjoin"},
    ),
    "joined-check": lambda: a_status(
        status="check", due_at=None, joined=structs.replace(OUTAGE, others=0, told=15), words="",
        can=frozenset({"feedback", "contact"}), upload=None,
    ),
    "nothing-changed": lambda: a_status(status="withdrawn", saved="nothing", can=frozenset()),
    "data": a_data,
    "data-ask": lambda: a_data(ask=True),
    "start": lambda: views.Start(here="/", now=NOON, look=LOOK, errors=["code"]),
    "find": lambda: views.Find(here="/find", now=NOON, key=KEY, token="1.x"),
    "found": lambda: views.Find(
        here="/find", now=NOON, look=LOOK, key=KEY, token="1.x", sent=True
    ),
    "find-errors": lambda: views.Find(
        here="/find", now=NOON, key=KEY, token="1.x", errors=["code", "reference", "contact"]
    ),
    "erased": lambda: views.Trouble(here="/r/x", now=NOON, look=LOOK, what="erased"),
    "home": lambda: a_home(),
    "home-wrong": lambda: a_home(wrong="wheelchair"),
    "job-new": lambda: a_job(state="open", can=frozenset({"claim"}), urgent=False),
    "job": a_job,
    "job-wrong": lambda: a_job(errors=["photo_first", "clean", "until", "reason"]),
    "job-paused": lambda: a_job(
        state="paused", until_at=NOON + DAY, can=frozenset({"resume", "done", "decline"}),
        saved="job",
    ),
    "job-over": lambda: a_job(state="done", place="", spot="", words="", visit="", may_enter=None,
                              asked=[], due_at=None, can=frozenset(), urgent=False),
    "home-link": lambda: a_home_link(saved="link"),
    "home-unconfirmed": lambda: a_home_link(address=""),
    "not-me": lambda: views.NotMe(here="/home/x", now=NOON, look=LOOK),
    "mine": lambda: views.Mine(
        here="/mine", now=NOON, look=LOOK,
        requests=[
            views.Row(path="/r/hv-1", reference="7KQ2M9X", topic="Water leak",
                      place="Lobby, Tower 3", status="in_hand", created_at=NOON - 3 * HOUR,
                      zone=LOOK.zone),
            views.Row(path="/r/hv-2", reference="3BC8T6W", topic="Lift out of order",
                      place="Lift 2, Tower 1", status="confirmed", created_at=NOON - 9 * DAY,
                      zone=LOOK.zone),
        ],
    ),
    "mine-empty": lambda: views.Mine(here="/mine", now=NOON, requests=[]),
    "retired": lambda: views.Retired(
        here="/q/7KQ2M9X4B8T6WZ", now=NOON, look=LOOK, place="Lobby, Tower 3",
        path="/q/8KQ2M9X4B8T6WZ",
    ),
    "label": lambda: views.Trouble(here="/q/X", now=NOON, what="label"),
    "link": lambda: views.Trouble(here="/r/x", now=NOON, what="link"),
    "page": lambda: views.Trouble(here="/r/x", now=NOON, what="page"),
    "busy": lambda: views.Trouble(here="/q/x", now=NOON, look=LOOK, what="busy"),
    "limited": lambda: views.Trouble(
        here="/r/x", now=NOON, look=LOOK, what="limited", retry_after_s=61
    ),
    "expired": lambda: views.Trouble(here="/r/x", now=NOON, look=LOOK, what="expired"),
    "error": lambda: views.Trouble(
        here="/q/x", now=NOON, look=LOOK, what="error", number="C6AF9AC6"
    ),
    "privacy": lambda: views.Privacy(here="/privacy", now=NOON, look=LOOK),
    "public": a_public_page,
    "public-empty": lambda: a_public_page(did=[], doing=[], dropped=[], heard=0),
    "poster": a_poster,
}  # fmt: skip
"""Name of a page in one state to what makes its view."""
