"""Checks before a task is done: the clean-up is confirmed, the photo of the place is there."""

from chalicelib.cases.photos import store as photos
from chalicelib.cases.photos.model import shows_after
from chalicelib.estate.communities import topics_of
from chalicelib.estate.model import Community
from chalicelib.kernel.errors import InvalidInput

from .model import Task

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
