"""
Checks before a task is done: the clean-up is confirmed, the photo of the place is there, and
who asked or told us something has an answer in words.
"""

from chalicelib.cases.photos import store as photos
from chalicelib.cases.photos.model import shows_after
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.notes import is_to_resident
from chalicelib.estate.communities import topics_of
from chalicelib.estate.model import Community
from chalicelib.kernel import text
from chalicelib.kernel.errors import InvalidInput
from chalicelib.kernel.words import N_

from .model import Task

CLEAN_FIRST = N_("Please leave the area clean, then confirm it.")
ANSWERED = frozenset({"question", "suggestion", "compliment"})
"""Kinds of requests that are no work: what the resident gets is an answer, so there is one."""
WORDS_FIRST = N_("Please answer in words. The resident will read them.")
PHOTO_FIRST = N_("Please add a photo of the area after the work.")


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


def must_be_answered(task: Task, *, resolution: str) -> None:
    """Raise InvalidInput unless the resident of a question, or an idea, gets words for it."""
    if task.kind not in ANSWERED or text.clean(resolution):
        return
    found = requests.aggregate(task.request)
    if found is None or not any(is_to_resident(note) for note in found.notes):
        raise InvalidInput(resolution=WORDS_FIRST)
