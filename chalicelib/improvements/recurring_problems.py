"""
Looking for needs, by the sweep's own clock; what is found is proposed to whoever decides.

Each request and opinion notes its topic under its building, which is then looked at the next
morning: one query for the window that it looks at. A building that told nothing new is
looked at once a month, for what the same month brought last year.
"""

from collections import Counter
from typing import Any

from msgspec import structs

from chalicelib.estate import store as estate
from chalicelib.estate.communities import community_of, topics_of
from chalicelib.estate.model import Community
from chalicelib.estate.topics import Topic
from chalicelib.feedback import coverage
from chalicelib.kernel import ids
from chalicelib.kernel.history import STEWARD
from chalicelib.kernel.months import month_of
from chalicelib.kernel.times import DAY_MS
from chalicelib.kernel.worktime import next_open
from chalicelib.platform.effects import (
    Tools,
    complete_effect,
    publish_effects,
    with_due_at,
    without,
)
from chalicelib.platform.storage.items import ConditionFailed
from chalicelib.platform.storage.retry import retry
from chalicelib.platform.transition import bump, write
from chalicelib.recognition import store as kindness

from . import needs_store as needs
from . import store as measures
from .actions import new
from .model import DONE, UNDECIDED_OR_RUNNING, VERIFIED, Measure
from .needs import RISING, WHY, WINDOW_MS, Known, Needs, Pattern, Sign, Signs, is_news, patterns

FORGOTTEN_MS = 400 * DAY_MS
"""A building that told nothing for so long is looked at no more, until it tells something."""


def note(code: str, building: str, topic: str, *, now: int) -> None:
    """Note that a building had this topic today, and see to it that it is looked at."""
    retry(lambda: _note(code, building, topic, now=now))


def _note(code: str, building: str, topic: str, *, now: int) -> None:
    known = needs.get(code, building)
    if known is None:
        coverage.begin(code, now=now)
        if not needs.insert(_first(code, building, topic, now=now)):
            raise ConditionFailed
        return
    tomorrow = _tomorrow(community_of(code, now=now), now=now)
    next_at = min(known.next_at or tomorrow, tomorrow)
    if next_at == known.next_at and now - known.topics.get(topic, 0) < DAY_MS // 2:
        return
    noted = structs.replace(known, topics={**known.topics, topic: now}, next_at=next_at)
    needs.save(known, with_due_at(noted, now=now))


def look(known: Needs, *, now: int, tools: Tools) -> bool:
    """Begin the look that is due, once; say whether there was one."""
    if known.next_at is None or known.next_at > now:
        return False
    quiet = now - max(known.topics.values(), default=0) > FORGOTTEN_MS
    next_at = None if quiet else _next_month(community_of(known.community, now=now), now=now)
    after = bump(
        known,
        ["detect"],
        now=now,
        changed_at=now,
        next_at=next_at,
        tries=0,
    )
    write(known, after, tools.enqueue)
    return True


def detect(known: Needs, name: str, *, now: int, tools: Tools) -> None:
    """Find the patterns of a building and propose what is new, then mark the effect as done."""
    community = community_of(known.community, now=now)
    month = month_of(community.calendar.zone, now).name
    found = patterns(_signs(known, community, now=now))
    proposed = dict(known.known)
    for pattern in found:
        before = known.known.get(pattern.key)
        if is_news(pattern, before, _state_of(before)):
            times = (before.times if before else 0) + 1
            made = _proposal(known, pattern, times, community, now=now)
            if measures.insert(made):
                publish_effects(made, list(made.pending), tools.enqueue)
            proposed[pattern.key] = Known(count=pattern.count, measure=made.id, times=times)
    # One write with the laying down: whoever noted a topic meanwhile makes the message come again.
    after = structs.replace(known, known=proposed, season=month)
    needs.save(known, without(after, name, now=now))


def offer(measure: Measure, name: str, *, now: int, tools: Tools) -> None:
    """Offer what worked to the company's buildings that had the same topic lately, each once."""
    home = community_of(measure.community, now=now)
    for code in sorted({home.code, *estate.communities(home.company, now=now)}):
        there = community_of(code, now=now)
        if measure.topic not in topics_of(there):
            continue
        for known in needs.of_community(code):
            lately = now - known.topics.get(measure.topic, 0) < 3 * WINDOW_MS
            if lately and (code, known.building) != (home.code, measure.building):
                _offered(measure, there, known.building, now=now, tools=tools)
    complete_effect(measure, name, now=now)


