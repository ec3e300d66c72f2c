"""The residents' pages: the form behind the label, and the page of a request."""

import secrets as random
from collections.abc import Callable

from chalice import Response

from chalicelib.cases.requests import queries
from chalicelib.cases.requests.submit import place_once, refuse_retired
from chalicelib.cases.visits import calendar_file
from chalicelib.cases.visits.resident import Missed
from chalicelib.estate.model import Community, Place
from chalicelib.estate.permissions import EVERYBODY, RESIDENT
from chalicelib.kernel import errors, ids, links
from chalicelib.platform.aws import parameters, secrets
from chalicelib.platform.http.call import FORM, Call, see_other
from chalicelib.platform.http.route import CALENDAR
from chalicelib.platform.services import status_link
from chalicelib.web import views
from chalicelib.web.pages import (
    Pages,
    check_token,
    opened_by,
    reader_of,
    remembered,
    remembered_of,
    remembering,
    show,
)
from chalicelib.web.render import asset

from . import form as form_page
from . import form_submit
from . import status as status_page
from .status_actions import is_danger, perform

routes = Pages(__name__)

FORMS = [FORM]


@routes.get("/q/{place}", may=EVERYBODY)
def show_form(call: Call, place: str) -> Response:
    """The form of a label."""
    return _at_label(
        call, place, lambda at, community: show(form_page.form(call, at, community), call)
    )


@routes.post("/q/{place}", may=EVERYBODY, content_types=FORMS)
def send_form(call: Call, place: str) -> Response:
    """What a resident sends: stored, and answered with its receipt."""
    return _at_label(call, place, lambda at, community: form_submit.send(call, at, community))


@routes.get("/Q/{place}", may=EVERYBODY)
def show_form_of_capitals(call: Call, place: str) -> Response:
    """The same for a QR code, which is smaller in capitals."""
    return (
        see_other(f"{call.base}/q/{ids.normalise_place_code(place)}")
        if _is_code(place)
        else (show_form(call, place))
    )


@routes.post("/Q/{place}", may=EVERYBODY, content_types=FORMS)
def send_form_of_capitals(call: Call, place: str) -> Response:
    """The same for a form that a page of capitals sends."""
    return send_form(call, place)


@routes.get("/r/{link}", may=RESIDENT)
def show_status(call: Call, link: str) -> Response:
    """The page of a request: by its clean address, or by a link that is exchanged for it."""
    link = links.tidy(link)
    if "." not in link:
        return _show(call, remembered_of(call, link))
    found = links.verify(link, secrets=secrets.read("link").by_version)
    if any(each.request_id == found.request_id for each in remembered(call)):
        return see_other(f"{call.base}/r/{found.request_id}{_news(call)}")
    cookie = {"Set-Cookie": remembering(call, link)}
    if not call.query("c"):
        return see_other(f"{call.base}/r/{link}{_news(call, c='1')}", cookie)
    # This browser keeps no cookies: it gets the page here, or it would go in circles.
    return _show(call, found)


@routes.post("/r/{link}", may=RESIDENT, content_types=FORMS)
def answer_status(call: Call, link: str) -> Response:
    """What a resident does on the page of a request."""
    link = links.tidy(link)
    return _do(call, opened_by(call, link), link)


@routes.get("/r/{link}/visit", may=RESIDENT, query=("task",), files=(CALENDAR,))
def show_visit(call: Call, link: str) -> Response:
    """The visit of a request as a file for a calendar; it moves with the visit."""
    opened = opened_by(call, links.tidy(link))
    found = queries.status(opened.request_id, opened.link_version)
    ours = [task for task in found.tasks if task.id == call.query("task")]
    if not ours:
        raise errors.NotFound("there is no such visit")
    token = status_link(opened.request_id, opened.link_version)
    public = parameters.value("public_address", now=call.now)
    return calendar_file.answer(ours[0], f"{public}/r/{token}", reader_of(call).lang, now=call.now)


