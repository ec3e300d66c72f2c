"""What would happen to a report on a topic now: where it goes, until when, and who is reminded."""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct, structs

from chalicelib.cases.danger.duties import cover, kind_of_topic
from chalicelib.cases.requests.routing import route
from chalicelib.escalation import policy
from chalicelib.estate import store as estate
from chalicelib.estate.communities import topics_of
from chalicelib.estate.model import Community, hours_of
from chalicelib.estate.people import Staff
from chalicelib.estate.topics import Topic
from chalicelib.kernel import targets
from chalicelib.kernel.errors import InvalidInput
from chalicelib.kernel.targets import TARGETS
from chalicelib.kernel.worktime import NeverOpen

from . import checks
from .change import community_now, refuse
from .changes import Author, plain

MOST = 8
"""Reminders that are shown; the last of them repeat."""


class Reminder(Struct, frozen=True):
    """One reminder: when, and who gets it ("holder", "lead", "manager")."""

    at: int
    to: str


class Path(Struct, frozen=True):
    """What becomes of one department's part."""

    department: str
    on_duty: int
    accept_by: int
    done_by: int
    reminders: list[Reminder]


def of(
    staff: Staff, code: str, topic: str, patch: Mapping[str, Any], author: Author
) -> tuple[Topic, list[Path]]:
    """Return how a topic would go, by these settings, which are checked and not stored."""
    row = {**plain(community_now(staff, code)), **patch}
    refuse(checks.problems(row, ours=frozenset()))
    community = checks.community_of(row)
    topics = topics_of(community, author.lang)
    if topic not in topics:
        raise InvalidInput(topic="There is no such topic.")
    members = estate.members(code, now=author.at)
    way = route(
        topic=topic,
        kind=topics[topic].kinds[0],
        topics=topics,
        open_departments=community.departments,
        redirects=community.redirects,
        danger=kind_of_topic(topic),
        covers=cover(community, members).departments,
    )
    told = structs.replace(topics[way.topic], priority=way.priority)
    paths = []
    for department in way.departments:
        there = sum(m.on_duty and not m.disabled and department in m.departments for m in members)
        paths.append(_path(community, department, told, there, author.at))
    return told, paths


def _path(community: Community, department: str, topic: Topic, there: int, now: int) -> Path:
    calendar = targets.calendar_of(topic.priority, hours_of(community, department))
    usual = TARGETS[topic.priority]
    accept, done = topic.accept or usual.accept, topic.done or usual.done
    try:
        reminders = list(_reminders(community, department, topic, done, now))
        accept_by = targets.deadline(calendar, now, accept, [])
        done_by = targets.deadline(calendar, now, done, [])
    except NeverOpen:
        return Path(department, there, 0, 0, [])
    return Path(department, there, accept_by or 0, done_by or 0, reminders)


def _reminders(
    community: Community, department: str, topic: Topic, minutes: int, now: int
) -> Iterator[Reminder]:
    ladder = policy.policy_from(community.ladder) if community.ladder else policy.DEFAULT
    calendar = targets.calendar_of(topic.priority, hours_of(community, department))
    last: int | None = None
    for climbed in range(min(len(ladder.rungs) + 1, MOST)):
        chase = policy.next_escalation(
            policy=ladder,
            calendar=calendar,
            start=now,
            minutes=minutes,
            holds=(),
            climbed=climbed,
            last_at=last,
        )
        if chase is None:
            return
        yield Reminder(chase.at, chase.to)
        last = chase.at
