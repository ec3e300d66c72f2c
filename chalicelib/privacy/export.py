"""
A copy of what is kept of one person, for that person: theirs, and nothing of others.

Of staff it says the department, never who. What staff wrote to each other is counted, not
shown: it may speak of neighbours, so a person looks at it before it is given away.
"""

from collections.abc import Callable
from typing import Any

from chalicelib.cases.contacts.model import Contact
from chalicelib.cases.photos.model import READY, clean_key, is_residents
from chalicelib.cases.requests.model import Request
from chalicelib.cases.requests.store import Aggregate
from chalicelib.cases.tasks.model import Task
from chalicelib.kernel import personal
from chalicelib.kernel.history import RESIDENT, in_order
from chalicelib.kernel.ids import parse_task_id, shown

TOLD = ("words", "spot", "name", "visit", "may_enter", "answers")
ANSWERED = ("fixed", "clean", "rating", "comment", "thanks")


def of_request(
    found: Aggregate, *, address: Callable[[Contact], str], photo: Callable[[str], str]
) -> dict[str, Any]:
    """Return all that is kept about whoever sent a request, as a program can read it.

    `address` says how an address is shown ("" leaves it out), `photo` where one is shown.
    """
    request = found.request
    return {
        "reference": shown(request.reference),
        "told_at": request.created_at,
        "topic": request.topic,
        "kind": request.kind,
        "place": request.place_name,
        "language": request.lang,
        "channel": request.channel,
        **_given(request, TOLD),
        "state": request.outcome or request.state,
        "closed_at": request.closed_at,
        "answer": _given(request, ANSWERED),
        "notes": [
            {"at": note.at, "text": note.text, "by": "you" if note.by == RESIDENT else "team"}
            for note in sorted(found.notes, key=lambda note: note.at)
            if not note.internal
        ],
        "internal_notes": sum(note.internal for note in found.notes),
        "work": _work(found),
        # Not all of it: whoever was shown the link may read this, too.
        **({"typed": f"{request.typed[:3]}…"} if request.typed else {}),
        "addresses": [
            {"address": said, "channel": each.channel, "state": each.state, "at": each.created_at}
            for each in found.contacts
            if (said := address(each))
        ],
        "photos": [
            {"at": each.at, "address": photo(clean_key(each))}
            for each in found.photos
            if each.state == READY and is_residents(each.slot)
        ],
        "looks_at_your_address": [
            {"at": look.at, "department": parse_task_id(look.task).department if look.task else ""}
            for look in sorted(found.looks, key=lambda look: look.at)
        ],
        "history": [{"at": step.at, "what": step.action} for _, step in in_order(request.steps)],
        "kept": kept(request),
    }


def kept(request: Request) -> list[dict[str, Any]]:
    """Return why each part is kept, by what right, and until when once it is closed."""
    uses = (personal.TOLD, personal.REACH, personal.SEEN)
    return [
        {
            "what_for": use.purpose,
            "basis": use.basis,
            "days_after_closing": (use.kept or 0) // personal.DAY_MS,
            "until": request.closed_at + (use.kept or 0) if request.closed_at else None,
        }
        for use in uses
    ]


def _given(request: Request, names: tuple[str, ...]) -> dict[str, Any]:
    said = {name: getattr(request, name) for name in names}
    return {name: value for name, value in said.items() if value not in ("", None, {})}


def _work(found: Aggregate) -> list[dict[str, Any]]:
    return [
        {
            "department": task.department,
            "state": task.state,
            "said": "\n".join(dict.fromkeys([*task.said.values(), task.reason])).strip(),
            "done": task.resolution,
            "finished_at": task.finished_at,
            **_visit(task),
        }
        for task in found.tasks
    ]


def _visit(task: Task) -> dict[str, Any]:
    """Return the visit of a task that was agreed, and the times that were offered for one."""
    visit = {} if task.visit_off else {"visit_at": task.visit_at, "visit_until": task.visit_end}
    told = {**visit, "times_offered": task.windows}
    return {name: value for name, value in told.items() if value}