@routes.get("/mine", may=EVERYBODY)
def show_mine(call: Call) -> Response:
    """My requests on this phone."""
    found = []
    for link in remembered(call):
        try:
            found.append(status_page.row(queries.status(link.request_id, link.link_version), call))
        except errors.NotFound:
            continue
    return show(views.Mine(here="/mine", now=call.now, requests=found), call)


@routes.get("/privacy", may=EVERYBODY)
def show_privacy(call: Call) -> Response:
    """What happens with what residents tell us."""
    return show(views.Privacy(here="/privacy", now=call.now), call)


@routes.get("/assets/{name}", may=EVERYBODY)
def show_asset(call: Call, name: str) -> Response:
    """The script and the icon, under names that change with them."""
    found = asset(name)
    if found is None:
        raise errors.NotFound("there is no such file")
    body, headers = found
    return Response(body.decode(), {**headers}, 200)


def _at_label(call: Call, code: str, then: Callable[[Place, Community], Response]) -> Response:
    try:
        place, community = place_once(code, now=call.now)
        if not (place.retired_at and form_submit.is_danger_of(call, place, community)):
            refuse_retired(place)
    except errors.Retired as error:
        name = error.name.get(reader_of(call).lang) or next(iter(error.name.values()), "")
        view = views.Retired(here=call.here, now=call.now, place=name, path=f"/q/{error.place}")
        return show(view, call, 410)
    return then(place, community)


def _show(call: Call, link: links.Link) -> Response:
    found = queries.status(link.request_id, link.link_version)
    return show(status_page.view(call, found), call)


def _do(call: Call, link: links.Link, address: str) -> Response:
    """Do what a form of the page asks; what it refuses comes back with its words.

    A danger is refused by nothing: a page that is too old, or not ours, costs it only its key.
    """
    fields = _fields(call)
    key = fields.get("key", "")
    try:
        check_token(fields.get("token", ""), link.request_id, key, call)
    except links.InvalidLink as error:
        call.note(reason=error.reason)
        if not is_danger(fields):
            found = queries.status(link.request_id, link.link_version)
            return show(status_page.view(call, found, values=fields, expired=True), call, 422)
        key = key if error.reason == "too_old" else ids.new_key(random.token_bytes)
    found = queries.status(link.request_id, link.link_version)
    action = fields.get("do", "")
    try:
        goes_on = perform(action, link.request_id, fields, key, call)
    except errors.InvalidInput as error:
        named = list(error.fields)
        return show(status_page.view(call, found, values=fields, errors=named), call, 422)
    except errors.NotAllowed as error:
        why = error.why if isinstance(error, Missed) else "nothing"
        return see_other(f"{call.base}/r/{address}?saved={why}")
    if goes_on is not None and goes_on.id != link.request_id:
        token = status_link(goes_on.id, goes_on.link_version)
        return see_other(f"{call.base}/r/{token}?new=1", {"Set-Cookie": remembering(call, token)})
    return see_other(f"{call.base}/r/{address}?saved={action}")


def _fields(call: Call) -> dict[str, str]:
    """Return the fields of a form; of a danger what can be read of it. Raises InvalidInput."""
    try:
        return call.form()
    except errors.InvalidInput:
        for fields in call.form_in_part():
            if is_danger(fields):
                return fields
        raise


def _is_code(text: str) -> bool:
    try:
        ids.normalise_place_code(text)
    except ids.BadId:
        return False
    return True


def _news(call: Call, **more: str) -> str:
    """Return what the page is to show besides its state, to be kept over a redirect."""
    said = more | {name: call.query(name) for name in ("new", "saved", "photo", "confirm", "qr")}
    told = [f"{name}={value}" for name, value in said.items() if _is_plain(value)]
    return f"?{'&'.join(told)}" if told else ""


def _is_plain(text: str) -> bool:
    # It goes into a header, which holds no other letters.
    return text.isascii() and text.isalnum() and len(text) <= 64
