"""Photos, one item a slot under their request."""

from chalicelib.cases.duplicates import store as joins
from chalicelib.platform.storage import table
from chalicelib.platform.storage.items import Keys, Kind

from .model import READY, REFUSED, Photo


def _index(photo: Photo) -> Keys:
    return joins.beside_keys(photo.beside if photo.state == READY else "", photo.at)


PHOTOS = Kind(Photo, lambda photo: (photo.request, f"photo#{photo.slot}"), _index)


def of_request(request_id: str) -> list[Photo]:
    """Return the photos of a request as they stand now; nothing else of it is read."""
    prefix = PHOTOS.row.sk.startswith("photo#")
    rows = table.query(lambda: PHOTOS.row.query(request_id, prefix, consistent_read=True))
    return [table.domain(row, Photo) for row in rows]


def take_slot(photo: Photo) -> bool:
    """Put a photo into its slot unless another one has it; say whether it stands there.

    One conditional write. A refused one gives way; the same upload finds itself there.
    Raises ConditionFailed when somebody wrote the refused one meanwhile: try again.
    """
    if PHOTOS.insert(photo):
        return True
    there: Photo | None = PHOTOS.get(photo.request, f"photo#{photo.slot}")
    if there is None:
        return PHOTOS.insert(photo)
    if there.source == photo.source:
        return True
    if there.state != REFUSED:
        return False
    PHOTOS.save(there, photo)
    return True


def delete(photo: Photo) -> None:
    """Delete a photo's item if it is still as it was read; gone already is fine."""
    PHOTOS.delete(photo)
