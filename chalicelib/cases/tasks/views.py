"""Tasks as the staff API shows them, in the language of whoever asks."""

from collections.abc import Mapping
from typing import Any

from chalicelib.cases.contractors.model import contractor_of
from chalicelib.cases.duplicates import counting
from chalicelib.cases.duplicates.contributions import Added
from chalicelib.cases.duplicates.suggestions import others_have
from chalicelib.cases.outages.model import Outage
from chalicelib.cases.photos import model as photos
from chalicelib.cases.requests.answers import asked
from chalicelib.cases.requests.model import Request
from chalicelib.cases.requests.notes import Note, is_to_resident
from chalicelib.cases.requests.store import Aggregate
from chalicelib.cases.visits import model as visits
from chalicelib.estate import store as estate
from chalicelib.estate.communities import community_of, topics_of
from chalicelib.estate.model import Community, department_name, hours_of, said
from chalicelib.estate.people import CONDUCT, Staff
from chalicelib.estate.permissions import may, may_see
from chalicelib.estate.topics import Topic, in_language
from chalicelib.i18n import msg
from chalicelib.i18n.words import REASONS
from chalicelib.kernel import worktime
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.history import in_order
from chalicelib.kernel.ids import reference, shown
from chalicelib.platform.aws import photo_bucket
from chalicelib.platform.http.shapes import HistoryStep, Holder, grown

from . import model as life
from .completion_checks import ANSWERED
from .deadlines import deadlines
from .model import Task
from .shapes import (
    AskedOne,
    EarlierRound,
    Joiner,
    NeighbourNote,
    Neighbours,
    Outside,
    ShownPhoto,
    StaffNote,
    Suggested,
    TaskDetail,
    TaskRow,
)


def row(task: Task, staff: Staff, lang: str, *, now: int) -> TaskRow:
    """Return one task for a list: what a phone needs to show and to act on it."""
    community = community_of(task.community, now=now)
    by = deadlines(task, community)
    return TaskRow(
        id=task.id,
        version=task.version,
        changed_at=task.changed_at,
        state=task.state,
        queue=".".join(life.queue_of(task)),
        topic=task.topic,
        icon=icon(task.topic, community),
        title=title(task.topic, community, lang),
        summary=task.summary,
        place=said(task.place_name, lang),
        priority=task.priority,
        kind=task.kind,
        holder=Holder(id=task.holder, name=task.holder_name) if task.holder else None,
        mine=task.holder == staff.id,
        accept_by=by.accept_by,
        done_by=by.done_by,
        created_at=task.created_at,
        reference=task.reference,
        round=task.round,
        gone=life.is_finished(task),
        joined=_joined(task, community, now=now),
        visit_at=None if task.visit_off else task.visit_at,
        visit_end=None if task.visit_off else task.visit_end,
        visit_wanted=task.visit_wanted,
    )


def detail(
    found: Aggregate, task_id: str, staff: Staff, lang: str, theirs: Added, *, now: int
) -> TaskDetail:
    """Return one task with what its worker needs: words, history, notes, what is allowed.

    Never an address: looking at one is a call of its own, and recorded. `theirs` is what
    neighbours added who have the same.
    """
    task = next((each for each in found.tasks if each.id == task_id), None)
    if task is None:
        raise NotFound("there is no such task")
    request = found.request
    community = community_of(task.community, now=now)
    topic = topics_of(community, lang).get(task.topic)
    return grown(
        TaskDetail,
        row(task, staff, lang, now=now),
        joined=counting.joined(found),
        words=request.words,
        chosen=title(request.chosen, community, lang) if request.chosen else "",
        suggested=[Suggested(code=c, name=title(c, community, lang)) for c in request.guesses],
        spot=request.spot,
        visit=request.visit,
        may_enter=request.may_enter,
        answers=request.answers,
        asked=_asked(topic, request.answers, lang),
        comment=request.comment,
        follows=shown(reference(request.follows)) if request.follows else "",
        lang=request.lang,
        reason=task.reason,
        resolution=task.resolution,
        until=task.until_at,
        visit_late=task.visit_late if life.awaits_visit(task) else None,
        windows=visits.open_windows(task, now=now),
        rating=request.rating,
        reasons=[msg(lang, REASONS[code]) for code in request.reasons if code in REASONS],
        answer_first=task.kind in ANSWERED and not any(map(is_to_resident, found.notes)),
        clean_up_check=bool(topic and topic.clean_up_check),
        photo_when_done=bool(topic and topic.clean_up_check and community.photo_when_done),
        history=history(task, names(task.community, now=now)),
        allowed=allowed(task, request, staff),
        notes=[_note(note) for note in sorted(found.notes, key=lambda note: note.at)],
        photos=_photos(found, now),
        neighbours=_neighbours(theirs, now),
        has_contact=bool(found.contacts or request.typed),
        named=shown(reference(request.named)) if request.named else "",
        contractor=_contractor(task, staff, community),
        next_day_at=_next_day(task, community, now=now),
        **_story(found, task, staff, lang, now=now),
    )


