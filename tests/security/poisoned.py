"""A town in which every text that somebody can store is poison, and what is read of it."""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterator
from email import message_from_bytes, policy
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import icalendar
from msgspec import structs

from chalicelib.cases.contractors.model import contractor_of, link_version
from chalicelib.cases.tasks import store as tasks
from chalicelib.estate import store as estate
from chalicelib.kernel.text import clean
from chalicelib.mail_in import store as set_aside
from chalicelib.mail_in.model import Letter
from chalicelib.platform.services import job_link
from tests.resilience import moments
from tests.resilience.town import Event, Reply, Town, only_task, request_id
from tests.support.builders import CAST, DAY, HARBOUR, LENA, LIFT, LOBBY, MARA, PACO

from .asking import Target

MARKUP = "=\"'><xssq onq=1></textarea><xssq>&{{7*7}}%(reference)s"
POISON = f"{MARKUP}\u202e\u2066\u200b\u200f\u2028\0\r\nBcc: evil"
"""Ends a tag, an attribute, a text area; begins a formula, a template, a header; turns the line."""
TAG, ATTRIBUTE = "xssq", "onq"
ADDRESS = "rosa@example.com"
BOTH = {"en": POISON, "zh-Hant": POISON}
LIFTS = {"name": MARKUP, "channel": "email", "address": "lifts@lifts.example", "language": "en"}
ESTATE = {"en": MARKUP, "zh-Hant": MARKUP}
"""What only an administrator writes: its names are shown as they are, so nothing turns them."""


def build(town: Town) -> Target:
    """Let everybody write poison wherever they can; return what the calls are aimed at."""
    move_in()
    task = claimed_and_noted(town)
    town.do(town.form("contractor", topic="lift_stopped", words=POISON, again="different"))
    opinion = said(town, "opinions", kind="complaint", topic="dirty", words=POISON)
    measure = said(
        town, "measures", MARA, title=POISON, topic="dirty", said=BOTH, opinions=[opinion]
    )
    for number, (action, more) in enumerate(PUBLISHED):
        act(town, "measures", measure, action, number + 1, MARA, **more)
    outage = said(town, "outages", MARA, words=BOTH, topics=["lift_stopped"], buildings=["tower1"])
    texts = dict.fromkeys(("problem", "done", "prevent", "not_here"), POISON)
    lesson = said(town, "lessons", PACO, topic="plumbing", **texts)
    act(town, "lessons", lesson, "publish", 1, LENA)
    said(town, "searches", MARA, name=f"=a{TAG}<", asked={"q": MARKUP})
    set_aside.LETTERS.insert(
        Letter(
            id="hv-letter-one",
            community="hv",
            at=town.now,
            why="robot",
            sender=ADDRESS,
            **dict.fromkeys(("name", "subject", "text"), clean(POISON, lines=True)),
        )  # fmt: skip
    )
    said(town, "courtesies", PACO, kind="umbrella", place=LIFT.code)
    said(town, "thanks", LENA, to="paco", words=POISON)
    caution = {"action": "propose", "text": POISON}
    town.do(town.staff_call("POST", f"/staff/v1/tasks/{task.id}/caution", caution, n="caution"))
    return Target(task.request, task.id, task.reference, measure, outage, lesson)


PUBLISHED = (
    ("accept", {"owner": "mara", "due_on": 0}),
    ("start", {}),
    ("done", {"did": BOTH}),
    ("publish", {}),
)


def move_in() -> None:
    for each in CAST:
        estate.put_member(structs.replace(each, name=f"{MARKUP} {each.id}"))
    estate.put_community(
        structs.replace(
            HARBOUR,
            name=ESTATE,
            departments=[*HARBOUR.departments, "lifts"],
            topics={"lift_stopped": {"departments": ["lifts"]}},
            contractors={"lifts": LIFTS},
        )
    )
    for place in (LIFT, LOBBY):
        estate.put_place(structs.replace(place, name=ESTATE))
    estate.forget()


def claimed_and_noted(town: Town) -> Any:
    """Send a request and let its resident and staff say all they can, until it is fixed."""
    fields = {"words": POISON, "where": "other", "spot": POISON, "contact": ADDRESS}
    town.do(town.form("rosa", **fields))
    task = only_task(request_id("rosa"))
    town.do(town.page(task.request, "confirm", "confirm", address=moments.hash_of(town)))
    town.do(town.page(task.request, "visit", "visit", name=POISON, visit=POISON))
    town.do(town.page(task.request, "note", "note", text=POISON))
    task = moments.acted(town, task, "claim")
    town.do(town.staff(task, "note", text=POISON))
    task = moments.acted(town, task, "ask", reason=POISON)
    town.do(town.page(task.request, "answer", "answer", text=POISON))
    task = moments.acted(town, task, "pause", reason=POISON, until=town.now + DAY)
    task = moments.acted(town, task, "resume")
    task = moments.acted(town, task, "done", resolution=POISON)
    said_back = {"fixed": "no", "comment": POISON, "thanks": POISON}
    town.do(town.page(task.request, "feedback", "feedback", **said_back))
    again = max(tasks.of_request(task.request), key=lambda each: each.round)
    town.do(town.staff(again, "claim", n="claim-again"))
    again = only_of(again)
    town.do(town.staff(again, "visit", n="visit", until=town.now + 5 * DAY, reason=POISON))
    return again


