"""
Photos: where each one stands, and what is asked of it before anybody sees it.

    incoming/<request id>/<slot>.<nonce>         as it was sent; only the photo worker reads it
    clean/<request id>/<nonce>-<etag>.jpg        the clean copy, without hidden data
    clean/<request id>/<nonce>-<etag>.thumb.jpg  the small one

There are three slots for the resident ("1" to "3") and three for each task
("<cause>.<department>.1" to "3"). The nonce is one upload form's: a photo that is sent
twice from one form is one photo, and two forms that wished for one slot lose nothing.
"""

import hashlib
import re
from collections.abc import Iterable

from msgspec import Struct

from chalicelib.kernel.ids import (
    CAUSE,
    CROCKFORD_LOWER,
    DEPARTMENT,
    REQUEST,
    base32,
    framed,
    parse_task_id,
)
from chalicelib.kernel.times import HOUR_MS
from chalicelib.kernel.tuning import MOST_EACH

INCOMING, CLEAN = "incoming/", "clean/"

READY, REFUSED = "ready", "refused"

BEFORE, AFTER = "before", "after"

MOST_PHOTOS = 12
"""Of one request with all its tasks."""
UPLOAD_MS = HOUR_MS
"""How long an upload form is good for."""

LONGEST_SIDE = 2_048
THUMB_SIDE = 320

NONCE_LENGTH = 10

_NONCE = f"[{CROCKFORD_LOWER}]{{{NONCE_LENGTH}}}"
_INCOMING = re.compile(
    rf"{INCOMING}({REQUEST})/"
    rf"((?:{CAUSE}\.{DEPARTMENT}\.(?:before|after)\.)?[1-{MOST_EACH}])\.({_NONCE})"
)


class BadKey(ValueError):
    """No upload form of ours ever named this key."""


class Refused(ValueError):
    """A file that nobody will see; `code` says why, as in i18n/form_words.PHOTO_REFUSED."""

    def __init__(self, code: str) -> None:
        super().__init__(f"photo refused: {code}")
        self.code = code


class Upload(Struct, frozen=True):
    """What an incoming key says."""

    request: str
    slot: str
    nonce: str


class Photo(Struct, frozen=True, kw_only=True):
    """One photo under a request, once the worker has looked at it: ready or refused."""

    request: str
    slot: str
    source: str
    """Which upload it is: nonce of the form and first characters of the file's hash."""
    state: str
    refused: str = ""
    at: int
    width: int = 0
    height: int = 0
    beside: str = ""
    """A neighbour's photo: the request that theirs had joined."""
    writes: int = 1


class File(Struct, frozen=True):
    """What was uploaded: its hash as S3 gives it, its bytes, or None when they are too many."""

    etag: str
    data: bytes | None


class Picture(Struct, frozen=True):
    """A photo made anew: two JPEGs without hidden data, and the size of the large one."""

    full: bytes
    thumb: bytes
    width: int
    height: int


def incoming(request: str, slot: str, nonce: str) -> str:
    """Return the one key that an upload form is good for."""
    return f"{INCOMING}{request}/{slot}.{nonce}"


def parse(key: str) -> Upload:
    """Return what an incoming key says, or raise BadKey."""
    found = _INCOMING.fullmatch(key)
    if found is None:
        raise BadKey("not the key of an upload form")
    return Upload(*found.groups())


def folders(request: str) -> tuple[str, str]:
    """Return where everything of a request's photos stands in the bucket."""
    return f"{INCOMING}{request}/", f"{CLEAN}{request}/"


def nonce_of_file(*whence: str) -> str:
    """Return the nonce of a photo that no upload form sent: the same for the same file."""
    return base32(hashlib.sha256(framed(*whence)).digest(), NONCE_LENGTH)


def nonce(task_id: str, key: str) -> str:
    """Return the nonce of the upload form that a phone asks for under a key, always the same."""
    made = hashlib.sha256(framed("photo", task_id, key)).digest()
    return base32(made, NONCE_LENGTH)


def is_nonce(text: str) -> bool:
    return re.fullmatch(_NONCE, text) is not None


def source(nonce: str, etag: str) -> str:
    """Name an upload: other bytes through the same form are another photo."""
    return f"{nonce}-{re.sub('[^0-9a-z]', '', etag.lower())[:8]}"


def nonce_of(photo: Photo) -> str:
    return photo.source.partition("-")[0]


def clean_key(photo: Photo) -> str:
    return f"{CLEAN}{photo.request}/{photo.source}.jpg"


def thumb_key(photo: Photo) -> str:
    return f"{CLEAN}{photo.request}/{photo.source}.thumb.jpg"


def of_resident() -> list[str]:
    """Return the slots of the resident."""
    return [str(n) for n in range(1, MOST_EACH + 1)]


def of_task(task_id: str, when: str = AFTER) -> list[str]:
    """Return the slots of a task's staff for how it was before the work, or after it."""
    parts = parse_task_id(task_id)
    return [f"{parts.cause}.{parts.department}.{when}.{n}" for n in range(1, MOST_EACH + 1)]


def when_of(slot: str) -> str:
    """Return "before" or "after" for a photo of staff, nothing for a resident's."""
    return next((when for when in (BEFORE, AFTER) if f".{when}." in slot), "")


def shows_after(task_id: str, photos: Iterable[Photo]) -> bool:
    """Say whether there is a photo of how this task left the place."""
    slots = of_task(task_id, AFTER)
    return any(photo.slot in slots and photo.state == READY for photo in photos)


def is_residents(slot: str) -> bool:
    return "." not in slot


def from_wished(slot: str) -> list[str]:
    """Return where a photo may go: where it was sent to, then the others of its owner."""
    owner = slot[:-1]
    return [slot, *(other for n in of_resident() if (other := owner + n) != slot)]


def free(slots: Iterable[str], photos: Iterable[Photo], *, besides: int = 0) -> str | None:
    """Return the next slot to offer; None when all are taken.

    A refused photo leaves its slot free; `besides` uploads are on their way to others. Of a
    request with its twelve photos only slots that have none yet offer one: work that needs a
    photo to be done can always have it.
    """
    slots = list(slots)
    known = {photo.slot: photo.state for photo in photos}
    ready = [slot for slot, state in known.items() if state == READY]
    if len(ready) + besides >= MOST_PHOTOS and (besides or set(slots) & set(ready)):
        return None
    open_slots = [slot for slot in slots if known.get(slot) != READY]
    # Untouched slots first, so that a refusal stays readable while there is room.
    open_slots.sort(key=lambda slot: slot in known)
    return open_slots[besides] if len(open_slots) > besides else None
