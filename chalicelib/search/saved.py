"""Saved views: questions that somebody asks again and again, kept under their own name."""

from msgspec import Struct

from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import role_at
from chalicelib.kernel import ids
from chalicelib.kernel.entity import Entity
from chalicelib.kernel.errors import InvalidInput, KeyTaken, NotFound
from chalicelib.kernel.text import clean
from chalicelib.kernel.words import Sentence, too_long
from chalicelib.platform.storage import table
from chalicelib.platform.storage.items import Kind

VIEW = "view"
MOST = 20
"""Views of one person in one community: more than a row of buttons has room for."""
LONGEST_NAME = 40
LONGEST = 120
"""Characters of one field of a question."""


class Asked(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A question as it is typed; an empty field asks nothing."""

    q: str = ""
    department: str = ""
    topic: str = ""
    building: str = ""
    outcome: str = ""
    since: str = ""
    """The first local month, as 2026-03."""
    until: str = ""
    """The last local month."""


class View(Entity, frozen=True, kw_only=True):
    """A question under a name."""

    id: str
    community: str
    login: str
    """Whose it is: nobody else sees it."""
    name: str
    asked: dict[str, str]
    made_at: int


VIEWS = Kind(View, lambda view: (_list(view.community, view.login), f"{VIEW}#{view.id}"))


def listed(staff: Staff, community: str) -> list[View]:
    """Return somebody's own views of a community, the oldest first; raises NotFound."""
    if role_at(staff, community) == "nobody":
        raise NotFound("there is no such community")
    rows = table.query(
        lambda: VIEWS.row.query(
            _list(community, staff.login),
            VIEWS.row.sk.startswith(f"{VIEW}#"),
            consistent_read=True,
            limit=2 * MOST,
        )
    )
    return sorted((table.domain(row, View) for row in rows), key=lambda view: view.made_at)


def save(
    staff: Staff,
    community: str,
    name: str,
    asked: dict[str, str],
    *,
    key: str,
    now: int,
) -> View:
    """Keep a question, once a key. Raises InvalidInput naming the field, NotFound, KeyTaken."""
    there = listed(staff, community)
    called = clean(name)
    wrong = {field: too_long(LONGEST) for field, said in asked.items() if len(said) > LONGEST}
    if not 0 < len(called) <= LONGEST_NAME:
        wrong["name"] = Sentence("Needs a name of at most %(most)s characters.", most=LONGEST_NAME)
    made = View(
        id=ids.item_id(VIEW, community, staff.login, key),
        community=community,
        login=staff.login,
        name=called,
        asked={field: said for field, said in asked.items() if said},
        made_at=now,
    )
    same = [view for view in there if view.id == made.id]
    if not same and len(there) >= MOST:
        wrong["name"] = Sentence(
            "You have %(most)s saved searches, which are the most. Delete one.", most=MOST
        )
    if wrong:
        raise InvalidInput(**wrong)
    if not same and VIEWS.insert(made):
        return made
    found = VIEWS.get(*VIEWS.key(made)) or made
    if (found.name, found.asked) != (made.name, made.asked):
        raise KeyTaken
    return found


def delete(staff: Staff, view_id: str) -> None:
    """Delete one's own view; gone already is fine. Raises NotFound where they do not work."""
    community = view_id.partition("-")[0]
    if not ids.is_community(community) or role_at(staff, community) == "nobody":
        raise NotFound("there is no such view")
    found = VIEWS.get(_list(community, staff.login), f"{VIEW}#{view_id}")
    if found is not None:
        VIEWS.delete(found)


def _list(community: str, login: str) -> str:
    return f"{community}-views#{login}"
