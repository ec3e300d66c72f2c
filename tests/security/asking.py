"""Who asks, and one call for each route, aimed at what belongs to Harbour View and to Rosa."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from msgspec import Struct, structs

from chalicelib.estate import store as estate
from chalicelib.estate.members import Member
from chalicelib.mail_in import store as letters
from chalicelib.mail_in.model import Letter
from chalicelib.privacy.copies import store as copies
from chalicelib.privacy.copies.model import Copy
from chalicelib.privacy.daily import store as daily
from chalicelib.privacy.daily.model import Daily
from chalicelib.programs.keys import store as keys
from chalicelib.programs.webhooks import store as hooks
from chalicelib.programs.webhooks.model import Hook, Posting
from tests.programs.keys.samples import program_key
from tests.resilience import moments
from tests.resilience import moments_of_measures as of_measures
from tests.resilience.moments_of_setup import FILE, import_file
from tests.resilience.town import FORM, JSON, Event, Town, request_id
from tests.support.builders import (
    CLEO,
    LENA,
    LIFT,
    MARA,
    OTTO,
    PACO,
    SAM,
    key,
    member,
)  # fmt: skip

ADA = member("ada", "admin")
GONE = member("gone", "manager", disabled=True)
QUINN = member("quinn", "manager", community="qy", company="globex")
LIAM = member("liam", "lead", "cleaning")
STAFF: Mapping[str, Member] = {
    each.id: each for each in (PACO, SAM, CLEO, LENA, LIAM, MARA, OTTO, QUINN, ADA, GONE)
}
ROSA, NEIGHBOUR, NOBODY = "rosa", "neighbour", "nobody"
PROGRAMS = {who: program_key(who, of) for who, of in (("robot", "hv"), ("alien", "qy"))}
"""Programs with every right there is, here and in a community of others."""
HOOK = Hook(
    id="hv-hook000000", community="hv", url="https://erp.example/in", made_at=1, made_by="Mara"
)
POSTING = Posting(
    id="msg_1", hook=HOOK.id, community="hv", type="webhook.test", about="", at=1, state="dead"
)
COPY = Copy(
    id="hv-copy000000", community="hv", made_at=1, made_by="Mara", state="ready", percent=100
)
DAILY = Daily(
    id="hv-2026-03-01", community="hv", date="2026-03-01", since=1, until=2, made_at=1,
    state="ready", words=True,
)  # fmt: skip
LETTER = Letter(
    id="hv-letter-one", community="hv", at=1, why="robot", sender="ann@home.example",
    subject="CANARY-subject", text="CANARY-letter: the tap drips",
)  # fmt: skip
CALLERS = (NOBODY, ROSA, NEIGHBOUR, *PROGRAMS, *STAFF)


class Target(Struct, frozen=True):
    """What the calls are aimed at."""

    request: str
    task: str
    reference: str
    measure: str
    outage: str
    lesson: str
    change: str = ""
    imported: str = ""


def build(town: Town) -> Target:
    """Let Rosa's request be claimed by Paco, and a neighbour send one of their own."""
    for each in (ADA, GONE, LIAM, QUINN):
        estate.put_member(each)
    for key_, _ in PROGRAMS.values():
        keys.insert(key_)
    copies.COPIES.insert(COPY)
    daily.FILES.insert(DAILY)
    hooks.HOOKS.insert(HOOK)
    letters.LETTERS.insert(LETTER)
    hooks.POSTINGS.insert(POSTING)
    measure = of_measures.accepted(town)
    task = moments.routed(town, "rosa", contact="canary-rosa@example.com")
    task = moments.acted(town, task, "claim")
    town.do(town.form("neighbour", words="My own tap drips."))
    outage = town.do(town.staff_call("POST", "/staff/v1/outages", OUTAGE, by=MARA))
    lesson = town.do(town.staff_call("POST", "/staff/v1/lessons", LESSON, by=PACO))
    made = [_id_in(outage.text), _id_in(lesson.text)]
    return Target(
        task.request, task.id, task.reference, measure.id, *made, _changed(town), _imported(town)
    )