def allowed(task: Task, request: Request, staff: Staff) -> list[str]:
    """Return what this person may do to this task now."""
    always = [] if life.is_finished(task) else ["retopic", *(["lower"] if request.by_words else [])]
    always += ["merge", "link", *(["split"] if request.others else [])] if always else []
    always += ["unlink"] if always and request.linked else []
    always += ["about"] if always and task.department == CONDUCT else []
    # Without an agreed visit there is none to call off.
    never = () if life.awaits_visit(task) else ("call_off",)
    return [
        action
        for action in [*life.allowed(task.state), *always, "say", "note"]
        if action not in never and may(staff, *life.queue_of(task), action, task.holder)
    ]


def names(community: str, *, now: int) -> dict[str, str]:
    """Return the names of a community's staff by id: work is respected by name."""
    return {member.id: member.name for member in estate.members(community, now=now)}


def history(item: Task | Outage, known: Mapping[str, str]) -> list[HistoryStep]:
    """Return the steps of a task, or an outage, as they happened, with who made them."""
    return [
        HistoryStep(
            number=number,
            action=step.action,
            by=step.by,
            name=known.get(step.by, ""),
            at=step.at,
            before=step.before,
            after=step.after,
            reason=step.why,
        )
        for number, step in in_order(item.steps)
    ]


def title(topic: str, community: Community, lang: str) -> str:
    """Return the name of a topic in a language; a topic that is gone shows its code."""
    known = topics_of(community).get(topic)
    return msg(lang, in_language(known, lang).name) if known else topic


def _story(found: Aggregate, task: Task, staff: Staff, lang: str, *, now: int) -> dict[str, Any]:
    """Return how a request came, how often it was urged, and what it has to do with others."""
    request = found.request
    return {
        "channel": request.channel,
        "filed_by": names(task.community, now=now).get(request.filed_by, ""),
        "urges": request.urges,
        "earlier": _earlier(found, task, staff, lang, now=now),
        "linked": [shown(reference(each)) for each in request.linked],
        "joiners": [Joiner(reference=shown(reference(j.request)), at=j.at) for j in found.joins],
    }


def _earlier(
    found: Aggregate, task: Task, staff: Staff, lang: str, *, now: int
) -> list[EarlierRound]:
    """Return what came of the rounds before this one, as far as this person may see it."""
    community = community_of(task.community, now=now)
    before = [each for each in found.tasks if each.round < task.round and may_see(staff, each)]
    return [
        EarlierRound(
            round=each.round,
            department=department_name(community, each.department, lang),
            name=each.holder_name,
            state=each.state,
            said=each.resolution or each.reason,
            at=each.changed_at,
        )
        for each in sorted(before, key=lambda each: (each.round, each.changed_at))
    ]


def _next_day(task: Task, community: Community, *, now: int) -> int | None:
    try:
        return worktime.next_day(hours_of(community, task.department), now)
    except worktime.NeverOpen:
        return None


def _contractor(task: Task, staff: Staff, community: Community) -> Outside | None:
    """Return who does this for us and whether its link opens, for who may withdraw it."""
    outside = contractor_of(community, task.department)
    if outside is None or not may(staff, *life.queue_of(task), "assign", task.holder):
        return None
    return Outside(name=outside.name, opens=not task.link_off and not life.is_finished(task))


def _neighbours(theirs: Added, now: int) -> Neighbours:
    return Neighbours(
        notes=[NeighbourNote(at=note.at, text=note.text) for note in theirs.notes],
        photos=[_photo(photo, now) for photo in theirs.photos],
    )


def _asked(topic: Topic | None, answers: dict[str, str], lang: str) -> list[AskedOne]:
    return [
        AskedOne(
            code=each["code"],
            question=msg(lang, each["question"]),
            answer=msg(lang, each["answer"]),
        )
        for each in asked(topic, answers)
    ]


def icon(topic: str, community: Community) -> str:
    """Return the picture of a topic; one that is gone has none of its own."""
    known = topics_of(community).get(topic)
    return known.icon if known else "dot"


def _joined(task: Task, community: Community, *, now: int) -> int:
    """Return how many others have it, as of a minute ago: one query a building, for its tasks."""
    topic = topics_of(community).get(task.topic)
    if topic is None or not topic.shared:
        return 0
    return others_have(task.request, task.community, task.building, now=now)


def _photos(found: Aggregate, now: int) -> list[ShownPhoto]:
    ready = [photo for photo in found.photos if photo.state == photos.READY]
    return [_photo(photo, now) for photo in sorted(ready, key=lambda p: (p.at, p.slot))]


def _photo(photo: photos.Photo, now: int) -> ShownPhoto:
    return ShownPhoto(
        id=photo.slot,
        url=photo_bucket.address(photos.clean_key(photo), now=now),
        thumb=photo_bucket.address(photos.thumb_key(photo), now=now),
        at=photo.at,
        by="resident" if photos.is_residents(photo.slot) else "staff",
        when=photos.when_of(photo.slot),
    )


def _note(note: Note) -> StaffNote:
    return StaffNote(
        by=note.by_name or note.by, at=note.at, text=note.text, told=is_to_resident(note),
        mailed=note.mailed, whole=note.whole, left_out=note.left_out,
    )  # fmt: skip
