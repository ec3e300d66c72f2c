"""A report as a GeoReport client posts it, as what a resident tells us."""

import re
from collections.abc import Mapping

from msgspec import Struct, structs

from chalicelib.cases.requests.checks import LONGEST_LINE, LONGEST_WORDS, Submission, is_danger
from chalicelib.cases.requests.submit import Submitted, submit
from chalicelib.estate.model import Community, Place
from chalicelib.kernel.errors import InvalidInput, NotFound
from chalicelib.kernel.text import clean, shortened
from chalicelib.kernel.tuning import Tuning
from chalicelib.platform.effects import Enqueue

from . import places
from .once import key_of
from .services import open_topics

Fields = Mapping[str, list[str]]

_ATTRIBUTE = re.compile(r"attribute\[([^\]]+)\](?:\[\])?")
OPTIONAL = frozenset({"contact", "name", "spot"})
"""What is left out where it cannot be used: a client that is refused sends the same for ever."""


class Report(Struct, frozen=True):
    """A report, and whether it tells of danger."""

    submission: Submission
    place: Place
    danger: bool


def first(fields: Fields, name: str) -> str:
    """Return the first value of a field, "" without one."""
    return clean(fields.get(name, [""])[0], lines=True)


def read(fields: Fields, community: Community, lang: str, *, filed_by: str, now: int) -> Report:
    """Return what a form tells. Raises InvalidInput naming the field, NotFound for no such
    service; a danger needs neither a service nor a place that is right."""
    submission = Submission(
        place="",
        key="",
        words=_words(fields),
        topic=first(fields, "service_code"),
        lang=lang,
        name=shortened(f"{first(fields, 'first_name')} {first(fields, 'last_name')}", LONGEST_LINE),
        contact=first(fields, "email") or first(fields, "phone"),
        spot=shortened(first(fields, "address_string"), LONGEST_LINE),
        channel="api",
        filed_by=filed_by,
    )
    known = submission.topic in open_topics(community)
    danger = is_danger(structs.replace(submission, topic=submission.topic * known), community)
    if not known and not danger:
        if submission.topic:
            raise NotFound("there is no such service")
        raise InvalidInput(service_code="service_code was not provided")
    submission = structs.replace(
        submission,
        topic=submission.topic if known else "",
        answers=_answers(fields, community, submission.topic) if known else {},
    )
    return Report(submission, _place(fields, community, danger=danger, now=now), danger)


def send(
    report: Report, said: tuple[str, ...], community: Community, *,
    prefix: str, secret: bytes, now: int, enqueue: Enqueue, tuning: Tuning,
) -> Submitted:  # fmt: skip
    """Store a report once. Raises what `submit` raises."""
    place = report.place.code
    key = key_of(community.code, place, said, danger=report.danger, secret=secret, now=now)
    submission = structs.replace(report.submission, place=place, key=key)

    def stored(told: Submission) -> Submitted:
        return submit(told, prefix=prefix, secret=secret, now=now, enqueue=enqueue, tuning=tuning)

    try:
        return stored(submission)
    except InvalidInput as wrong:
        if not set(wrong.fields) <= OPTIONAL:
            raise
        return stored(structs.replace(submission, **dict.fromkeys(wrong.fields, "")))


def _words(fields: Fields) -> str:
    """Return the description, with the addresses of its pictures as text: nothing fetches them."""
    pictures = [clean(each) for each in fields.get("media_url", []) if clean(each)]
    end = "".join(f"\n{each}" for each in pictures)[: LONGEST_WORDS // 2]
    words = first(fields, "description") or first(fields, "service_name") or "…"
    room = LONGEST_WORDS - len(end)
    return (words if len(words) <= room else words[: room - 1].rstrip() + "…") + end


def _answers(fields: Fields, community: Community, topic: str) -> dict[str, str]:
    """Return the answers to the questions that the topic has; others are no error to a client."""
    asked = {question.code: question for question in open_topics(community)[topic].questions}
    given: dict[str, str] = {}
    for name, values in fields.items():
        found = _ATTRIBUTE.fullmatch(name)
        if found and found[1] in asked:
            text = ", ".join(clean(each) for each in values if clean(each))
            options = asked[found[1]].options or ("yes", "no")
            if text and (asked[found[1]].kind == "text" or text in options):
                given[found[1]] = text[:LONGEST_LINE]
    return given


def _place(fields: Fields, community: Community, *, danger: bool, now: int) -> Place:
    named = {name: first(fields, name) for name in ("address_id", "lat", "long")}
    spot = first(fields, "address_string")
    try:
        return places.found(community, **named, spot=spot, now=now)
    except InvalidInput:
        if not danger:
            raise
        # Somebody is in danger: any public place of the community brings help nearer than none.
        return places.found(community, address_id="", lat="", long="", spot="?", now=now)
