"""Outages as lead and manager keep them: open, change, start, end, withdraw; one write each."""

import hashlib
from collections.abc import Mapping
from typing import Any

from msgspec import Struct, json, structs

from chalicelib.cases.duplicates import counting
from chalicelib.cases.duplicates import suggestions_store as known
from chalicelib.estate.communities import community_of
from chalicelib.estate.model import Community, Place
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import may_keep_outages, role_at
from chalicelib.kernel import ids
from chalicelib.kernel.errors import Forbidden, InvalidInput, KeyReused, NotAllowed, NotFound, Stale
from chalicelib.kernel.history import MOST_STEPS, Step, asked, effect
from chalicelib.kernel.times import DAY_MS
from chalicelib.kernel.words import Sentence
from chalicelib.platform.effects import Enqueue, publish_effects, with_due_at
from chalicelib.platform.transition import apply, next_version

from . import model as life
from . import store as outages
from .checks import Change, Opening, checked_change, checked_opening, said
from .model import PLANNED, RUNNING, Outage

LISTED_FOR_MS = 30 * DAY_MS
MOST_LISTED = 50

EFFECTS: Mapping[str, list[str]] = {
    "change": ["news"],
    "start": [],
    "end": ["carry"],
    "withdraw": ["carry"],
}
"""What follows each action for those who joined."""


class Verdict(Struct, frozen=True):
    """What became of an action, and the outage as it stands."""

    verdict: str
    outage: Outage


class Kept(Struct, frozen=True, kw_only=True):
    """An outage with how many have told us that they have it."""

    outage: Outage
    joined: int


def open_outage(
    opening: Opening, *, staff: Staff, secret: bytes, now: int, enqueue: Enqueue
) -> Verdict:
    """Open an outage, once a key.

    Raises InvalidInput naming the fields, NotFound for a community that is not theirs,
    Forbidden for who may not.
    """
    _must_keep(staff, opening.community)
    community = community_of(opening.community, now=now)
    if not ids.is_key(opening.key):
        raise InvalidInput(key=ids.KEY_RULE)
    outage_id = ids.outage_id(opening.community, opening.key, secret=secret)
    stored = outages.get(outage_id)
    if stored is None:
        places = checked_opening(opening, community, now=now)
        outage = with_due_at(
            _opened(outage_id, opening, places, community, staff, now=now), now=now
        )
        if outages.insert(outage):
            known.forget()
            publish_effects(outage, list(outage.pending), enqueue)
            return Verdict("applied", outage)
        stored = outages.get(outage_id)
    if stored is None or stored.body_hash != _body_hash(opening):
        raise KeyReused(outage_id, ids.reference(outage_id))
    return Verdict("already_applied", stored)


def act(change: Change, *, staff: Staff, now: int, enqueue: Enqueue) -> Verdict:
    """Do one action, once.

    Raises InvalidInput naming the field, NotFound, Forbidden, NotAllowed, Stale.
    """
    community = _community_of(change.outage, staff)
    _must_keep(staff, community)

    def changed(outage: Outage) -> Outage:
        return _after(change, outage, staff, now=now)

    said = asked(change.key, staff.id, change.action, structs.replace(change, version=0))
    done = apply(lambda: _existing(change.outage), changed, asked=said, enqueue=enqueue)
    if not done.applied:
        return Verdict("already_applied", done.item)
    known.forget()
    return Verdict("applied", done.item)


def _existing(outage_id: str) -> Outage:
    outage = outages.get(outage_id)
    if outage is None:
        raise NotFound("there is no such outage")
    return outage


def listed(community: str, *, staff: Staff, now: int) -> list[Kept]:
    """Return what a community knows not to work, and what was over in the last month."""
    if role_at(staff, community) == "nobody":
        raise NotFound("there is no such community")
    found = outages.listed(community, now - LISTED_FOR_MS, limit=MOST_LISTED)
    return [_kept(outage) for outage in found]