def _changed(town: Town) -> str:
    """Let Mara give the estate another colour; return the number of that change."""
    call = town.staff_call("POST", "/staff/v1/settings", {"community": "hv", "colour": "#112233"},
                           by=MARA)  # fmt: skip
    town.do(structs.replace(call, headers=call.headers | {"if-match": '"0"'}))
    listed = town.staff_call("GET", "/staff/v1/changes", by=MARA)
    told = town.do(structs.replace(listed, query={"community": "hv"}))
    return str(json.loads(told.text)["changes"][0]["number"])


def _imported(town: Town) -> str:
    """Let Mara import a file; return the number of that import."""
    return str(json.loads(town.do(import_file(town)).text)["number"])


def _id_in(text: str) -> str:
    """Return the first id in an answer, however deep it stands."""
    return re.findall(r'"id":"([^"]+)"', text)[0]


def by(town: Town, who: str, event: Event) -> Event:
    """Return the same call as made by somebody else."""
    bare = {
        name: value
        for name, value in event.headers.items()
        if name not in ("authorization", "cookie")
    }
    return structs.replace(event, headers=bare | _shown_by(town, who))


def _shown_by(town: Town, who: str) -> dict[str, str]:
    if who == NOBODY:
        return {}
    if who in STAFF:
        return town.signed_in(STAFF[who])
    if who in PROGRAMS:
        return {"authorization": f"Bearer {PROGRAMS[who][1]}"}
    id_ = request_id("rosa") if who == ROSA else request_id("neighbour")
    link = town.link(id_)
    return {"authorization": f"Bearer {link}", "cookie": f"__Host-requests={link}"}


def _get(path: Callable[[Target], str], **query: str) -> Any:
    def call(town: Town, at: Target) -> Event:
        asked = {name: value.format(at=at) for name, value in query.items()}
        return Event(kind="call", method="GET", path=path(at), query=asked)

    return call


def _post(path: Callable[[Target], str], body: Any, **headers: str) -> Any:
    def call(town: Town, at: Target) -> Event:
        text = json.dumps(body(town, at) if callable(body) else body)
        sent = {"content-type": JSON, "idempotency-key": key("asking"), **headers}
        return Event(kind="call", method="POST", path=path(at), body=text, headers=sent)

    return call


def _withdraw(town: Town, at: Target) -> Event:
    event = town.page(at.request, "note", "w", text="Let me in.")
    return structs.replace(event, path=f"/r/{at.request}")


def _home(town: Town, at: Target) -> Event:
    event = town.page(at.request, "forget", "h", code="language")
    return structs.replace(event, path=f"/home/{at.request}")


def _guessed_link(town: Town, at: Target) -> Event:
    event = town.page(at.request, "done", "t")
    return structs.replace(event, path=f"/t/{at.task}.1.1.{'0' * 26}")


def _batch(town: Town, at: Target) -> Any:
    item = {"key": key("batch"), "task": at.task, "action": "note", "version": 2, "text": "In."}
    return {"actions": [item]}


def _login(town: Town, at: Target) -> Event:
    body = urlencode({"name": "paco", "password": "guess"})
    headers = {"content-type": FORM}
    return Event(kind="call", method="POST", path="/staff/app/login", body=body, headers=headers)


