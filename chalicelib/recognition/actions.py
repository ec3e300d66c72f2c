"""
Kindness: logging courtesies, bringing thanks to whom they are for, and the week of both.

Nothing here ranks: a week has counts of kinds and of departments in the order of their
names, and a person reads their own thanks and those of their trade.
"""

from collections import Counter

from msgspec import Struct

from chalicelib.cases.requests.model import Request
from chalicelib.cases.tasks import store as tasks
from chalicelib.escalation import batches
from chalicelib.escalation.reminders import Reminder
from chalicelib.estate import store as estate
from chalicelib.estate.members import Member
from chalicelib.estate.model import Place
from chalicelib.estate.people import CONDUCT, Staff
from chalicelib.feedback.record import community_for, departments_of, lead_of
from chalicelib.improvements import recurring_problems
from chalicelib.improvements.needs import KINDNESS
from chalicelib.kernel import ids
from chalicelib.kernel.errors import InvalidInput, KeyTaken
from chalicelib.kernel.history import GRACE_MS, effect, event_id
from chalicelib.kernel.text import clean
from chalicelib.kernel.times import WEEK_MS
from chalicelib.kernel.words import N_, Sentence, too_long
from chalicelib.platform.effects import Enqueue, Tools, complete_effect, publish_effects

from . import store as kindness
from . import thanks as good_words
from .courtesies import KINDS, Courtesy
from .thanks import LONGEST_WORDS, Thanks

BRING = effect(1, "bring")
MOST_READ = 50
MISSING_AT = 3
"""So many courtesies of one kind at one spot in a week are worth a look at the spot."""


class Week(Struct, frozen=True, kw_only=True):
    """What was kind in the seven days before an instant."""

    since: int
    until: int
    courtesies: dict[str, int]
    """Kind to how often."""
    spots: list[tuple[str, str, int]]
    """(kind, place code, how often), where it was often."""
    departments: dict[str, tuple[int, int]]
    """Department to courtesies and good words: those without any are there too."""


def log(
    *, community: str, kind: str, place: str, department: str, key: str, staff: Staff, now: int
) -> Courtesy:
    """Put a courtesy, once a key; its building is looked at for a need of the spot.

    Raises InvalidInput naming the field, NotFound.
    """
    known = community_for(community, staff, now=now)
    own = departments_of(staff, known)
    wrong: dict[str, str] = {}
    if not ids.is_key(key):
        wrong["key"] = ids.KEY_RULE
    if kind not in KINDS:
        wrong["kind"] = Sentence(
            "There is no such kind; there are %(known)s.", known=", ".join(KINDS)
        )
    if department and department not in own:
        wrong["department"] = N_("You do not work in that department.")
    spot = _spot(place, community, now=now) if place else None
    if place and spot is None:
        wrong["place"] = N_("There is no such place in this community.")
    if wrong:
        raise InvalidInput(**wrong)
    courtesy = Courtesy(
        id=ids.item_id("courtesy", community, staff.id, key),
        community=community,
        kind=kind,
        place=spot.code if spot else "",
        building=spot.building if spot else "",
        department=department or next(iter(own), ""),
        by=staff.id,
        created_at=now,
    )
    if spot:
        # First: a building that is looked at for nothing is better than a spot nobody looks at.
        recurring_problems.note(community, spot.building, KINDNESS, now=now)
    kindness.log_courtesy(courtesy)
    stored = kindness.courtesy(courtesy.id) or courtesy
    if (stored.kind, stored.place) != (courtesy.kind, courtesy.place):
        raise KeyTaken
    return stored


def pass_on(
    *,
    community: str,
    to: str,
    department: str,
    words: str,
    key: str,
    staff: Staff,
    now: int,
    enqueue: Enqueue,
) -> Thanks:
    """Put a good word that somebody heard, once a key; its effect tells whom it is for.

    Raises InvalidInput naming the field, NotFound.
    """
    known = community_for(community, staff, now=now)
    member = next((m for m in estate.members(community, now=now) if to and m.id == to), None)
    where = department or (member.departments[0] if member and member.departments else "")
    wrong: dict[str, str] = {}
    if not ids.is_key(key):
        wrong["key"] = ids.KEY_RULE
    if to and member is None:
        wrong["to"] = N_("No one of that name works here.")
    if to == staff.id:
        wrong["to"] = N_("You cannot thank yourself. Someone else can pass this on.")
    if where not in known.departments or where == CONDUCT:
        wrong["department"] = Sentence("There is no department %(given)s here.", given=where[:32])
    if len(words) > LONGEST_WORDS:
        wrong["words"] = too_long(LONGEST_WORDS)
    if wrong:
        raise InvalidInput(**wrong)
    thanks = Thanks(
        id=ids.item_id("thanks", community, staff.id, key),
        community=community,
        to=to,
        department=where,
        words=clean(words, lines=True),
        passed_by=staff.id,
        created_at=now,
        pending={BRING: now},
        due_at=now + GRACE_MS,
    )
    if kindness.put_thanks(thanks):
        publish_effects(thanks, [BRING], enqueue)
        return thanks
    stored = kindness.thanks(thanks) or thanks
    if (stored.to, stored.words) != (thanks.to, thanks.words):
        raise KeyTaken
    return stored


