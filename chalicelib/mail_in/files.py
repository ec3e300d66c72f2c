"""What comes with a mail: pictures go the way of every photo, the rest is named."""

from chalicelib.cases.photos import model as photos
from chalicelib.kernel.text import clean

from .desk import Desk
from .model import MOST_NAMED
from .parts import File
from .reading import Mail


def sent_on(mail: Mail, request_id: str, *, number: str, desk: Desk) -> list[str]:
    """Hand the photos of a mail to the photo worker; return the names of what was left out.

    Under keys that follow from the mail: what comes twice is one photo.
    """
    tuning = desk.tuning()
    taken = _photos(mail, most=tuning.photos_each, most_bytes=tuning.photo_bytes)
    for slot, file in zip(photos.of_resident(), taken, strict=False):
        nonce = photos.nonce_of_file("mail photo", number, slot)
        desk.develop(photos.incoming(request_id, slot, nonce), file.data)
    return left_out(mail, taken)


def left_out(mail: Mail, taken: list[File]) -> list[str]:
    """Return the names of files that go nowhere; the logo of a signature is no file."""
    left = [each.name for each in mail.files if each not in taken and not _is_logo(each)]
    return [clean(name) for name in [*left, *mail.left]][:MOST_NAMED]


def has_photo(mail: Mail) -> bool:
    return any(each.is_photo for each in mail.files)


def _photos(mail: Mail, *, most: int, most_bytes: int) -> list[File]:
    if mail.verdicts.has_virus():
        return []
    found = [each for each in mail.files if each.is_photo and len(each.data) <= most_bytes]
    return found[:most]


def _is_logo(file: File) -> bool:
    return file.inline and not file.is_photo
