"""The residents' pages: the form behind the label, and the page of a request."""

from collections.abc import Callable

from chalice import Response

from ..domain import errors, ids, links
from ..domain.estate import Community, Place
from ..outside import secrets
from ..usecases import look, respond
from ..usecases.submit import place_of, submit
from . import form_page, logs, status_page, views
from .api import prefix_of
from .http import FORM, Call, see_other
from .pages import (
    Pages,
    check_token,
    reader_of,
    remembered,
    remembering,
    show,
)
from .render import asset
from .tools import enqueue, id_secret, status_link

routes = Pages(__name__)

FORMS = [FORM]


@routes.get("/q/{place}")
def show_form(call: Call, place: str) -> Response:
    """The form of a label."""
    return _at_label(
        call, place, lambda at, community: show(form_page.form(call, at, community), call)
    )


@routes.post("/q/{place}", content_types=FORMS)
def send_form(call: Call, place: str) -> Response:
    """What a resident sends: stored, and answered with its receipt."""
    return _at_label(call, place, lambda at, community: _send(call, at, community))


@routes.get("/Q/{place}")
def show_form_of_capitals(call: Call, place: str) -> Response:
    """The same for a QR code, which is smaller in capitals."""
    return (
        see_other(f"{call.base}/q/{ids.normalise_place_code(place)}")
        if _is_code(place)
        else (show_form(call, place))
    )


@routes.post("/Q/{place}", content_types=FORMS)
def send_form_of_capitals(call: Call, place: str) -> Response:
    """The same for a form that a page of capitals sends."""
    return send_form(call, place)


@routes.get("/r/{link}")
def show_status(call: Call, link: str) -> Response:
    """The page of a request: by its clean address, or by a link that is exchanged for it."""
    if "." not in link:
        return _show(call, _remembered(call, link))
    found = links.verify(link, secrets=secrets.read("link").by_version)
    if any(each.request_id == found.request_id for each in remembered(call)):
        return see_other(f"{call.base}/r/{found.request_id}{_news(call)}")
    cookie = {"Set-Cookie": remembering(call, link)}
    if not call.query("c"):
        return see_other(f"{call.base}/r/{link}{_news(call, c='1')}", cookie)
    # This browser keeps no cookies: it gets the page here, or it would go in circles.
    return _show(call, found)


@routes.post("/r/{link}", content_types=FORMS)
def answer_status(call: Call, link: str) -> Response:
    """What a resident does on the page of a request."""
    opened = (
        links.verify(link, secrets=secrets.read("link").by_version)
        if "." in link
        else _remembered(call, link)
    )
    return _do(call, opened, link)


@routes.get("/mine")
def show_mine(call: Call) -> Response:
    """My requests on this phone."""
    found = []
    for link in remembered(call):
        try:
            found.append(status_page.row(look.status(link.request_id, link.link_version), call))
        except errors.NotFound:
            continue
    return show(views.Mine(here="/mine", now=call.now, requests=found), call)


@routes.get("/privacy")
def show_privacy(call: Call) -> Response:
    """What happens with what residents tell us."""
    return show(views.Privacy(here="/privacy", now=call.now), call)


@routes.get("/assets/{name}")
def show_asset(call: Call, name: str) -> Response:
    """The script and the icon, under names that change with them."""
    found = asset(name)
    if found is None:
        raise errors.NotFound("there is no such file")
    body, headers = found
    return Response(body.decode(), headers, 200)


def _at_label(call: Call, code: str, then: Callable[[Place, Community], Response]) -> Response:
    try:
        place, community = place_of(code, now=call.now)
    except errors.Retired as error:
        name = error.name.get(reader_of(call).lang) or next(iter(error.name.values()), "")
        view = views.Retired(here=call.here, now=call.now, place=name, path=f"/q/{error.place}")
        return show(view, call, 410)
    return then(place, community)


def _send(call: Call, place: Place, community: Community) -> Response:
    fields = call.form()
    if fields.get("website"):
        # A field that people do not see was filled in: whoever did it learns nothing.
        return show(form_page.form(call, place, community), call)
    again = fields.get("again", "")
    if again == "add":
        return _added(call, place, community, fields)
    if again == "new":
        fields |= {"key": fields.get("next_key", ""), "token": fields.get("next_token", "")}
    try:
        check_token(fields.get("token", ""), place.code, fields.get("key", ""), call)
    except links.InvalidLink:
        return show(form_page.form(call, place, community, values=fields, expired=True), call, 422)
    return _submitted(call, place, community, fields)


def _submitted(call: Call, place: Place, community: Community, fields: dict[str, str]) -> Response:
    submission = form_page.submission_of(fields, place, reader_of(call).lang)
    try:
        made = submit(
            submission,
            prefix=prefix_of(call),
            secret=id_secret(),
            now=call.now,
            enqueue=enqueue(call.id),
        )
    except errors.KeyReused as error:
        view = form_page.form(call, place, community, values=fields, already=error.reference)
        return show(view, call, 409)
    except errors.InvalidInput as error:
        named = list(error.fields)
        return show(form_page.form(call, place, community, values=fields, errors=named), call, 422)
    except errors.Limited as error:
        logs.called(call.pattern, 429, 0, call.id, RateLimited=1)
        kept = form_page.form(call, place, community, values=fields, limited_s=error.retry_after_s)
        return show(kept, call, 429, **{"Retry-After": str(error.retry_after_s)})
    logs.called(call.pattern, 303, 0, call.id, Submitted=0 if made.replayed else 1)
    token = status_link(made.request_id, made.link_version)
    return see_other(f"{call.base}/r/{token}?new=1", {"Set-Cookie": remembering(call, token)})