def _offered(measure: Measure, there: Community, building: str, *, now: int, tools: Tools) -> None:
    made = _offer(measure, there, building, now=now)
    busy = measures.at(there.code, measure.topic, building)
    if not any(_is_open(each) for each in busy) and measures.insert(made):
        publish_effects(made, list(made.pending), tools.enqueue)


def title_of(pattern: Pattern, topic: Topic | None) -> str:
    """Return what a proposal is called before a person words it."""
    name = topic.name if topic else pattern.topic
    return WHY[pattern.detector] % {"topic": name, "count": pattern.count, "stack": pattern.stack}


def _first(code: str, building: str, topic: str, *, now: int) -> Needs:
    known = Needs(
        community=code,
        building=building,
        topics={topic: now},
        next_at=_tomorrow(community_of(code, now=now), now=now),
        changed_at=now,
    )
    return with_due_at(known, now=now)


def _tomorrow(community: Community, *, now: int) -> int:
    return next_open(community.calendar, now + DAY_MS // 2)


def _next_month(community: Community, *, now: int) -> int:
    return next_open(community.calendar, month_of(community.calendar.zone, now).until)


def _signs(known: Needs, community: Community, *, now: int) -> Signs:
    code, building = known.community, known.building
    since = now - WINDOW_MS
    lately = [topic for topic, at in known.topics.items() if at >= since]
    recent = needs.requests_of(code, building, lately, since, now + 1)
    recent = _with_flats(recent) + needs.opinions_of(code, building, since, now + 1)
    month = month_of(community.calendar.zone, now)
    last_year: list[Sign] = []
    if known.season != month.name:
        then = month_of(community.calendar.zone, now, back=12)
        last_year = needs.requests_of(code, building, known.topics, then.since, then.until)
    return Signs(
        recent=recent, last_year=last_year, courtesies=_courtesies(code, building, now=now)
    )


def _courtesies(code: str, building: str, *, now: int) -> dict[tuple[str, str], int]:
    """Return how often each courtesy was done at each spot of a building in thirty days."""
    counted = Counter(
        (kind, place) for kind, place, _ in kindness.courtesies(code, now - WINDOW_MS, now + 1)
    )
    here = {place.code for place in estate.places(code, now=now) if place.building == building}
    return {spot: count for spot, count in counted.items() if spot[1] in here}


def _with_flats(signs: list[Sign]) -> list[Sign]:
    """Return the signs with the flat that somebody named, where pipes make it matter."""
    rising = [sign.id for sign in signs if sign.topic in RISING]
    where = needs.spots(rising)
    return [structs.replace(s, flat=where.get(s.id) or s.flat) for s in signs]


def _state_of(known: Known | None) -> str:
    """Return the state of the measure that a pattern became; one that is gone has ended."""
    measure = measures.get(known.measure) if known else None
    return measure.state if measure else VERIFIED


def _is_open(measure: Measure) -> bool:
    return measure.state in UNDECIDED_OR_RUNNING or measure.state == DONE


def _proposal(
    known: Needs, pattern: Pattern, times: int, community: Community, *, now: int
) -> Measure:
    topic = topics_of(community).get(pattern.topic)
    department = topic.departments[0] if topic else "administration"
    return new(
        ids.measure_id(known.community, "need", known.building, pattern.key, str(times)),
        community=known.community,
        title=title_of(pattern, topic),
        topic=pattern.topic,
        building=known.building,
        department=community.redirects.get(department, department),
        origin="need",
        pattern=pattern.key,
        evidence_of=_evidence(pattern),
        seen=pattern.ids,
        place=pattern.stack if pattern.detector == "courtesy" else "",
        by=STEWARD,
        now=now,
    )


def _evidence(pattern: Pattern) -> dict[str, Any]:
    return {"detector": pattern.detector, "count": pattern.count, "stack": pattern.stack}


def _offer(measure: Measure, there: Community, building: str, *, now: int) -> Measure:
    """Return the offer of a measure to one building, for who answers for the topic there."""
    department = measure.department
    if department not in there.departments:
        department = topics_of(there)[measure.topic].departments[0]
    evidence = {"detector": "offer", "stack": measure.building, "measure": measure.id}
    if there.code != measure.community:
        evidence["community"] = measure.community
    return new(
        ids.measure_id(there.code, "offer", measure.id, building),
        community=there.code,
        title=measure.title,
        topic=measure.topic,
        building=building,
        department=there.redirects.get(department, department),
        origin="offer",
        evidence_of=evidence,
        did={lang: text for lang, text in measure.did.items() if lang in there.languages},
        by=STEWARD,
        now=now,
    )
