"""The photos that show what a measure did, as they can be looked at now."""

from chalicelib.cases.photos import model as photos
from chalicelib.cases.photos import store as stored_photos
from chalicelib.feedback import store as opinions
from chalicelib.kernel import ids
from chalicelib.platform.aws import photo_bucket
from chalicelib.platform.http.shapes import Shape

from . import effects as measure_effects
from .model import Measure


class EvidencePhoto(Shape, frozen=True):
    """A photo of a request that shows what was done; its addresses are good for a while."""

    request: str
    slot: str
    when: str
    url: str
    thumb: str


MOST_LOOKED_AT = 30
"""So many requests are looked through for photos: a query each."""


def shown_photos(measure: Measure, *, now: int) -> list[EvidencePhoto]:
    """Return the photos that show what was done, as they can be looked at now."""
    known = {
        (photo.request, photo.slot): photo
        for request in dict.fromkeys(each.request for each in measure.photos)
        for photo in stored_photos.of_request(request)
        if photo.state == photos.READY
    }
    chosen = [known.get((each.request, each.slot)) for each in measure.photos]
    return [_shown(photo, now=now) for photo in chosen if photo is not None]


def could_show(measure: Measure, *, secret: bytes, now: int) -> list[EvidencePhoto]:
    """Return the photos that could show it: of what it answers, and of its preventive task.

    What staff photographed after the work stands first.
    """
    asked = [each.request for each in opinions.read(measure.opinions) if each.request]
    asked += [id_ for id_ in measure.seen if ids.is_request_id(id_)]
    if measure.place:
        own = ids.request_id(
            measure.community, measure.place, measure_effects.key_of(measure), secret=secret
        )
        asked.insert(0, own)
    asked = [each.request for each in measure.photos] + asked
    found = [
        photo
        for request in list(dict.fromkeys(asked))[:MOST_LOOKED_AT]
        for photo in stored_photos.of_request(request)
        if photo.state == photos.READY
    ]
    found.sort(key=lambda photo: (photos.when_of(photo.slot) != photos.AFTER, -photo.at))
    return [_shown(photo, now=now) for photo in found]


def _shown(photo: photos.Photo, *, now: int) -> EvidencePhoto:
    return EvidencePhoto(
        request=photo.request,
        slot=photo.slot,
        when=photos.when_of(photo.slot),
        url=photo_bucket.address(photos.clean_key(photo), now=now),
        thumb=photo_bucket.address(photos.thumb_key(photo), now=now),
    )
