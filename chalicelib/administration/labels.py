"""A label or a link that got into the wrong hands."""

from msgspec import structs

from chalicelib.cases.requests import store as requests
from chalicelib.estate import store as estate
from chalicelib.estate.label_actions import replace
from chalicelib.estate.labels import successor
from chalicelib.kernel import ids
from chalicelib.platform.services import id_secret

from .refusal import Refusal


def rotate(code: str, address: str, *, now: int, dry: bool) -> list[str]:
    """Give a place a new code; its old label says for 90 days that it was replaced."""
    try:
        old = estate.place(ids.normalise_place_code(code), now=now)
    except ids.BadId:
        old = None
    if old is None:
        raise Refusal(f"there is no label {code}.")
    if old.replaced_by:
        return [f"it was replaced already, by {old.replaced_by}"]
    new = successor(old, secret=id_secret())
    if dry:
        return [f"{old.name} would get the new label {new.code}"]
    replace(old, secret=id_secret(), now=now)
    return [
        f"the new label is {new.code}",
        f"its form: {address}/q/{new.code}",
        "print it and hang it up; the old one says that it was replaced",
    ]


def relink(request_id: str, *, dry: bool) -> list[str]:
    """End the status links of one request; notices from now on carry new ones."""
    request = requests.get(request_id)
    if request is None:
        raise Refusal(f"there is no request {request_id}.")
    if dry:
        return [f"every link to {request.reference} would end"]
    requests.save(request, structs.replace(request, link_version=request.link_version + 1))
    return ["its links are ended; the next notice brings a new one to who confirmed an address"]
