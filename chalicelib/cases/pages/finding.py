"""Where to begin without a label at hand, and the way back to a request by its number."""

import secrets as random

from chalice import Response

from chalicelib.cases.contacts import way_back
from chalicelib.cases.requests.api import prefix_of
from chalicelib.cases.requests.submit import place_of
from chalicelib.estate.communities import community_of
from chalicelib.estate.model import Community
from chalicelib.estate.permissions import EVERYBODY
from chalicelib.kernel import errors, ids, links
from chalicelib.platform.http.call import FORM, Call, see_other, text
from chalicelib.platform.services import enqueue, id_secret
from chalicelib.web import views
from chalicelib.web.pages import WHOSE, Pages, check_token, form_token, reader_of, remembered, show

from .form import look_of

routes = Pages(__name__)

ROBOTS = "User-agent: *\n" + "".join(
    f"Disallow: {path}\n" for path in ("/r/", "/t/", "/home/", "/mine", "/find", "/staff/")
)
SUBJECT = "find"


@routes.get("/", may=EVERYBODY)
def show_start(call: Call) -> Response:
    """Where to begin without a label at hand: its printed code, or a request that was sent."""
    typed = call.query("code")
    if not typed:
        return show(_start(call), call)
    try:
        return see_other(f"{call.base}/q/{ids.normalise_place_code(typed)}")
    except ids.BadId:
        return show(_start(call, values={"code": typed[:64]}, errors=["code"]), call, 422)


@routes.get("/find", may=EVERYBODY)
def show_find(call: Call) -> Response:
    """How to come back to a request that was sent."""
    return show(_find(call, sent=bool(call.query("sent"))), call)


@routes.post("/find", may=EVERYBODY, content_types=[FORM])
def send_link(call: Call) -> Response:
    """Send the link to the address that was left, if it was; the answer is always the same."""
    fields = call.form()
    try:
        check_token(fields.get("token", ""), SUBJECT, fields.get("key", ""), call)
    except links.InvalidLink:
        return show(_find(call, values=fields, expired=True), call, 422)
    community = _named(call, fields)
    try:
        if community is None:
            raise errors.InvalidInput(code="Which community is it?")
        way_back.send_link(
            community.code, fields.get("reference", ""), fields.get("contact", ""),
            prefix=prefix_of(call), secret=id_secret(), now=call.now, enqueue=enqueue(call.id),
        )  # fmt: skip
    except errors.InvalidInput as error:
        return show(_find(call, values=fields, errors=list(error.fields)), call, 422)
    return see_other(f"{call.base}/find?sent=1&c={community.code}")


@routes.get("/robots.txt", may=EVERYBODY)
def show_robots(call: Call) -> Response:
    """What search engines are to leave alone."""
    return text(ROBOTS, "text/plain; charset=utf-8", {"Cache-Control": "max-age=86400"})


@routes.get("/favicon.ico", may=EVERYBODY)
def show_favicon(call: Call) -> Response:
    """The icon, where a browser asks for it without having read a page."""
    from chalicelib.web.render import ICON, hashed

    return see_other(f"{call.base}/assets/{hashed(ICON)}")


def whose(call: Call) -> views.Look:
    """Return whose page it is, as far as this phone or the address say: it then has a telephone."""
    community = _community(call, {})
    return look_of(community, reader_of(call).lang) if community else views.Look()


def _community(call: Call, fields: dict[str, str]) -> Community | None:
    try:
        return _named(call, fields)
    except errors.ServiceError:
        # A page about what went wrong goes wrong by nothing.
        return None


def _named(call: Call, fields: dict[str, str]) -> Community | None:
    """Return the community that is meant, if there is one; raise Unavailable as it comes."""
    code = fields.get("c") or call.query("c")
    if not code and fields.get("code"):
        return _of_label(call, fields["code"])
    code = code or next((ids.community_of(each.request_id) for each in remembered(call)), "")
    try:
        return community_of(code, now=call.now) if ids.is_community(code) else None
    except errors.NotFound:
        return None


def _of_label(call: Call, typed: str) -> Community | None:
    try:
        return place_of(ids.normalise_place_code(typed), now=call.now)[1]
    except (errors.NotFound, errors.Retired, ids.BadId):
        return None


def _start(call: Call, **kept: object) -> views.Start:
    return views.Start(here="/", now=call.now, look=whose(call), **kept)  # type: ignore[arg-type]


def _find(call: Call, *, values: dict[str, str] | None = None, **kept: object) -> views.Find:
    key = ids.new_key(random.token_bytes)
    community = _community(call, values or {})
    return views.Find(
        here="/find",
        now=call.now,
        look=look_of(community, reader_of(call).lang) if community else views.Look(),
        key=key,
        token=form_token(SUBJECT, key, call),
        values=values or {},
        **kept,  # type: ignore[arg-type]
    )


WHOSE.append(whose)