def only_of(task: Any) -> Any:
    """Return a task as it stands now."""
    return next(each for each in tasks.of_request(task.request) if each.id == task.id)


def said(town: Town, what: str, by: Any = PACO, **body: Any) -> str:
    """Store something of a community; return its id."""
    asked = {"community": "hv", **body}
    reply = town.do(town.staff_call("POST", f"/staff/v1/{what}", asked, by=by, n=f"new-{what}"))
    return str(re.findall(r'"id":"([^"]+)"', reply.text)[0])


def act(town: Town, what: str, id: str, action: str, version: int, by: Any, **more: Any) -> None:
    if more.get("due_on") == 0:
        more["due_on"] = town.now + 7 * DAY
    path = f"/staff/v1/{what}/{id}/actions"
    event = town.staff_call("POST", path, {"action": action, **more}, by=by, n=f"{what}-{action}")
    town.do(structs.replace(event, headers=event.headers | {"if-match": str(version)}))


def pages(town: Town, at: Target) -> dict[str, Event]:
    """Return what a resident, a contractor and everybody else can look at."""
    link = town.link(at.request)
    cookie = {"cookie": f"__Host-requests={link}"}
    member = contractor_of(estate.community("hv", now=town.now), "lifts")
    assert member is not None
    job = only_task(request_id("contractor"))
    paths = [
        f"/q/{LIFT.code}", f"/r/{at.request}", f"/r/{at.request}/data", f"/home/{at.request}",
        "/mine", "/c/hv", "/c/hv/poster", f"/t/{job_link(job.id, link_version(member))}",
    ]  # fmt: skip
    return {
        path: Event(kind="call", method="GET", path=path, headers=cookie) for path in paths
    } | {
        "data as JSON": Event(
            kind="call", method="GET", path=f"/r/{at.request}/data", headers=cookie,
            query={"as": "json"},
        ),
        "the visit": Event(
            kind="call", method="GET", path=f"/r/{at.request}/visit", headers=cookie,
            query={"task": at.task},
        ),
    }  # fmt: skip


class Tags(HTMLParser):
    """What a browser would make of a page: its tags, attributes and addresses."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.scripts: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [v or "" for n, v in attrs if n in ("href", "src", "action")]
        if tag == "script":
            self.scripts.append(dict(attrs))


def wrong_with(reply: Reply) -> list[str]:
    """Return what in an answer is not the text that somebody wrote, as text."""
    kind = str(reply.headers.get("content-type", "")).split(";")[0]
    found = [f"{kind}: {name!r}" for name in turning(reply.text)]
    found += [f"header {n}" for n, v in reply.headers.items() if "\n" in f"{n}{v}" or TAG in f"{v}"]
    return found + list(READERS[kind](reply.text))


def turning(text: str) -> set[str]:
    """Return the characters of a text that turn it, join it or cannot be seen."""
    return {
        character
        for character in text
        if unicodedata.category(character) in ("Cf", "Cc") and character not in "\n\r\t\u200d"
    }


def _html(text: str) -> Iterator[str]:
    tags = Tags()
    tags.feed(text)
    if TAG in tags.tags:
        yield "a tag of theirs"
    if ATTRIBUTE in tags.attributes or any(n.startswith("on") for n in tags.attributes):
        yield "an attribute of theirs"
    yield from (f"leads to {a}" for a in tags.addresses if a.lower().startswith("javascript:"))
    yield from ("a script in the page" for attrs in tags.scripts if "src" not in attrs)
    if "49{" in text or "{{7*7}}" not in text:
        yield "a template of theirs"


def _svg(text: str) -> Iterator[str]:
    names = {element.tag.split("}")[-1] for element in ElementTree.fromstring(text).iter()}
    if TAG in names or "script" in names or "foreignObject" in names:
        yield "an element of theirs"


def _calendar(text: str) -> Iterator[str]:
    calendar = icalendar.Calendar.from_ical(text)
    named = [(each.name, sorted(each)) for each in calendar.walk()]
    ours = ["DESCRIPTION", "DTEND", "DTSTAMP", "DTSTART", "LOCATION", "ORGANIZER", "SEQUENCE",
            "STATUS", "SUMMARY", "UID", "URL"]  # fmt: skip
    if named != [("VCALENDAR", ["METHOD", "PRODID", "VERSION"]), ("VEVENT", ours)]:
        yield f"a property of theirs: {named}"


def _json(text: str) -> Iterator[str]:
    json.loads(text)
    yield from ()


def _csv(text: str) -> Iterator[str]:
    rows = list(csv.reader(io.StringIO(text)))
    if len({len(row) for row in rows}) > 1:
        yield "a row of theirs"
    yield from (f"a formula: {c[:20]}" for r in rows for c in r if c[:1] in set("=+-@\t\r\0"))


READERS = {
    "text/html": _html, "image/svg+xml": _svg, "application/json": _json, "text/csv": _csv,
    "text/calendar": _calendar,
}  # fmt: skip


def letters(town: Town) -> Iterator[tuple[list[str], list[str], str]]:
    """Return of every mail its addresses, the names of its headers, and subject with text."""
    for sent in town.engine._backend("ses").sent_messages:  # type: ignore[attr-defined]
        raw = sent.raw_data
        mail = message_from_bytes(
            raw if isinstance(raw, bytes) else raw.encode(), policy=policy.default
        )
        body = mail.get_body(("plain",))
        yield sent.destinations, mail.keys(), f"{mail['Subject']}\n{body.get_content()}"
