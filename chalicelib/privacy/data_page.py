"""What is kept of a resident, for that resident: to read, to take along, and to delete."""

import secrets as random
from collections.abc import Iterable
from typing import Any

from chalice import Response

from chalicelib.cases.contacts.model import Contact
from chalicelib.cases.pages.form import look_of
from chalicelib.cases.pages.status import masked
from chalicelib.cases.requests import queries
from chalicelib.cases.requests.store import Aggregate
from chalicelib.estate.communities import community_of, topics_of
from chalicelib.estate.model import Community, department_name, said
from chalicelib.estate.permissions import RESIDENT
from chalicelib.kernel import ids
from chalicelib.platform.aws import photo_bucket
from chalicelib.platform.http.call import Call, answer
from chalicelib.web import views
from chalicelib.web.pages import Pages, form_token, opened_by, reader_of, show

from . import export, law

routes = Pages(__name__)


@routes.get("/r/{link}/data", may=RESIDENT)
def show_data(call: Call, link: str) -> Response:
    """All that is kept of one request: as a page, as a file, and how to delete it."""
    opened = opened_by(call, link)
    found = queries.status(opened.request_id, opened.link_version)
    call.note(item=opened.request_id)
    copy = export.of_request(found, address=_address, photo=_shown(call))
    if call.query("as") == "json":
        name = f"request-{copy['reference']}.json"
        return answer(copy, headers={"Content-Disposition": f'attachment; filename="{name}"'})
    return show(_view(call, found, copy), call)


def readable(copies: Iterable[dict[str, Any]], community: Community, lang: str) -> list[Any]:
    """Return copies with names instead of codes, as the page shows them."""
    topics = topics_of(community, lang)
    return [
        copy
        | {
            "topic": topics[copy["topic"]].name if copy["topic"] in topics else copy["topic"],
            "place": said(copy["place"], lang),
            "work": [
                each | {"department": department_name(community, each["department"], lang)}
                for each in copy["work"]
            ],
            "looks_at_your_address": [
                each | {"department": department_name(community, each["department"], lang)}
                for each in copy["looks_at_your_address"]
            ],
        }
        for copy in copies
        if not copy.get("unproven")
    ]


def _view(call: Call, found: Aggregate, copy: dict[str, Any]) -> views.Data:
    lang = reader_of(call).lang
    community = community_of(found.request.community, now=call.now)
    key = ids.new_key(random.token_bytes)
    return views.Data(
        here=call.here,
        now=call.now,
        look=look_of(community, lang),
        copies=readable([copy], community, lang),
        law=law.of(community.calendar.zone),
        back=call.here.removesuffix("/data"),
        ask=call.query("ask") == "erase",
        key=key,
        token=form_token(found.request.id, key, call),
    )


def _address(contact: Contact) -> str:
    # Whoever was shown the link may be here too: the owner knows their address by this.
    return masked(contact.address) if contact.address else ""


def _shown(call: Call) -> Any:
    return lambda key: photo_bucket.address(key, now=call.now)
