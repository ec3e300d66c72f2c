"""The page behind the label: what it shows, and what its form sends."""

import secrets as random
from collections.abc import Iterable

from msgspec import structs

from chalicelib.cases.danger.emergency import NAMES
from chalicelib.cases.duplicates.suggestions import Known, known_at
from chalicelib.cases.duplicates.suggestions_store import CACHE_MS
from chalicelib.cases.requests.checks import Submission
from chalicelib.estate.communities import topics_of
from chalicelib.estate.model import Community, Place, said
from chalicelib.estate.topics import SERVICES, Topic
from chalicelib.kernel import ids, worktime
from chalicelib.kernel.errors import Limited, Unavailable
from chalicelib.kernel.worktime import Calendar
from chalicelib.platform import settings
from chalicelib.platform.aws import parameters
from chalicelib.platform.http.call import Call
from chalicelib.web import form_views, views
from chalicelib.web.pages import form_token, reader_of

ON_FIRST_PAGE = 9


def look_of(community: Community, lang: str) -> views.Look:
    """Return whose page it is: the community's name, colour and telephone."""
    domain = settings.mail_in_domain()
    return views.Look(
        code=community.code,
        name=said(community.name, lang),
        colour=community.colour,
        phone=community.phone,
        emergency_phone=community.emergency_phone,
        mail=f"{community.code}@{domain}" if domain else "",
        zone=community.calendar.zone,
    )


def form(
    call: Call,
    place: Place,
    community: Community,
    *,
    values: dict[str, str] | None = None,
    errors: Iterable[str] = (),
    already: str = "",
    limited: Limited | None = None,
    expired: bool = False,
    quick: bool = False,
    offer: Known | None = None,
    over: str = "",
) -> form_views.Form:
    """Return the form, empty or with the words that somebody is not to lose.

    A corrected form keeps its key, and so does one that was open too long: it may have been
    sent before, and a second tap would be a second request. A new key comes with a page
    that was never sent, and for "send it as a new report". With its key it keeps its token:
    who corrects a word has had the time to fill it in.
    """
    kept = values or {}
    lang = reader_of(call).lang
    key, token = _hidden(kept, place, call, fresh=expired)
    dangers, first, more = _arranged(_taken(community, lang))
    known = [] if already or offer else known_here(call, place, community, without=over)
    return form_views.Form(
        here=call.here,
        now=call.now,
        look=look_of(community, lang),
        place=said(place.name, lang),
        key=key,
        token=token,
        topics=[_choice(topic) for topic in first],
        dangers=[_danger(topic) for topic in dangers],
        more=_groups(more),
        resumes_at=resumes_at(community.calendar, call.now),
        values=kept,
        errors=list(errors),
        already=_already(already, place, call) if already else None,
        limited_s=limited.retry_after_s if limited else None,
        same_words=limited is not None and limited.same_words,
        expired=expired,
        quick=quick,
        known=[_known(one, community, lang) for one in known],
        offer=_known(offer, community, lang) if offer else None,
        seen=list(dict.fromkeys([*kept.get("seen", "").split(), *_ids(known, offer)])),
        over=bool(over),
    )


def known_here(
    call: Call, place: Place, community: Community, *, without: str = "", age_ms: int = CACHE_MS
) -> list[Known]:
    """Return what is known at this place; the form is there without it, when that fails."""
    try:
        found = known_at(place, community, now=call.now, age_ms=age_ms)
        return [one for one in found if one.id != without]
    except Unavailable:
        return []


def _ids(known: list[Known], offer: Known | None) -> list[str]:
    return [one.id for one in [*known, *([offer] if offer else [])]]


def _known(one: Known, community: Community, lang: str) -> form_views.Known:
    topic = topics_of(community, lang).get(one.topics[0])
    return form_views.Known(
        id=one.id,
        topic=topic.name if topic else one.topics[0],
        place=said(one.place_name, lang),
        since_at=one.since_at,
        until_at=one.until_at,
        ended_at=one.ended_at,
        words=said(one.words, lang),
        others=one.others,
        outage=bool(one.state),
        state=one.state,
        joinable=one.joinable,
    )


def _taken(community: Community, lang: str) -> list[Topic]:
    """Return the topics that take requests. A topic that was frozen a moment ago may still be
    shown: nobody in a lift waits until this process has asked; its sending is refused."""
    frozen = parameters.known_tuning().frozen
    return [t for t in topics_of(community, lang).values() if not t.frozen and t.code not in frozen]


def resumes_at(calendar: Calendar, now: int) -> int | None:
    """Return when those who have this calendar work again; None: now."""
    return None if worktime.is_open(calendar, now) else worktime.next_open(calendar, now)


def in_danger(fields: dict[str, str]) -> bool:
    """Say whether the switch of a form is on; a browser sends one that is off not at all."""
    return fields.get("danger", "") not in ("", "no")


def submission_of(fields: dict[str, str], place: Place, lang: str) -> Submission:
    """Return what the form's fields say; a field that the form does not have is not taken."""
    elsewhere = fields.get("where") == "other"
    return Submission(
        place=place.code,
        key=fields.get("key", ""),
        words=fields.get("words", ""),
        topic=fields.get("topic", ""),
        lang=lang,
        spot=fields.get("spot", "") if elsewhere else "",
        contact=fields.get("contact", ""),
        danger=in_danger(fields),
        joined_to=fields.get("join", ""),
    )


def _hidden(kept: dict[str, str], place: Place, call: Call, *, fresh: bool) -> tuple[str, str]:
    key = kept.get("key", "")
    if not ids.is_key(key):
        key, fresh = ids.new_key(random.token_bytes), True
    token = "" if fresh else kept.get("token", "")
    return key, token or form_token(place.code, key, call)


def _already(reference: str, place: Place, call: Call) -> form_views.Already:
    key = ids.new_key(random.token_bytes)
    return form_views.Already(
        reference=reference, next_key=key, next_token=form_token(place.code, key, call)
    )


def _choice(topic: Topic) -> form_views.Choice:
    return form_views.Choice(code=topic.code, name=topic.name, icon=topic.icon)


def _arranged(topics: list[Topic]) -> tuple[list[Topic], list[Topic], list[Topic]]:
    """Return the dangers, what the first screen shows beside them, and all the others."""
    ranked = sorted(topics, key=lambda topic: topic.on_form)
    dangers = [topic for topic in ranked if topic.priority == "urgent"]
    calm = [topic for topic in ranked if topic not in dangers]
    first = [topic for topic in calm if topic.on_form][:ON_FIRST_PAGE]
    return dangers, first, [topic for topic in calm if topic not in first]


def _danger(topic: Topic) -> form_views.Choice:
    """Return a danger as the few words that are read in a hurry."""
    return structs.replace(_choice(topic), name=NAMES.get(topic.code, topic.name))


def _groups(topics: list[Topic]) -> list[form_views.Group]:
    found: dict[str, list[form_views.Choice]] = {}
    for topic in topics:
        found.setdefault(SERVICES.get(topic.service, topic.service), []).append(_choice(topic))
    return [form_views.Group(name=name, topics=choices) for name, choices in found.items()]
