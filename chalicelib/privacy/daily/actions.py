"""Beginning the files of the days that are over, and where they are fetched."""

from chalicelib.estate import authorization
from chalicelib.estate import store as estate
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import MANAGERS, role_at
from chalicelib.kernel.errors import NotAllowed, NotFound
from chalicelib.kernel.history import GRACE_MS, effect
from chalicelib.kernel.worktime import day_span
from chalicelib.platform.aws import copy_bucket
from chalicelib.platform.effects import Tools, publish_effects
from chalicelib.privacy.copies.actions import FOR_MANAGERS
from chalicelib.privacy.copies.model import READY
from chalicelib.privacy.copies.writing import WRITE

from . import store
from .model import Daily, file_key, id_of, owed


def begin_owed(code: str, *, now: int, tools: Tools) -> None:
    """Begin the file of each day of a community that is over and has none, once; the oldest first.

    Nothing where its managers want no files.
    """
    community = estate.community(code, now=now)
    if community is None or not community.daily_files:
        return
    last = next((file.date for file in store.newest(code, limit=1)), "")
    zone = community.calendar.zone
    for day in owed(zone, last, now=now):
        _begin(code, day, *day_span(zone, day), words=community.daily_words, now=now, tools=tools)


def _begin(
    code: str, day: str, since: int, until: int, *, words: bool, now: int, tools: Tools
) -> None:
    file = Daily(
        id=id_of(code, day), community=code, date=day, since=since, until=until, words=words,
        made_at=now, pending={effect(1, WRITE): now}, due_at=now + GRACE_MS,
    )  # fmt: skip
    if store.FILES.insert(file):
        publish_effects(file, list(file.pending), tools.enqueue)


def listed(staff: Staff, community: str) -> list[Daily]:
    """Return the files of a community, the newest first."""
    authorization.must_manage(staff, community, FOR_MANAGERS)
    return store.newest(community)


def theirs(staff: Staff, id: str) -> Daily:
    """Return a file that this person may fetch, or raise NotFound."""
    found = store.get(id)
    if found is None or role_at(staff, found.community) not in MANAGERS:
        raise NotFound("there is no such file")
    return found


def address(file: Daily, *, now: int) -> str:
    """Return where the file is fetched in the next minutes; raises NotAllowed before it is."""
    if file.state != READY:
        raise NotAllowed("This file is being written.", state=file.state, version=file.version)
    return copy_bucket.address(file_key(file), f"steward-{file.id}.jsonl.gz", now=now)