def look(outage_id: str, *, staff: Staff) -> Kept:
    """Return one outage, or raise NotFound."""
    _community_of(outage_id, staff)
    return _kept(_existing(outage_id))


def _kept(outage: Outage) -> Kept:
    return Kept(outage=outage, joined=counting.of(outage))


def _community_of(outage_id: str, staff: Staff) -> str:
    """Return the community of an outage that this person may see, or raise NotFound."""
    if not ids.is_outage_id(outage_id):
        raise NotFound("there is no such outage")
    community = ids.community_of(outage_id)
    if role_at(staff, community) == "nobody":
        raise NotFound("there is no such outage")
    return community


def _must_keep(staff: Staff, community: str) -> None:
    if role_at(staff, community) == "nobody":
        raise NotFound("there is no such community")
    if not may_keep_outages(staff, community):
        raise Forbidden("outages are for leads and managers to open, change and end")


def _body_hash(opening: Opening) -> str:
    told = structs.replace(opening, key="")
    return hashlib.sha256(json.encode(told, order="sorted")).hexdigest()


def _opened(
    outage_id: str,
    opening: Opening,
    places: list[Place],
    community: Community,
    staff: Staff,
    *,
    now: int,
) -> Outage:
    from_at = now if opening.from_at is None else opening.from_at
    state = PLANNED if from_at > now else RUNNING
    buildings = [*opening.buildings, *(place.building for place in places)]
    return Outage(
        id=outage_id,
        community=opening.community,
        reference=ids.reference(outage_id),
        buildings=list(dict.fromkeys(buildings)),
        place_name=_named(places) or community.name,
        topics=list(dict.fromkeys(opening.topics)),
        planned=opening.planned,
        from_at=from_at,
        to_at=opening.to_at,
        words=said(opening.words),
        state=state,
        body_hash=_body_hash(opening),
        opened_by=staff.login,
        created_at=now,
        changed_at=now,
        pending={effect(1, "absorb"): now} if opening.absorb else {},
        steps={"1": Step(action="open", by=staff.id, at=now, after=state, key=opening.key)},
    )


def _named(places: list[Place]) -> dict[str, str]:
    """Return what several places are called together, in each language that one of them has."""
    languages = dict.fromkeys(lang for place in places for lang in place.name)
    return {
        lang: ", ".join(place.name.get(lang) or next(iter(place.name.values())) for place in places)
        for lang in languages
    }


def _after(change: Change, outage: Outage, staff: Staff, *, now: int) -> Outage:
    if change.action not in EFFECTS:
        raise InvalidInput(
            action=Sentence(
                "There is no such action; there are %(known)s.", known=", ".join(EFFECTS)
            )
        )
    if not ids.is_key(change.key):
        raise InvalidInput(key=ids.KEY_RULE)
    state = life.advance(outage, change.action)
    if change.version != outage.version:
        raise Stale(outage.version, outage.state)
    if len(outage.steps) >= MOST_STEPS and state in (PLANNED, RUNNING):
        raise NotAllowed(
            Sentence(
                "This fault has %(most)s steps. It can only be ended or withdrawn now.",
                most=MOST_STEPS,
            ),
            state=outage.state,
            allowed=["end", "withdraw"],
            version=outage.version,
        )
    return next_version(
        outage,
        change.action,
        state,
        by=staff.id,
        key=change.key,
        effects=EFFECTS[change.action],
        now=now,
        tries=0,
        **_changes(change, outage, now=now),
    )


def _changes(change: Change, outage: Outage, *, now: int) -> dict[str, Any]:
    """Return what an action writes besides state, version and step."""
    if change.action == "change":
        community = community_of(outage.community, now=now)
        changed = checked_change(change, outage, community, now=now)
        return {**changed, "reminders": 0, "reminded_at": None}
    if change.action == "start":
        return {"from_at": min(outage.from_at, now)}
    return {"ended_at": now}
