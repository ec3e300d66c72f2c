"""A community that must exist, and the topics as it has them."""

from chalicelib.kernel.errors import NotFound

from . import store, topics
from .model import Community
from .topics import Topic


def community_of(code: str, *, now: int) -> Community:
    """Return a community that must exist; raises NotFound."""
    community = store.community(code, now=now)
    if community is None:
        raise NotFound(f"there is no community {code}")
    return community


def topics_of(community: Community) -> dict[str, Topic]:
    """Return the topic table as this community has it; its bad rows keep the base row."""
    return topics.effective(community.topics)[0]
