"""What the form behind the label sends: stored, added to what was sent, or given back."""

from chalice import Response

from chalicelib.cases.duplicates import suggestions
from chalicelib.cases.duplicates.suggestions_store import SOON_MS
from chalicelib.cases.requests import add_words
from chalicelib.cases.requests.api import prefix_of
from chalicelib.cases.requests.checks import guesses, is_danger
from chalicelib.cases.requests.submit import submit
from chalicelib.estate.communities import topics_of
from chalicelib.estate.model import Community, Place
from chalicelib.kernel import errors, ids, links
from chalicelib.platform.aws import parameters
from chalicelib.platform.http.call import Call, retry_after, see_other
from chalicelib.platform.services import enqueue, id_secret, status_link
from chalicelib.web.pages import check_token, reader_of, remembering, show

from . import form as form_page


def send(call: Call, place: Place, community: Community) -> Response:
    """Store what the form says; every refusal shows the form with its words kept.

    A danger is refused by nothing: it passes every trap, and a form that is too old, or not
    ours, costs it only its key.
    """
    fields = _fields(call, place, community)
    danger = _speaks_of_danger(fields, place, community)
    if fields.get("website") and not danger:
        # A field that people do not see was filled in: whoever did it learns nothing.
        call.note(reason="trap")
        return show(form_page.form(call, place, community), call)
    again = fields.get("again", "")
    if again == "add" and danger:
        # Nobody waits for words under another report; what it was to be added to stays named.
        again, fields = "new", fields | {"join": _sent_before(community, place, fields)}
    if again == "new":
        fields |= {"key": fields.get("next_key", ""), "token": fields.get("next_token", "")}
    try:
        _check(call, place, fields, at_once=danger)
    except links.InvalidLink as error:
        call.note(reason=error.reason)
        if danger:
            fresh = {} if error.reason == "too_old" else {"key": ""}
            return _submitted(call, place, community, fields | fresh, danger=True)
        if error.reason == "too_fast":
            # A robot; or a thumb, which finds its words there and taps once more.
            return show(form_page.form(call, place, community, values=fields, quick=True), call)
        # A key that we did not mint for this reader would open the request to whoever made it.
        kept = fields if error.reason == "too_old" else fields | {"key": ""}
        return show(form_page.form(call, place, community, values=kept, expired=True), call, 422)
    if again == "add" and not ids.is_key(fields.get("next_key", "")):
        # Not from a page of ours: shown again, with its words and a key that is.
        kept = fields | {"key": ""}
        return show(form_page.form(call, place, community, values=kept, expired=True), call, 422)
    if again == "add":
        return _added(call, place, community, fields)
    return _submitted(call, place, community, fields, danger=danger)


def is_danger_of(call: Call, place: Place, community: Community) -> bool:
    """Say whether a form was sent that speaks of danger; False when it cannot be read."""
    if call.method != "POST":
        return False
    try:
        return _speaks_of_danger(_fields(call, place, community), place, community)
    except errors.InvalidInput:
        return False


def _speaks_of_danger(fields: dict[str, str], place: Place, community: Community) -> bool:
    return is_danger(form_page.submission_of(fields, place, ""), community)


def _fields(call: Call, place: Place, community: Community) -> dict[str, str]:
    """Return the fields of the form; of a danger that is too long or in another coding what can
    be read of it. Raises InvalidInput."""
    try:
        return call.form()
    except errors.InvalidInput:
        for fields in call.form_in_part():
            if _speaks_of_danger(fields, place, community):
                return fields
        raise


def _check(call: Call, place: Place, fields: dict[str, str], *, at_once: bool) -> None:
    """Raise InvalidLink unless the form is ours, sent from our own page, and not by a robot.

    One tap ("me too", "add this") takes no time, and danger is given all of it.
    """
    at_once = at_once or bool(fields.get("join") or fields.get("again"))
    if call.header("sec-fetch-site") == "cross-site":
        raise links.InvalidLink("forged")
    token, key = fields.get("token", ""), fields.get("key", "")
    check_token(token, place.code, key, call, min_fill_ms=0 if at_once else links.MIN_FILL_MS)


def _submitted(
    call: Call, place: Place, community: Community, fields: dict[str, str], *, danger: bool
) -> Response:
    submission = form_page.submission_of(fields, place, reader_of(call).lang)
    offer = None if danger else _offer(call, place, community, fields)
    if offer is not None:
        return show(form_page.form(call, place, community, values=fields, offer=offer), call, 409)
    try:
        made = submit(
            submission,
            prefix=prefix_of(call),
            secret=id_secret(),
            now=call.now,
            enqueue=enqueue(call.id),
            tuning=parameters.tuning(now=call.now),
        )
    except errors.KeyReused as error:
        view = form_page.form(call, place, community, values=fields, already=error.reference)
        return show(view, call, 409)
    except errors.InvalidInput as error:
        named = [name for name in error.fields if name != "joined_to"]
        over = fields.get("join", "") if "joined_to" in error.fields else ""
        view = form_page.form(call, place, community, values=fields, errors=named, over=over)
        return show(view, call, 422)
    except errors.Limited as error:
        kept = form_page.form(call, place, community, values=fields, limited=error)
        return show(kept, call, 429, **retry_after(error))
    call.note(item=made.request_id, action="submit", Submitted=0 if made.replayed else 1)
    token = status_link(made.request_id, made.link_version)
    return see_other(f"{call.base}/r/{token}?new=1", {"Set-Cookie": remembering(call, token)})


def _offer(
    call: Call, place: Place, community: Community, fields: dict[str, str]
) -> suggestions.Known | None:
    """Return what others told us about the topic, unless it was offered before.

    Never for a spot of one's own, and never one's own words sent twice.
    """
    chosen = fields.get("topic") or _guess(fields, place, community)
    topic = topics_of(community).get(chosen)
    elsewhere = fields.get("where") == "other"
    answered = fields.get("join") or fields.get("again") or elsewhere
    if answered or topic is None or not topic.shared or not fields.get("words", "").strip():
        return None
    own = _sent_before(community, place, fields)
    past = {own, *fields.get("seen", "").split()}
    here = form_page.known_here(call, place, community, age_ms=SOON_MS)
    return suggestions.match([one for one in here if one.id not in past], topic.code)


def _guess(fields: dict[str, str], place: Place, community: Community) -> str:
    """Return what the words are about, "" when it is not clear: nobody chose."""
    told = form_page.submission_of(fields, place, "")
    return next(iter(guesses(told, community, parameters.known_tuning())), "")


def _sent_before(community: Community, place: Place, fields: dict[str, str]) -> str:
    """Return the id of what this form's key has made, if it was sent before."""
    return ids.request_id(community.code, place.code, fields.get("key", ""), secret=id_secret())


def _added(call: Call, place: Place, community: Community, fields: dict[str, str]) -> Response:
    """Add the corrected words to what was sent: whoever has its key sent it."""
    request = add_words.add_note(
        _sent_before(community, place, fields),
        fields.get("words", ""),
        key=fields.get("next_key", ""),
        now=call.now,
        enqueue=enqueue(call.id),
    )
    token = status_link(request.id, request.link_version)
    return see_other(f"{call.base}/r/{token}?saved=note", {"Set-Cookie": remembering(call, token)})
