"""A label or a link that got into the wrong hands."""

import time
from typing import Any

from infra.cloud import Target
from infra.say import Refused


def rotate(where: Target, outputs: dict[str, str], asked: Any) -> list[str]:
    """Give a place a new code; its old label says for 90 days that it was replaced."""
    from msgspec import structs

    from chalicelib.estate import store as estate
    from chalicelib.estate.labels import successor
    from chalicelib.kernel import ids
    from chalicelib.platform.services import id_secret

    now = time.time_ns() // 1_000_000
    try:
        old = estate.place(ids.normalise_place_code(asked.place), now=now)
    except ids.BadId:
        old = None
    if old is None:
        raise Refused(f"there is no label {asked.place}.")
    if old.replaced_by:
        return [f"it was replaced already, by {old.replaced_by}"]
    new = successor(old, secret=id_secret())
    # The new one first: a kill in between leaves two good labels, never none.
    estate.put_place(new)
    estate.retire_place(structs.replace(old, replaced_by=new.code, retired_at=now))
    return [
        f"the new label is {new.code}",
        f"its form: {outputs['PublicAddress']}/q/{new.code}",
        "print it with make posters and hang it up; the old one says that it was replaced",
    ]


def relink(where: Target, outputs: dict[str, str], asked: Any) -> list[str]:
    """End the status links of one request; notices from now on carry new ones."""
    from msgspec import structs

    from chalicelib.cases.requests import store as requests

    request = requests.get(asked.request)
    if request is None:
        raise Refused(f"there is no request {asked.request}.")
    requests.save(request, structs.replace(request, link_version=request.link_version + 1))
    return ["its links are ended; the next notice brings a new one to who confirmed an address"]
