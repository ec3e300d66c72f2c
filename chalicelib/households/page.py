"""
What helps at home: the page on which residents tell it, see it, and take it back.

It opens by a link of its own that is sent to the address: a request proves that an address
is reached, not who sent it. It is served by the function of staff: the one that serves the
public form has no rights on households at all.
"""

import secrets as random

from chalice import Response

from chalicelib.cases.pages.form import look_of
from chalicelib.cases.pages.status import masked
from chalicelib.cases.requests import addresses, queries
from chalicelib.estate.communities import community_of
from chalicelib.estate.permissions import RESIDENT
from chalicelib.kernel import errors, ids, links
from chalicelib.platform.aws import secrets
from chalicelib.platform.http.call import FORM, Call, answer, see_other
from chalicelib.platform.services import enqueue
from chalicelib.web import home_views, views
from chalicelib.web.pages import Pages, check_token, form_token, opened_by, reader_of, show

from . import actions as homes
from . import model as households
from .actions import Household
from .model import Ask

routes = Pages(__name__)


@routes.get("/home/{link}", may=RESIDENT)
def show_home(call: Call, link: str) -> Response:
    """What a household told us, and what it can tell; `as=json` is its copy, to take along.

    A request's own link or cookie only offers to send that link to the address.
    """
    own = _own(call, link)
    if own is None:
        return show(_offer(call, opened_by(call, link)), call)
    household = homes.opened(own.request_id, own.hash)
    if call.query("as") != "json":
        return show(_view(call, own, household), call)
    copy = homes.copied(household, now=call.now)
    headers = {"Content-Disposition": 'attachment; filename="what-helps.json"'}
    return answer({"household": copy}, headers={**headers, "Cache-Control": "no-store"})


@routes.post("/home/{link}", may=RESIDENT, content_types=[FORM])
def change_home(call: Call, link: str) -> Response:
    """Tell one thing, take one back, or take back all; or have the link for it sent."""
    own, fields = _own(call, link), call.form()
    request_id = own.request_id if own else opened_by(call, link).request_id
    try:
        check_token(fields.get("token", ""), _subject(request_id, own), fields.get("key", ""), call)
    except links.InvalidLink:
        return see_other(f"{call.base}/home/{link}")
    if own is None:
        return see_other(f"{call.base}/home/{link}?saved={_sent(request_id, fields, call)}")
    household = homes.opened(own.request_id, own.hash)
    if fields.get("do") == "not_me":
        addresses.stop_contact(request_id, own.hash, now=call.now)
        return show(views.NotMe(here=call.here, now=call.now), call)
    try:
        done = _perform(household, fields, call)
    except errors.InvalidInput as error:
        view = _view(call, own, household, fields=fields, wrong=list(error.fields))
        return show(view, call, 422)
    return see_other(f"{call.base}/home/{link}?saved={done}")


def _sent(request_id: str, fields: dict[str, str], call: Call) -> str:
    """Have the household's own link sent to its address; say what came of it."""
    if fields.get("do") != "link":
        return "nothing"
    call.note(item=request_id, action="home_link")
    try:
        asked = homes.ask_for_link(request_id, now=call.now, enqueue=enqueue(call.id))
    except errors.NotAllowed:
        return "nothing"
    return "link" if asked else "link_sent"


def _perform(household: Household, fields: dict[str, str], call: Call) -> str:
    code = fields.get("code", "")
    call.note(action="preference")
    if fields.get("do") == "tell":
        homes.tell(household, code, _value(fields), consent=_agreed(fields, code), now=call.now)
        return "told"
    if fields.get("do") == "withdraw":
        homes.withdraw(household, code, now=call.now)
        return "withdrawn"
    if fields.get("do") == "forget":
        homes.forget(household, now=call.now)
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


def _own(call: Call, link: str) -> links.HomeLink | None:
    """Return what a household's own link names; None for a request's link, or its id."""
    if link.count(".") != _DOTS:
        return None
    return links.verify_home(link, secrets=secrets.read("link").by_version, now=call.now)


_DOTS = 4
"""Of a household's own link; a status link has three."""


def _subject(request_id: str, own: links.HomeLink | None) -> str:
    """Return what a form's token is for: one that offers the link changes no household."""
    return f"{request_id}#{own.hash}" if own else request_id


def _offer(call: Call, opened: links.Link) -> home_views.HomeLink:
    found = queries.status(opened.request_id, opened.link_version)
    community = community_of(found.request.community, now=call.now)
    contact = homes.behind(found)
    key = ids.new_key(random.token_bytes)
    return home_views.HomeLink(
        here=call.here,
        now=call.now,
        look=look_of(community, reader_of(call).lang),
        reference=found.request.reference,
        key=key,
        token=form_token(opened.request_id, key, call),
        address=masked(contact.address) if contact else "",
        saved=call.query("saved"),
    )


def _view(
    call: Call,
    own: links.HomeLink,
    household: Household,
    *,
    fields: dict[str, str] | None = None,
    wrong: list[str] | None = None,
) -> home_views.Home:
    told = homes.told(household, now=call.now)
    community = community_of(household.community, now=call.now)
    kept = {each.code: each for each in told}
    key = ids.new_key(random.token_bytes)
    sent, errors_of = fields or {}, wrong or []
    return home_views.Home(
        here=call.here,
        now=call.now,
        look=look_of(community, reader_of(call).lang),
        until=own.until,
        key=key,
        token=form_token(_subject(own.request_id, own), key, call),
        groups=[
            home_views.Wishes(
                name=name,
                seen_by=households.SEEN_BY[purpose],
                wishes=[
                    home_views.Wish(
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
