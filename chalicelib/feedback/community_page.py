"""The public page of a community, "you said, we did", and the same for its notice board."""

from typing import Any

from chalice import Response

from chalicelib.cases.pages.form import look_of
from chalicelib.estate.model import said
from chalicelib.estate.permissions import EVERYBODY
from chalicelib.improvements.evidence import shown_photos
from chalicelib.improvements.model import ACCEPTED, DOING, DONE, DROPPED, VERIFIED, Measure
from chalicelib.kernel import ids
from chalicelib.platform.aws import parameters
from chalicelib.platform.http.call import Call
from chalicelib.web.pages import Pages, reader_of, show
from chalicelib.web.qr import qr

from . import public_page as publish
from . import public_views

routes = Pages(__name__)

ON_POSTER = {"did": 3, "doing": 2}
"""What one sheet of paper holds, read from two metres away."""

PARTS = {DONE: "did", VERIFIED: "did", ACCEPTED: "doing", DOING: "doing", DROPPED: "dropped"}
"""State to the part of the page in which it stands."""


@routes.get("/c/{community}", may=EVERYBODY)
def show_community(call: Call, community: str) -> Response:
    """What people said, and what came of it; for everybody."""
    view = public_views.Public(**_shown(call, community, with_photos=True))
    return show(view, call)


@routes.get("/c/{community}/poster", may=EVERYBODY)
def show_poster(call: Call, community: str) -> Response:
    """The same as one sheet for the notice board, to be printed."""
    told = _shown(call, community, with_photos=False)
    address = f"{parameters.value('public_address', now=call.now)}/c/{community}"
    poster = public_views.Poster(
        **(told | {part: told[part][:most] for part, most in ON_POSTER.items()}),
        address=address.partition("://")[2],
        code=qr(address),
    )
    return show(poster, call)


def _shown(call: Call, code: str, *, with_photos: bool) -> dict[str, Any]:
    told = publish.load(code, now=call.now)
    lang = reader_of(call).lang
    parts: dict[str, list[public_views.Answer]] = {"did": [], "doing": [], "dropped": []}
    for measure in told.measures:
        shown = _answer(measure, lang, call, with_photos=with_photos)
        parts[PARTS[measure.state]].append(shown)
    return {
        "here": call.here,
        "now": call.now,
        "look": look_of(told.community, lang),
        "path": f"/c/{code}",
        "heard": told.heard,
        **parts,
    }


def _answer(measure: Measure, lang: str, call: Call, *, with_photos: bool) -> public_views.Answer:
    photos = shown_photos(measure, now=call.now) if with_photos and measure.photos else []
    return public_views.Answer(
        id=ids.shown(measure.reference),
        said=said(measure.said, lang),
        did=said(measure.did, lang),
        reason=said(measure.reason, lang),
        state=measure.state,
        at=publish.moved_at(measure),
        due_on=measure.due_on,
        heard=len(measure.opinions),
        again=measure.reopened > 0,
        photos=[public_views.Photo(url=p.url, thumb=p.thumb) for p in photos],
    )
