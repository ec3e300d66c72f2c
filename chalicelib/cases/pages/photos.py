"""Photos on pages for people: as they can be looked at now, and the form for one more."""

import secrets as random

from chalicelib.cases.photos import model as photos
from chalicelib.kernel import ids
from chalicelib.platform.aws import parameters, photo_bucket
from chalicelib.platform.http.call import Call
from chalicelib.web import status_views


def photo_view(photo: photos.Photo, now: int) -> status_views.Photo:
    """Return a photo as a page shows it, or why it was refused."""
    if photo.state != photos.READY:
        return status_views.Photo(state=photo.state, refused=photo.refused)
    return status_views.Photo(
        state=photo.state,
        url=photo_bucket.address(photos.clean_key(photo), now=now),
        thumb=photo_bucket.address(photos.thumb_key(photo), now=now),
    )


def upload_form(request_id: str, slot: str, call: Call) -> status_views.Upload:
    """Return the form for one photo, which the bucket sends back to this page."""
    nonce = ids.base32(random.token_bytes(8), photos.NONCE_LENGTH)
    public = parameters.value("public_address", now=call.now)
    form = photo_bucket.form(
        photos.incoming(request_id, slot, nonce),
        now=call.now,
        most_bytes=parameters.tuning(now=call.now).photo_bytes,
        then=f"{public}{call.here}?saved=photo&photo={nonce}",
    )
    return status_views.Upload(url=form.url, fields=form.fields)
