"""A community that must exist, and the topics as it has them."""

from chalicelib.kernel import outgoing
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


def country_of(code: str, *, now: int) -> str:
    """Return the calling code ("852") of a community's country; "" where nothing says it."""
    found = store.community(code, now=now)
    return outgoing.country_of(found.text_countries, found.calendar.zone) if found else ""


def topics_of(community: Community, lang: str = "") -> dict[str, Topic]:
    """Return the topic table as this community has it; its bad rows keep the base row.

    With a language, names and questions are in the community's own words where it has some.
    """
    found = topics.effective(community.topics)[0]
    if not lang:
        return found
    return {code: topics.in_language(topic, lang) for code, topic in found.items()}


def own_names(community: Community | None, topic: str) -> dict[str, str]:
    """Return what a community itself calls a topic, by language; {} where it says nothing."""
    known = topics_of(community).get(topic) if community and topic in community.topics else None
    if known is None:
        return {}
    return known.names or ({} if topic in topics.base() else {"": known.name})
