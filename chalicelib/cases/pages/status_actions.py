"""What a resident can do on the page of a request: each `do` of its forms is one row."""

from collections.abc import Callable

from chalicelib.cases.danger.emergency import is_emergency
from chalicelib.cases.duplicates import merge
from chalicelib.cases.requests import addresses, follow_up, resident_actions, visit_details
from chalicelib.cases.requests.api import prefix_of
from chalicelib.cases.requests.model import Request
from chalicelib.cases.visits import resident as visits
from chalicelib.kernel import errors
from chalicelib.platform.http.call import Call
from chalicelib.platform.services import enqueue, id_secret
from chalicelib.privacy import erase

from .form import in_danger
from .status import proven


def perform(
    action: str, request_id: str, fields: dict[str, str], key: str, call: Call
) -> Request | None:
    """Do what a form asks for; raises NotFound for what nobody can do.

    Returns the request that goes on, where that may be another one.
    """
    if action not in _ACTIONS:
        raise errors.NotFound("there is nothing of that name to do here")
    call.note(item=request_id, action=action)
    # Every form of a page has the page's key: what is done with each is another thing.
    key = f"{key}-{action}"
    return follow_up.in_any_case(
        lambda: _ACTIONS[action](request_id, fields, key, call),
        request_id,
        _words(fields),
        danger=in_danger(fields),
        key=key,
        secret=id_secret(),
        now=call.now,
        enqueue=enqueue(call.id),
    )


def is_danger(fields: dict[str, str]) -> bool:
    """Say whether a form speaks of danger, by its switch or in its words."""
    return in_danger(fields) or bool(is_emergency(_words(fields)))


def _words(fields: dict[str, str]) -> str:
    """Return all that a form says in words, whichever it is."""
    said = [fields.get(name, "") for name in ("text", "comment", "visit")]
    said += [text for name, text in fields.items() if name.startswith(ANSWER)]
    return "\n".join(text for text in said if text not in ("", *_YES_NO))


def _note(
    request_id: str, fields: dict[str, str], key: str, call: Call, *, answers: bool = False
) -> Request:
    return follow_up.note(
        request_id,
        fields.get("text", ""),
        danger=in_danger(fields),
        answers=answers,
        key=key,
        secret=id_secret(),
        now=call.now,
        enqueue=enqueue(call.id),
    )


def _reply(request_id: str, fields: dict[str, str], key: str, call: Call) -> Request:
    return _note(request_id, fields, key, call, answers=True)


def _contact(request_id: str, fields: dict[str, str], key: str, call: Call) -> None:
    addresses.leave_contact(
        request_id,
        fields.get("contact", ""),
        prefix=prefix_of(call),
        secret=id_secret(),
        now=call.now,
        enqueue=enqueue(call.id),
    )


def _confirm(request_id: str, fields: dict[str, str], key: str, call: Call) -> None:
    proven_hash = _proven(request_id, fields)
    addresses.confirm_contact(request_id, proven_hash, now=call.now, enqueue=enqueue(call.id))


def _not_me(request_id: str, fields: dict[str, str], key: str, call: Call) -> None:
    addresses.stop_contact(request_id, _proven(request_id, fields), now=call.now)


def _proven(request_id: str, fields: dict[str, str]) -> str:
    """Return the address that the message to it proves: its hash alone is on other pages."""
    return proven(request_id, fields.get("proof", ""))


def _stop(request_id: str, fields: dict[str, str], key: str, call: Call) -> None:
    addresses.stop_contact(request_id, fields.get("address", ""), now=call.now)


def _notices(request_id: str, fields: dict[str, str], key: str, call: Call) -> None:
    kinds = [name.removeprefix(TELL) for name in fields if name.startswith(TELL)]
    addresses.choose_notices(request_id, fields.get("address", ""), kinds, now=call.now)


def _visit(request_id: str, fields: dict[str, str], key: str, call: Call) -> None:
    visit_details.add(
        request_id,
        name=fields.get("name", ""),
        visit=fields.get("visit", ""),
        may_enter=_YES_NO.get(fields.get("may_enter", "")),
        answers={
            name.removeprefix(ANSWER): said
            for name, said in fields.items()
            if name.startswith(ANSWER)
        },
        key=key,
        now=call.now,
        enqueue=enqueue(call.id),
    )


