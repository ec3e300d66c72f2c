"""What residents' pages share: a blueprint that answers in words, and the phone's cookies."""

from collections.abc import Callable
from typing import Any

from chalice import Response

from chalicelib.kernel import errors, links
from chalicelib.platform.aws import photo_bucket, secrets
from chalicelib.platform.http.blueprint import Made, Routes
from chalicelib.platform.http.call import SECURITY, Call, retry_after
from chalicelib.platform.http.problems import status_of

from . import language, views
from .language import Reader
from .render import page

MINE = "__Host-requests"
"""The cookie that holds the status links of this phone, newest first."""

YEAR_S = 365 * 24 * 3600

TROUBLE = {
    errors.Erased: "erased",
    errors.NotFound: "label",
    errors.NotAuthenticated: "link",
    errors.Limited: "limited",
    errors.Unavailable: "busy",
}
"""Error to what the page about it says; anything else is "error"."""


class Pages(Routes):
    """Routes for people: an error becomes a page in their language."""

    kind = "page"

    def answering(self, call: Call, **params: str) -> Made:
        try:
            return call.route.view(call, **params)
        except links.InvalidLink:
            return trouble(errors.NotAuthenticated("bad_link"), call)
        except errors.ServiceError as error:
            return trouble(error, call)

    def broken(self, call: Call) -> Response:
        return trouble(errors.Unexpected("not foreseen"), call)


def show(
    view: views.View, call: Call, status: int = 200, *, reader: Reader | None = None, **headers: Any
) -> Response:
    """Answer with a page, and keep the choices of language and size made with this call."""
    reader = reader or reader_of(call)
    body, sent = page(view, reader, base=call.base, photos=photos_origin())
    cookies = [*reader.set_cookies, *headers.pop("cookies", [])]
    all_headers: dict[str, Any] = {**SECURITY, **sent, **headers}
    if cookies:
        all_headers["Set-Cookie"] = cookies
    return Response(body, all_headers, status)


def trouble(error: errors.ServiceError, call: Call) -> Response:
    """Show what went wrong, in words, with the number to quote."""
    status, _ = status_of(error)
    what = next((said for kind, said in TROUBLE.items() if isinstance(error, kind)), "error")
    retry = error.retry_after_s if isinstance(error, errors.Limited) else 0
    call.note(reason=type(error).__name__)
    view = views.Trouble(
        here=call.here,
        now=call.now,
        look=WHOSE[-1](call),
        what=what,
        number=short_number(call.id),
        retry_after_s=retry,
    )
    return show(view, call, status, **retry_after(error))


WHOSE: list[Callable[[Call], views.Look]] = [lambda call: views.Look()]
"""Whose page it is that something went wrong on: the last one asked, for who knows communities."""

SHORT = 8


def short_number(correlation: str) -> str:
    """Return the beginning of a call's number, as people say it: enough to find it in the logs."""
    return correlation[:SHORT].upper()


def reader_of(call: Call) -> Reader:
    """Return in which language and how large this person reads."""
    query = {name: call.query(name) for name in ("lang", "large")}
    return language.reader(query, call.cookies(), call.header("accept-language"))


def photos_origin() -> str:
    """Return the origin of the photo bucket, which pages may load from and send to."""
    return photo_bucket.origin()


def remembered(call: Call) -> list[links.Link]:
    """Return the links that this phone remembers, newest first."""
    return links.remembered(call.cookies().get(MINE, ""), secrets=secrets.read("link").by_version)


def opened_by(call: Call, link: str) -> links.Link:
    """Return the link to a request: the signed one, or what this phone remembers of its id.

    Raises NotAuthenticated, links.InvalidLink.
    """
    if "." in link:
        return links.verify(link, secrets=secrets.read("link").by_version)
    return remembered_of(call, link)


def remembered_of(call: Call, request_id: str) -> links.Link:
    """Return this phone's link to a request, or raise NotAuthenticated: open the link again."""
    for link in remembered(call):
        if link.request_id == request_id:
            return link
    raise errors.NotAuthenticated("no_link")


def remembering(call: Call, token: str) -> str:
    """Return the cookie header that makes this phone remember a status link."""
    kept = links.remember(call.cookies().get(MINE, ""), token)
    return f"{MINE}={kept}; Path=/; Max-Age={YEAR_S}; SameSite=Lax; Secure; HttpOnly"


def form_token(subject: str, key: str, call: Call) -> str:
    """Return the hidden field that shows a form to be ours; see links.form_token."""
    found = secrets.read("form")
    return links.form_token(subject, key, call.now, found.by_version[found.current])


def check_token(token: str, subject: str, key: str, call: Call, *, min_fill_ms: int = 0) -> None:
    """Raise links.InvalidLink unless we made this form, lately, for this subject and key."""
    good = secrets.read("form").by_version.values()
    links.check(token, subject, key, secrets=good, now=call.now, min_fill_ms=min_fill_ms)