def bring(thanks: Thanks, name: str, *, now: int, tools: Tools) -> None:
    """Tell whom a good word is for, then mark the effect as done."""
    _told(thanks, now=now)
    complete_effect(thanks, name, now=now)


def thank(request: Request, name: str, *, now: int, tools: Tools) -> None:
    """Bring the thanks of a resident's answer or compliment, then mark the effect as done."""
    for thanks in _of_request(request, name, now=now):
        # Told whether or not it was put just now: a kill in between would have told nobody.
        kindness.put_thanks(thanks)
        _told(thanks, now=now)
    complete_effect(request, name, now=now)


def _told(thanks: Thanks, *, now: int) -> None:
    """Tell whom a good word is for in their next message; told again, it is one nudge."""
    reminder = Reminder(task="", reference="", what="thanked", at=now)
    for person in _recipients(thanks, now=now):
        event = event_id(thanks.id, f"thanked#{person.id}")
        batches.add(thanks.community, person.login, event, reminder, now=now)


def mine(staff: Staff, community: str, *, now: int) -> list[Thanks]:
    """Return the newest good words for this person and for their departments."""
    known = community_for(community, staff, now=now)
    whose = [staff.id, *departments_of(staff, known)]
    found = [each for who in whose for each in _read(community, who)]
    return sorted(found, key=lambda each: -each.created_at)[:MOST_READ]


def week(staff: Staff, code: str, *, until: int, now: int) -> Week:
    """Return the week before `until`, for leads and managers of a community."""
    community = lead_of(code, staff, now=now)
    since = until - WEEK_MS
    seen = kindness.courtesies(code, since, until)
    words = kindness.thanked(code, since, until)
    by_department = Counter(department for _, _, department in seen)
    often = Counter((kind, place) for kind, place, _ in seen if place)
    return Week(
        since=since,
        until=until,
        courtesies=dict(Counter(kind for kind, _, _ in seen)),
        spots=[
            (kind, place, count)
            for (kind, place), count in sorted(often.items())
            if count >= MISSING_AT
        ],
        departments={
            department: (by_department[department], words.get(department, 0))
            for department in sorted(community.departments)
            if department != CONDUCT
        },
    )


def _of_request(request: Request, name: str, *, now: int) -> list[Thanks]:
    """Return the good words that a request holds: for whom it names, else for its trades."""
    worked = [task for task in tasks.of_request(request.id) if task.department != CONDUCT]
    words = request.words if request.kind == "compliment" else request.comment
    about = f"{request.thanks}\n{words}" if request.kind == "compliment" else request.thanks
    members = [m for m in estate.members(request.community, now=now) if not m.disabled]
    named = good_words.named_in(about, members)
    holders = {task.holder for task in worked if task.holder}
    # Two of one name: the one who did the work is meant.
    meant = [m for m in named if m.id in holders] or named
    to = [(m.id, m.departments[0] if m.departments else "") for m in meant]
    trades = [("", department) for department in dict.fromkeys(t.department for t in worked)]
    if request.kind == "compliment" and not to:
        # Whom it is for nobody can read off it: customer service reads it and passes it on.
        trades = []
    return [
        Thanks(
            id=ids.item_id("thanks", request.community, request.id, name, who, department),
            community=request.community,
            to=who,
            department=department,
            words=words,
            request=request.id,
            created_at=now,
        )
        for who, department in to or trades
        if department
    ]


def _recipients(thanks: Thanks, *, now: int) -> list[Member]:
    members = [m for m in estate.members(thanks.community, now=now) if not m.disabled]
    if thanks.to:
        return [m for m in members if m.id == thanks.to]
    return [m for m in members if thanks.department in m.departments]


def _read(community: str, who: str) -> list[Thanks]:
    return kindness.thanks_for(community, who, limit=MOST_READ)


def _spot(code: str, community: str, *, now: int) -> Place | None:
    try:
        place = estate.place(ids.normalise_place_code(code), now=now)
    except ids.BadId:
        return None
    return place if place is not None and place.community == community else None
