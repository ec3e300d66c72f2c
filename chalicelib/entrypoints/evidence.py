"""The photos that show what a measure did, as they can be looked at now."""

from typing import Any

from ..domain import photos
from ..domain.measures import Measure
from ..outside import buckets
from ..storage import photos as stored_photos


def shown_photos(measure: Measure, *, now: int) -> list[dict[str, Any]]:
    """Return the photos that show what was done, as they can be looked at now."""
    known = {
        (photo.request, photo.slot): photo
        for request in dict.fromkeys(each.request for each in measure.photos)
        for photo in stored_photos.of_request(request)
        if photo.state == photos.READY
    }
    chosen = [known.get((each.request, each.slot)) for each in measure.photos]
    return [
        {
            "request": photo.request,
            "slot": photo.slot,
            "url": buckets.address(photos.clean_key(photo), now=now),
            "thumb": buckets.address(photos.thumb_key(photo), now=now),
        }
        for photo in chosen
        if photo is not None
    ]