def _ask_times(request_id: str, fields: dict[str, str], key: str, call: Call) -> None:
    visits.ask(request_id, fields.get("task", ""), key=key, now=call.now, enqueue=enqueue(call.id))


def _pick(request_id: str, fields: dict[str, str], key: str, call: Call) -> None:
    begin, seen = fields.get("window", ""), fields.get("seen", "")
    if not _is_number(begin) or not _is_number(seen):
        raise errors.InvalidInput(window="one of the times")
    visits.pick(
        request_id,
        fields.get("task", ""),
        int(begin),
        seen=int(seen),
        # Another time is another thing, though its button stands on the same page.
        key=f"{key}-{begin}"[:64],
        now=call.now,
        enqueue=enqueue(call.id),
    )


def _call_off(request_id: str, fields: dict[str, str], key: str, call: Call) -> None:
    visits.call_off(
        request_id, fields.get("task", ""), key=key, now=call.now, enqueue=enqueue(call.id)
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 15


def _urge(request_id: str, fields: dict[str, str], key: str, call: Call) -> None:
    resident_actions.urge(request_id, key=key, now=call.now, enqueue=enqueue(call.id))


def _withdraw(request_id: str, fields: dict[str, str], key: str, call: Call) -> None:
    resident_actions.withdraw(request_id, key=key, now=call.now, enqueue=enqueue(call.id))


def _erase(request_id: str, fields: dict[str, str], key: str, call: Call) -> None:
    erase.erase(request_id, key=key, now=call.now, enqueue=enqueue(call.id))


def _unjoin(request_id: str, fields: dict[str, str], key: str, call: Call) -> None:
    text, danger = fields.get("text", ""), in_danger(fields)
    merge.unjoin(request_id, text, danger=danger, key=key, now=call.now, enqueue=enqueue(call.id))


def _feedback(request_id: str, fields: dict[str, str], key: str, call: Call) -> None:
    wrong = {
        name: "yes or no"
        for name in ("fixed", "clean")
        if fields.get(name, "yes" if name == "clean" else "") not in _YES_NO
    }
    rating = fields.get("rating", "")
    if rating and rating not in _STARS:
        wrong["rating"] = "one to five"
    if wrong:
        raise errors.InvalidInput(**wrong)
    resident_actions.answer(
        request_id,
        fixed=_YES_NO[fields["fixed"]],
        clean_up=_YES_NO[fields["clean"]] if fields.get("clean") else None,
        rating=int(rating) if rating else None,
        comment=fields.get("comment", ""),
        thanks=fields.get("thanks", ""),
        reasons=[name.removeprefix(REASON) for name in fields if name.startswith(REASON)],
        key=key,
        now=call.now,
        enqueue=enqueue(call.id),
    )


def _check_back(request_id: str, fields: dict[str, str], key: str, call: Call) -> Request:
    if fields.get("fixed", "") not in _YES_NO:
        raise errors.InvalidInput(fixed="yes or no")
    return follow_up.answer(
        request_id,
        fixed=_YES_NO[fields["fixed"]],
        comment=fields.get("comment", ""),
        key=key,
        secret=id_secret(),
        now=call.now,
        enqueue=enqueue(call.id),
    )


ANSWER = "answer."
"""What the name of a field begins with that answers an extra question."""

REASON = "reason."
"""What the name of a tap begins with: what a low rating is for."""
TELL = "tell."
"""What the name of a switch begins with: of what an address is told."""

_YES_NO = {"yes": True, "no": False}
_STARS = ("1", "2", "3", "4", "5")

_ACTIONS: dict[str, Callable[[str, dict[str, str], str, Call], Request | None]] = {
    "note": _note,
    "answer": _reply,
    "contact": _contact,
    "confirm": _confirm,
    "not_me": _not_me,
    "stop": _stop,
    "notices": _notices,
    "visit": _visit,
    "ask_times": _ask_times,
    "pick": _pick,
    "call_off": _call_off,
    "urge": _urge,
    "withdraw": _withdraw,
    "erase": _erase,
    "unjoin": _unjoin,
    "feedback": _feedback,
    "check_back": _check_back,
}
"""What can be done on the page of a request, by the `do` of its form."""