OPINION = {"community": "hv", "kind": "complaint", "topic": "dirty"}
MEASURE = {"community": "hv", "title": "A mat", "topic": "dirty", "said": {"en": "It is dirty."}}
PERSON = {"community": "hv", "contact": "canary-rosa@example.com", "unproven": True}
COURTESY = {"community": "hv", "kind": "umbrella"}
THANKS = {"community": "hv", "to": "paco", "words": "Thank you."}
OUTAGE = {
    "community": "hv", "words": {"en": "It stands.", "zh-Hant": "停了"}, "topics": ["lift_stopped"],
    "buildings": ["tower1"],
}  # fmt: skip
LESSON = {
    "community": "hv", "topic": "plumbing", "problem": "It leaks.", "done": "A seal.",
    "prevent": "A better seal.", "not_here": "Where it is new.",
}  # fmt: skip
DAYS = {"from": "2026-03-01", "to": "2026-03-02"}
WEBHOOK = {"community": "hv", "url": "https://erp.example/in", "types": ["request.received"]}
KEY = {"community": "hv", "name": "ERP", "rights": ["read_all"]}
FILED = {"place": LIFT.code, "words": "It drips.", "channel": "phone"}

CALLS: Mapping[str, Callable[[Town, Target], Event]] = {
    "GET /r/{link}": _get(lambda at: f"/r/{at.request}"),
    "POST /r/{link}": _withdraw,
    "GET /api/v1/requests/{id}": _get(lambda at: f"/api/v1/requests/{at.request}"),
    "GET /r/{link}/data": _get(lambda at: f"/r/{at.request}/data"),
    "GET /r/{link}/visit": _get(lambda at: f"/r/{at.request}/visit", task="{at.task}"),
    "GET /home/{link}": _get(lambda at: f"/home/{at.request}"),
    "POST /home/{link}": _home,
    "POST /staff/v1/tasks/{id}/preferences": _post(
        lambda at: f"/staff/v1/tasks/{at.task}/preferences", {}
    ),
    "POST /staff/v1/requests/{id}/preferences": _post(
        lambda at: f"/staff/v1/requests/{at.request}/preferences",
        {"action": "tell", "code": "knock", "consent": True},
    ),
    "POST /staff/v1/requests/{id}/erase": _post(
        lambda at: f"/staff/v1/requests/{at.request}/erase",
        lambda town, at: {"reference": at.reference},
    ),
    "POST /staff/v1/person/export": _post(lambda at: "/staff/v1/person/export", PERSON),
    "POST /staff/v1/person/erase": _post(lambda at: "/staff/v1/person/erase", PERSON),
    "GET /staff/v1/courtesies/choices": _get(
        lambda at: "/staff/v1/courtesies/choices", community="hv"
    ),
    "POST /staff/v1/courtesies": _post(lambda at: "/staff/v1/courtesies", COURTESY),
    "POST /staff/v1/thanks": _post(lambda at: "/staff/v1/thanks", THANKS),
    "GET /staff/v1/thanks": _get(lambda at: "/staff/v1/thanks", community="hv"),
    "GET /staff/v1/week": _get(lambda at: "/staff/v1/week", community="hv"),
    "GET /t/{link}": _get(lambda at: f"/t/{at.task}.1.1.{'0' * 26}"),
    "POST /t/{link}": _guessed_link,
    "GET /staff/v1/outages": _get(lambda at: "/staff/v1/outages", community="hv"),
    "POST /staff/v1/outages": _post(lambda at: "/staff/v1/outages", OUTAGE),
    "GET /staff/v1/outages/{id}": _get(lambda at: f"/staff/v1/outages/{at.outage}"),
    "POST /staff/v1/outages/{id}/actions": _post(
        lambda at: f"/staff/v1/outages/{at.outage}/actions", {"action": "end"}, **{"if-match": "1"}
    ),
    "GET /staff/v1/tallies": _get(lambda at: "/staff/v1/tallies", community="hv", **DAYS),
    "GET /staff/v1/tallies.csv": _get(lambda at: "/staff/v1/tallies.csv", community="hv", **DAYS),
    "GET /staff/v1/stuck": _get(lambda at: "/staff/v1/stuck", community="hv"),
    "GET /staff/v1/trends": _get(lambda at: "/staff/v1/trends", community="hv", days="14"),
    "POST /staff/v1/lessons": _post(lambda at: "/staff/v1/lessons", LESSON),
    "GET /staff/v1/lessons": _get(lambda at: "/staff/v1/lessons", community="hv"),
    "GET /staff/v1/lessons/quiz": _get(lambda at: "/staff/v1/lessons/quiz", community="hv"),
    "POST /staff/v1/lessons/{id}/actions": _post(
        lambda at: f"/staff/v1/lessons/{at.lesson}/actions",
        {"action": "publish"}, **{"if-match": "1"},
    ),
    "GET /staff/v1/tasks/{id}/help": _get(lambda at: f"/staff/v1/tasks/{at.task}/help"),
    "POST /staff/v1/tasks/{id}/link": _post(
        lambda at: f"/staff/v1/tasks/{at.task}/link", {"action": "withdraw_link"}
    ),
    "POST /staff/v1/tasks/{id}/caution": _post(
        lambda at: f"/staff/v1/tasks/{at.task}/caution",
        {"action": "propose", "text": "Mind."},
    ),
    "GET /staff/v1/me": _get(lambda at: "/staff/v1/me"),
    "POST /staff/v1/me/duty": _post(lambda at: "/staff/v1/me/duty", {"on_duty": True}),
    "GET /staff/v1/me/today": _get(lambda at: "/staff/v1/me/today"),
    "GET /staff/v1/me/ways": _get(lambda at: "/staff/v1/me/ways"),
    "POST /staff/v1/me/ways": _post(lambda at: "/staff/v1/me/ways", {"action": "test"}),
    "GET /staff/v1/urgent": _get(lambda at: "/staff/v1/urgent"),
    "GET /staff/v1/tasks": _get(lambda at: "/staff/v1/tasks", queue="hv.engineering"),
    "GET /staff/v1/tasks/{id}": _get(lambda at: f"/staff/v1/tasks/{at.task}"),
    "GET /staff/v1/tasks/{id}/times": _get(lambda at: f"/staff/v1/tasks/{at.task}/times"),
    "GET /staff/v1/tasks/{id}/calendar": _get(lambda at: f"/staff/v1/tasks/{at.task}/calendar"),
    "POST /staff/v1/tasks/{id}/actions": _post(
        lambda at: f"/staff/v1/tasks/{at.task}/actions",
        {"action": "note", "text": "In."}, **{"if-match": "2"},
    ),
    "POST /staff/v1/tasks/{id}/photos": _post(lambda at: f"/staff/v1/tasks/{at.task}/photos", {}),
    "POST /staff/v1/tasks/{id}/contact": _post(
        lambda at: f"/staff/v1/tasks/{at.task}/contact", {}
    ),
    "POST /staff/v1/actions": _post(lambda at: "/staff/v1/actions", _batch),
    "GET /staff/v1/find": _get(
        lambda at: "/staff/v1/find", community="hv", reference="{at.reference}"
    ),
    "GET /staff/v1/search": _get(lambda at: "/staff/v1/search", community="hv"),
    "GET /staff/v1/history": _get(lambda at: "/staff/v1/history", task="{at.task}"),
    "GET /staff/v1/searches": _get(lambda at: "/staff/v1/searches", community="hv"),
    "POST /staff/v1/searches": _post(
        lambda at: "/staff/v1/searches", {"community": "hv", "name": "Taps", "asked": {"q": "tap"}}
    ),
    "POST /staff/v1/searches/{id}/actions": _post(
        lambda at: "/staff/v1/searches/hv-view-none/actions", {"action": "delete"}
    ),
    "GET /staff/v1/filing": _get(lambda at: "/staff/v1/filing", community="hv"),
    "POST /staff/v1/requests": _post(lambda at: "/staff/v1/requests", FILED),
    "GET /staff/v1/people": _get(lambda at: "/staff/v1/people", community="hv"),
    "GET /staff/v1/board": _get(lambda at: "/staff/v1/board", community="hv"),
    "GET /staff/v1/board/numbers": _get(
        lambda at: "/staff/v1/board/numbers", community="hv"
    ),
    "GET /staff/v1/board.csv": _get(lambda at: "/staff/v1/board.csv", community="hv"),
    "GET /staff/v1/files/{kind}": _get(
        lambda at: "/staff/v1/files/board", community="hv", format="csv"
    ),
    "POST /staff/v1/opinions": _post(lambda at: "/staff/v1/opinions", OPINION),
    "GET /staff/v1/opinions": _get(lambda at: "/staff/v1/opinions", community="hv"),
    "GET /staff/v1/opinions/choices": _get(
        lambda at: "/staff/v1/opinions/choices", community="hv"
    ),
    "GET /staff/v1/hearing": _get(lambda at: "/staff/v1/hearing", community="hv"),
    "GET /staff/v1/opinions/groups": _get(lambda at: "/staff/v1/opinions/groups", community="hv"),
    "POST /staff/v1/measures": _post(lambda at: "/staff/v1/measures", MEASURE),
    "GET /staff/v1/measures": _get(lambda at: "/staff/v1/measures", community="hv"),
    "GET /staff/v1/measures/{id}": _get(lambda at: f"/staff/v1/measures/{at.measure}"),
    "POST /staff/v1/measures/{id}/actions": _post(
        lambda at: f"/staff/v1/measures/{at.measure}/actions",
        {"action": "revise", "title": "Another mat"}, **{"if-match": "2"},
    ),
    "GET /staff/v1/labels": _get(lambda at: "/staff/v1/labels", community="hv"),
    "GET /staff/v1/labels/{code}": _get(lambda at: f"/staff/v1/labels/{LIFT.code}"),
    "GET /staff/v1/sheets": _get(lambda at: "/staff/v1/sheets", community="hv"),
    "GET /staff/v1/settings": _get(lambda at: "/staff/v1/settings", community="hv"),
    "POST /staff/v1/settings": _post(
        lambda at: "/staff/v1/settings", {"community": "hv", "colour": "#332211"},
        **{"if-match": '"0"'},
    ),
    "GET /staff/v1/changes": _get(lambda at: "/staff/v1/changes", community="hv"),
    "POST /staff/v1/changes/undo": _post(
        lambda at: "/staff/v1/changes/undo",
        lambda town, at: {"community": "hv", "change": at.change},
    ),
    "GET /staff/v1/members": _get(lambda at: "/staff/v1/members", community="hv"),
    "POST /staff/v1/members": _post(
        lambda at: "/staff/v1/members",
        {"community": "hv", "username": "", "name": "Nina", "departments": ["cleaning"]},
    ),
    "POST /staff/v1/members/{id}": _post(
        lambda at: f"/staff/v1/members/{SAM.id}", {"community": "hv", "open_cap": 3},
        **{"if-match": '"0"'},
    ),
    "POST /staff/v1/members/{id}/access": _post(
        lambda at: f"/staff/v1/members/{SAM.id}/access", {"community": "hv", "action": "let_in"}
    ),
    "GET /staff/v1/places": _get(lambda at: "/staff/v1/places", community="hv"),
    "POST /staff/v1/places": _post(
        lambda at: "/staff/v1/places", {"community": "hv", "lines": ["Gate"], "look": True}
    ),
    "POST /staff/v1/places/{code}": _post(
        lambda at: f"/staff/v1/places/{LIFT.code}", {"floor": "G"}, **{"if-match": '"0"'}
    ),
    "POST /staff/v1/places/{code}/retire": _post(
        lambda at: f"/staff/v1/places/{LIFT.code}/retire", {"code": LIFT.code}
    ),
    "GET /staff/v1/template": _get(
        lambda at: "/staff/v1/template", community="hv", kind="places", format="csv"
    ),
    "POST /staff/v1/imports/preview": _post(lambda at: "/staff/v1/imports/preview", FILE),
    "POST /staff/v1/imports": _post(
        lambda at: "/staff/v1/imports", FILE | {"mark": "of-another-preview"}
    ),
    "GET /staff/v1/imports/{number}": _get(
        lambda at: f"/staff/v1/imports/{at.imported}", community="hv"
    ),
    "GET /staff/v1/topics": _get(lambda at: "/staff/v1/topics", community="hv"),
    "POST /staff/v1/topics/preview": _post(
        lambda at: "/staff/v1/topics/preview", {"community": "hv", "topic": "plumbing"}
    ),
    "GET /staff/v1/keys": _get(lambda at: "/staff/v1/keys", community="hv"),
    "POST /staff/v1/keys": _post(lambda at: "/staff/v1/keys", KEY),
    "POST /staff/v1/keys/{id}/actions": _post(
        lambda at: f"/staff/v1/keys/{PROGRAMS['robot'][0].id}/actions",
        {"action": "rotate"}, **{"if-match": "1"},
    ),
    "GET /staff/v1/letters": _get(lambda at: "/staff/v1/letters", community="hv"),
    "POST /staff/v1/letters/{id}/actions": _post(
        lambda at: f"/staff/v1/letters/{LETTER.id}/actions", {"action": "file"}
    ),
    "GET /staff/v1/copies": _get(lambda at: "/staff/v1/copies", community="hv"),
    "POST /staff/v1/copies": _post(
        lambda at: "/staff/v1/copies", {"community": "hv", "words": True}
    ),
    "GET /staff/v1/copies/{id}/file": _get(lambda at: f"/staff/v1/copies/{COPY.id}/file"),
    "GET /staff/v1/daily": _get(lambda at: "/staff/v1/daily", community="hv"),
    "GET /staff/v1/daily/{id}/file": _get(lambda at: f"/staff/v1/daily/{DAILY.id}/file"),
    "GET /staff/v1/webhooks": _get(lambda at: "/staff/v1/webhooks", community="hv"),
    "POST /staff/v1/webhooks": _post(lambda at: "/staff/v1/webhooks", WEBHOOK),
    "POST /staff/v1/webhooks/{id}/actions": _post(
        lambda at: f"/staff/v1/webhooks/{HOOK.id}/actions",
        {"action": "rotate"}, **{"if-match": "1"},
    ),
    "GET /staff/v1/webhooks/{id}/deliveries": _get(
        lambda at: f"/staff/v1/webhooks/{HOOK.id}/deliveries"
    ),
    "POST /staff/v1/webhooks/{id}/again": _post(
        lambda at: f"/staff/v1/webhooks/{HOOK.id}/again",
        {"delivery": hooks.number(POSTING)},
    ),
    "GET /api/v1/programs/me": _get(lambda at: "/api/v1/programs/me"),
    "GET /api/v1/programs/requests": _get(
        lambda at: "/api/v1/programs/requests", community="hv"
    ),
    "GET /api/v1/programs/requests/{id}": _get(
        lambda at: f"/api/v1/programs/requests/{at.request}"
    ),
    "POST /api/v1/programs/requests": _post(
        lambda at: "/api/v1/programs/requests", {"place": LIFT.code, "words": "It drips."}
    ),
    "GET /api/v1/programs/export/daily": _get(
        lambda at: "/api/v1/programs/export/daily", community="hv"
    ),
    "GET /api/v1/programs/export/daily/{id}/file": _get(
        lambda at: f"/api/v1/programs/export/daily/{DAILY.id}/file"
    ),
    "GET /api/v1/programs/export/copies": _get(
        lambda at: "/api/v1/programs/export/copies", community="hv"
    ),
    "POST /api/v1/programs/export/copies": _post(
        lambda at: "/api/v1/programs/export/copies", {"community": "hv", "words": True}
    ),
    "GET /api/v1/programs/export/copies/{id}/file": _get(
        lambda at: f"/api/v1/programs/export/copies/{COPY.id}/file"
    ),
    "POST /staff/v1/labels/{code}/rotate": _post(
        lambda at: f"/staff/v1/labels/{LIFT.code}/rotate", {"code": LIFT.code}
    ),
}  # fmt: skip
"""A route that only some may call, and the call that tries it."""