def _added(call: Call, place: Place, community: Community, fields: dict[str, str]) -> Response:
    """Add the corrected words to what was sent: whoever has its key sent it."""
    check_token(fields.get("token", ""), place.code, fields.get("key", ""), call)
    request_id = ids.request_id(
        community.code, place.code, fields.get("key", ""), secret=id_secret()
    )
    request = respond.add_note(
        request_id, fields.get("words", ""), key=fields.get("next_key", ""), now=call.now
    )
    token = status_link(request.id, request.link_version)
    return see_other(f"{call.base}/r/{token}?saved=note", {"Set-Cookie": remembering(call, token)})


def _show(call: Call, link: links.Link) -> Response:
    found = look.status(link.request_id, link.link_version)
    return show(status_page.view(call, found), call)


def _remembered(call: Call, request_id: str) -> links.Link:
    """Return this phone's link to a request, or raise NotAuthenticated: open the link again."""
    for link in remembered(call):
        if link.request_id == request_id:
            return link
    raise errors.NotAuthenticated("no_link")


def _do(call: Call, link: links.Link, address: str) -> Response:
    fields = call.form()
    key = fields.get("key", "")
    try:
        check_token(fields.get("token", ""), link.request_id, key, call)
    except links.InvalidLink:
        return see_other(f"{call.base}/r/{address}")
    found = look.status(link.request_id, link.link_version)
    action = fields.get("do", "")
    if action not in _ACTIONS:
        raise errors.NotFound("there is nothing of that name to do here")
    try:
        _ACTIONS[action](link.request_id, fields, key, call)
    except errors.InvalidInput as error:
        named = list(error.fields)
        return show(status_page.view(call, found, values=fields, errors=named), call, 422)
    except errors.NotAllowed:
        return see_other(f"{call.base}/r/{address}?saved=nothing")
    return see_other(f"{call.base}/r/{address}?saved={action}")


def _note(request_id: str, fields: dict[str, str], key: str, call: Call) -> None:
    respond.add_note(request_id, fields.get("text", ""), key=key, now=call.now)


def _reply(request_id: str, fields: dict[str, str], key: str, call: Call) -> None:
    text = fields.get("text", "")
    respond.reply(request_id, text, key=key, now=call.now, enqueue=enqueue(call.id))


def _contact(request_id: str, fields: dict[str, str], key: str, call: Call) -> None:
    respond.leave_contact(
        request_id,
        fields.get("contact", ""),
        secret=id_secret(),
        now=call.now,
        enqueue=enqueue(call.id),
    )


def _confirm(request_id: str, fields: dict[str, str], key: str, call: Call) -> None:
    respond.confirm_contact(request_id, fields.get("address", ""), now=call.now)


def _stop(request_id: str, fields: dict[str, str], key: str, call: Call) -> None:
    respond.stop_contact(request_id, fields.get("address", ""), now=call.now)


def _urge(request_id: str, fields: dict[str, str], key: str, call: Call) -> None:
    respond.urge(request_id, key=key, now=call.now, enqueue=enqueue(call.id))


def _withdraw(request_id: str, fields: dict[str, str], key: str, call: Call) -> None:
    respond.withdraw(request_id, key=key, now=call.now, enqueue=enqueue(call.id))


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
    respond.answer(
        request_id,
        fixed=_YES_NO[fields["fixed"]],
        clean_up=_YES_NO[fields["clean"]] if fields.get("clean") else None,
        rating=int(rating) if rating else None,
        comment=fields.get("comment", ""),
        thanks=fields.get("thanks", ""),
        key=key,
        now=call.now,
        enqueue=enqueue(call.id),
    )


_YES_NO = {"yes": True, "no": False}
_STARS = ("1", "2", "3", "4", "5")

_ACTIONS: dict[str, Callable[[str, dict[str, str], str, Call], None]] = {
    "note": _note,
    "answer": _reply,
    "contact": _contact,
    "confirm": _confirm,
    "stop": _stop,
    "urge": _urge,
    "withdraw": _withdraw,
    "feedback": _feedback,
}
"""What can be done on the page of a request, by the `do` of its form."""


def _is_code(text: str) -> bool:
    try:
        ids.normalise_place_code(text)
    except ids.BadId:
        return False
    return True


def _news(call: Call, **more: str) -> str:
    """Return what the page is to show besides its state, to be kept over a redirect."""
    said = more | {name: call.query(name) for name in ("new", "saved", "photo", "confirm")}
    told = [f"{name}={value}" for name, value in said.items() if value.isalnum()]
    return f"?{'&'.join(told)}" if told else ""
