"""Checks before a task is done: the clean-up is confirmed, the photo of the place is there."""

from ..domain.errors import InvalidInput
from ..domain.estate import Community
from ..domain.photos import shows_after
from ..domain.tasks import Task
from ..storage import photos
from .clocks import topics_of

CLEAN_FIRST = "This work is done when the place is clean again: please clean up, then say so."
PHOTO_FIRST = "Please add a photo of the place after the work."


def dirty_topics(community: Community) -> set[str]:
    """Return the topics whose work is not done before somebody said that the place is clean."""
    return {code for code, topic in topics_of(community).items() if topic.clean_up_check}


def must_be_clean(task: Task, community: Community, *, clean: bool | None) -> None:
    """Raise InvalidInput unless the place was left as this topic and community want it."""
    if task.topic not in dirty_topics(community):
        return
    if not clean:
        raise InvalidInput(clean=CLEAN_FIRST)
    if community.photo_when_done and not shows_after(task.id, photos.of_request(task.request)):
        raise InvalidInput(photo=PHOTO_FIRST)
