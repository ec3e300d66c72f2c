"""
What helps at home: the page on which residents tell it, see it, and take it back.

It is served by the function of staff: the one that serves the public form has no rights on
households at all.
"""

import secrets as random

from chalice import Response

from ..domain import errors, households, ids, links
from ..domain.households import Ask
from ..outside import secrets
from ..usecases import households as homes
from ..usecases import look
from ..usecases.clocks import community_of
from . import views
from .form_page import look_of
from .http import FORM, Call, answer, see_other
from .pages import Pages, check_token, form_token, reader_of, remembered, show

routes = Pages(__name__)


@routes.get("/home/{link}")
def show_home(call: Call, link: str) -> Response:
    """What a household told us, and what it can tell; `as=json` is its copy, to take along."""
    opened = _opened(call, link)
    if call.query("as") != "json":
        return show(_view(call, opened), call)
    look.status(opened.request_id, opened.link_version)
    copy = homes.copy(opened.request_id, now=call.now)
    headers = {"Content-Disposition": 'attachment; filename="what-helps.json"'}
    return answer({"household": copy}, headers={**headers, "Cache-Control": "no-store"})


@routes.post("/home/{link}", content_types=[FORM])
def change_home(call: Call, link: str) -> Response:
    """Tell one thing, take one back, or take back all."""
    opened, fields = _opened(call, link), call.form()
    try:
        check_token(fields.get("token", ""), opened.request_id, fields.get("key", ""), call)
    except links.InvalidLink:
        return see_other(f"{call.base}/home/{link}")
    look.status(opened.request_id, opened.link_version)
    try:
        done = _perform(opened.request_id, fields, call)
    except errors.InvalidInput as error:
        return show(_view(call, opened, fields=fields, wrong=list(error.fields)), call, 422)
    except errors.NotAllowed:
        done = "nothing"
    return see_other(f"{call.base}/home/{link}?saved={done}")


def _perform(request_id: str, fields: dict[str, str], call: Call) -> str:
    code = fields.get("code", "")
    call.note(item=request_id, action="preference")
    if fields.get("do") == "tell":
        homes.tell(request_id, code, _value(fields), consent=_agreed(fields, code), now=call.now)
        return "told"
    if fields.get("do") == "withdraw":
        homes.withdraw(request_id, code)
        return "withdrawn"
    if fields.get("do") == "forget":
        homes.forget(request_id)
        return "forgotten"
    raise errors.NotFound("there is nothing of that name to do here")


def _value(fields: dict[str, str]) -> str:
    """Return what a preference says more: a language, or two times from two fields."""
    if "from" in fields or "to" in fields:
        return f"{fields.get('from', '')[:5]}-{fields.get('to', '')[:5]}"
    return fields.get("value", "")


def _agreed(fields: dict[str, str], code: str) -> bool:
    """Sending says yes to what is plain; what is sensitive needs its own tick."""
    ask = households.ASKS.get(code)
    return ask is None or not ask.sensitive or fields.get("consent") == "yes"


def _opened(call: Call, link: str) -> links.Link:
    """Return what opens this page: this phone's cookie, or the signed link itself."""
    if "." in link:
        return links.verify(link, secrets=secrets.read("link").by_version)
    for each in remembered(call):
        if each.request_id == link:
            return each
    raise errors.NotAuthenticated("no_link")


def _view(
    call: Call,
    opened: links.Link,
    *,
    fields: dict[str, str] | None = None,
    wrong: list[str] | None = None,
) -> views.Home:
    found = look.status(opened.request_id, opened.link_version)
    told = homes.told(opened.request_id, now=call.now)
    community = community_of(found.request.community, now=call.now)
    kept = {each.code: each for each in told.preferences}
    key = ids.new_key(random.token_bytes)
    sent, errors_of = fields or {}, wrong or []
    return views.Home(
        here=call.here,
        now=call.now,
        look=look_of(community, reader_of(call).lang),
        reference=found.request.reference,
        key=key,
        token=form_token(opened.request_id, key, call),
        confirmed=told.confirmed,
        groups=[
            views.Wishes(
                name=name,
                seen_by=households.SEEN_BY[purpose],
                wishes=[
                    views.Wish(
                        code=ask.code,
                        name=ask.name,
                        takes=ask.takes,
                        sensitive=ask.sensitive,
                        value=_shown(ask, kept[ask.code].value) if ask.code in kept else "",
                        until=kept[ask.code].expires_at if ask.code in kept else None,
                        wrong=errors_of if ask.code == sent.get("code") else [],
                    )
                    for ask in households.ASKS.values()
                    if ask.purpose == purpose
                ],
            )
            for purpose, name in households.PURPOSES.items()
        ],
        spoken=list(households.LANGUAGES.items()),
        saved=call.query("saved"),
        errors=errors_of,
    )


def _shown(ask: Ask, value: str) -> str:
    if ask.takes == households.LANGUAGE:
        return households.LANGUAGES.get(value, value)
    return value
