"""The photos of a form of several parts; they go the way of every photo."""

from collections.abc import Callable, Sequence
from hashlib import sha256

from chalicelib.cases.photos import kinds
from chalicelib.cases.photos import model as photos
from chalicelib.kernel.tuning import Tuning


def sent_on(
    files: Sequence[bytes],
    request_id: str,
    *,
    tuning: Tuning,
    develop: Callable[[str, bytes], None],
) -> None:
    """Hand in what is a picture by its bytes, as many as a resident may send; the rest is left.

    Under keys that follow from the file: a form that is posted again brings no second photo.
    """
    taken = [file for file in files if len(file) <= tuning.photo_bytes and kinds.is_picture(file)]
    slots = photos.of_resident()[: tuning.photos_each]
    for slot, file in zip(slots, taken, strict=False):
        nonce = photos.nonce_of_file("open311", request_id, slot, sha256(file).hexdigest())
        develop(photos.incoming(request_id, slot, nonce), file)
