"""Photos: from what was sent to what is shown; a file is hostile until it is made anew."""

from collections.abc import Callable

from msgspec import Struct, structs

from chalicelib.cases.duplicates.model import beside_of
from chalicelib.cases.requests import queries
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import ERASED
from chalicelib.cases.requests.store import Aggregate
from chalicelib.estate.people import Staff
from chalicelib.kernel import tuning
from chalicelib.kernel.errors import InvalidInput, NotAllowed
from chalicelib.kernel.words import Sentence

from . import model as life
from . import store as stored
from .model import READY, REFUSED, BadKey, File, Photo, Picture, Refused


class Darkroom(Struct, frozen=True):
    """What talks to the bucket and to the image library."""

    read: Callable[[str], File | None]
    """The file at a key, or None when it is gone."""
    write: Callable[[str, bytes], None]
    delete: Callable[[str], None]
    develop: Callable[[bytes], Picture]
    """Make a photo anew, or raise Refused."""


def clean(key: str, *, now: int, darkroom: Darkroom) -> str:
    """Make one upload into a clean photo under its request, or a refusal; return which.

    Write the copies, then the item, then delete the upload: a crash anywhere repeats it,
    and the same upload twice writes the same copies and finds itself in its slot.
    """
    try:
        upload = life.parse(key)
    except BadKey:
        return "not ours"
    request = requests.get(upload.request)
    if request is None or request.state == ERASED:
        return _gone(key, darkroom)
    file = darkroom.read(key)
    if file is None:
        return "nothing to do"
    source = life.source(upload.nonce, file.etag)
    if any(photo.source == source for photo in stored.of_request(upload.request)):
        darkroom.delete(key)
        return "nothing to do"
    photo = Photo(
        request=upload.request, slot=upload.slot, source=source, state=REFUSED, at=now,
        beside=beside_of(request) if life.is_residents(upload.slot) else "",
    )  # fmt: skip
    photo = _developed(photo, file, darkroom)
    outcome = _kept(photo, darkroom)
    darkroom.delete(key)
    return outcome


def next_of_resident(
    found: Aggregate, *, waiting: str = "", most: int = tuning.MOST_EACH
) -> str | None:
    """Return the slot of the resident's next photo, or None when there are as many as may be.

    `waiting` is the nonce of an upload that this page was sent from and that may not
    have been looked at yet.
    """
    besides = int(is_waiting(found, waiting))
    return life.free(life.of_resident()[:most], found.photos, besides=besides)


def is_waiting(found: Aggregate, nonce: str) -> bool:
    """Say whether an upload of this nonce may still be on its way."""
    return life.is_nonce(nonce) and all(life.nonce_of(photo) != nonce for photo in found.photos)


def next_of_task(
    task_id: str, staff: Staff, *, when: str = life.AFTER, nonce: str = ""
) -> tuple[str, str] | None:
    """Return request and slot of the next photo of a task, before the work or after it;
    None when what was sent with this nonce has been looked at already.

    Raises NotFound when the task is not theirs to see, NotAllowed when it has three of
    that time, InvalidInput for another time.
    """
    if when not in (life.BEFORE, life.AFTER):
        raise InvalidInput(when="Please say if the photo was taken before or after the work.")
    found = queries.task(task_id, staff)
    if any(life.nonce_of(photo) == nonce for photo in found.photos):
        return None
    slot = life.free(life.of_task(task_id, when), found.photos)
    if slot is None:
        task = next(task for task in found.tasks if task.id == task_id)
        raise NotAllowed(
            Sentence(
                "This job has %(most)s photos of this kind already.",
                most=tuning.MOST_EACH,
            ),
            state=task.state,
            version=task.version,
        )
    return found.request.id, slot


def _developed(photo: Photo, file: File, darkroom: Darkroom) -> Photo:
    try:
        if file.data is None:
            raise Refused("size")
        picture = darkroom.develop(file.data)
    except Refused as refusal:
        return structs.replace(photo, refused=refusal.code)
    darkroom.write(life.clean_key(photo), picture.full)
    darkroom.write(life.thumb_key(photo), picture.thumb)
    return structs.replace(photo, state=READY, width=picture.width, height=picture.height)


def _kept(photo: Photo, darkroom: Darkroom) -> str:
    """Put a photo into the first slot that takes it; say what came of it."""
    for slot in life.from_wished(photo.slot):
        placed = structs.replace(photo, slot=slot)
        if not stored.take_slot(placed):
            continue
        if _stands(photo.request):
            return photo.state
        # It was erased while we worked: what came after it must not outlive it.
        stored.delete(placed)
        _forget(photo, darkroom)
        return "request is gone"
    _forget(photo, darkroom)
    return "all slots taken"


def _forget(photo: Photo, darkroom: Darkroom) -> None:
    if photo.state == READY:
        darkroom.delete(life.clean_key(photo))
        darkroom.delete(life.thumb_key(photo))


def _gone(key: str, darkroom: Darkroom) -> str:
    darkroom.delete(key)
    return "request is gone"


def _stands(request_id: str) -> bool:
    request = requests.get(request_id)
    return request is not None and request.state != ERASED
