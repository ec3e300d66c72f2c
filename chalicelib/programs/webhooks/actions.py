"""What managers do with webhooks: make one, change its secret, try it, switch it on and off."""

from msgspec import structs

from chalicelib.channels.webhooks import is_callable
from chalicelib.estate import store as estate
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import MANAGERS, role_at
from chalicelib.kernel.errors import InvalidInput, NotAllowed, NotFound, Stale
from chalicelib.kernel.words import N_, Sentence
from chalicelib.platform.effects import Tools
from chalicelib.platform.storage.retry import retry
from chalicelib.platform.transition import apply, bump
from chalicelib.programs.keys.actions import must_manage
from chalicelib.programs.keys.model import new_id, random_of

from . import store
from .emit import put
from .model import (
    BOTH_SIGN_MS,
    BY_ITSELF,
    DEAD,
    MOST_HOOKS,
    STOPPED,
    TEST,
    TYPES,
    WAITING,
    Hook,
    Posting,
)

LATEST = 50


def listed(staff: Staff, community: str) -> list[Hook]:
    """Return the webhooks of a community, the newest first."""
    must_manage(staff, community)
    return sorted(store.of_community(community), key=lambda hook: -hook.made_at)


def off_by_themselves(staff: Staff, community: str) -> list[Hook]:
    """Return the webhooks that were switched off without a manager, for the managers."""
    if role_at(staff, community) not in MANAGERS:
        return []
    return [hook for hook in listed(staff, community) if hook.off in BY_ITSELF]


def make(
    staff: Staff, community: str, url: str, types: list[str], *,
    words: bool, key: str = "", now: int,
) -> Hook:  # fmt: skip
    """Make a webhook, once an Idempotency-Key.

    Raises InvalidInput naming the field, NotAllowed past the most there may be.

    The community's row says first that it has one: what happens from then on is told.
    """
    must_manage(staff, community)
    url = url.strip()
    wrong = {}
    if not is_callable(url):
        wrong["url"] = N_("Enter an address that begins with https://.")
    if not types or set(types) - TYPES.keys():
        wrong["types"] = N_("Choose what to send.")
    if wrong:
        raise InvalidInput(**wrong)
    id_ = new_id(community, random_of(staff.id, key, url, *types, str(words)))
    if (found := store.get(id_)) is not None:
        return found
    if len(store.of_community(community)) >= MOST_HOOKS:
        raise NotAllowed(
            Sentence("A community has at most %(most)s webhooks.", most=MOST_HOOKS), state="full"
        )
    _switch_on(community)
    hook = Hook(
        id=id_,
        community=community,
        url=url,
        types=[each for each in TYPES if each in types],
        words=words,
        made_at=now,
        made_by=staff.name,
    )
    return hook if store.HOOKS.insert(hook) else theirs(staff, id_)


def rotate(staff: Staff, id: str, *, version: int, now: int) -> Hook:
    """Give a webhook another secret; for a day both sign. Raises Stale for a second tap."""

    def change(hook: Hook) -> Hook:
        if hook.version != version:
            raise Stale(hook.version, hook.off or "on")
        return structs.replace(
            hook, version=hook.version + 1, generation=hook.generation + 1,
            old_until=now + BOTH_SIGN_MS,
        )  # fmt: skip

    return apply(lambda: theirs(staff, id), change).item


def switch(staff: Staff, id: str, *, on: bool, now: int) -> Hook:
    """Switch a webhook off, or on again with its failures forgotten; twice is once."""

    def change(hook: Hook) -> Hook | None:
        if bool(hook.off) != on:
            return None
        return structs.replace(
            hook, version=hook.version + 1, off="" if on else STOPPED,
            off_at=None if on else now, failing_since=None,
        )  # fmt: skip

    return apply(lambda: theirs(staff, id), change).item


def remove(staff: Staff, id: str) -> Hook:
    """Delete a webhook; what is on its way to it is dropped."""
    hook = theirs(staff, id)
    store.HOOKS.delete(hook)
    return hook


def test(staff: Staff, id: str, *, key: str, now: int, tools: Tools) -> Posting:
    """Send a webhook an event that means nothing, once a key."""
    hook = theirs(staff, id)
    if hook.off:
        raise NotAllowed("This webhook is off.", state=hook.off, version=hook.version)
    told = {"community": hook.community, "hook": hook.id}
    return put(hook.id, TEST, f"test|{staff.id}|{key}", told, now, now=now, tools=tools)


def again(staff: Staff, id: str, number: str, *, now: int, tools: Tools) -> Posting:
    """Send a delivery that was given up once more, with all its retries; twice is once."""
    hook = theirs(staff, id)
    if hook.off:
        raise NotAllowed("This webhook is off.", state=hook.off, version=hook.version)

    def read() -> Posting:
        found = store.delivery(hook.id, number)
        if found is None:
            raise NotFound("there is no such delivery")
        return found

    def change(delivery: Posting) -> Posting | None:
        if delivery.state != DEAD:
            return None
        return bump(
            delivery, ["post"], now=now, state=WAITING, attempts=0, next_at=None, ended_at=None
        )

    return apply(read, change, enqueue=tools.enqueue).item


def latest(staff: Staff, id: str) -> list[Posting]:
    """Return the last deliveries of a webhook, the newest first."""
    return store.latest(theirs(staff, id).id, LATEST)


def theirs(staff: Staff, id: str) -> Hook:
    """Return a webhook that this person may see, as it stands now, or raise NotFound."""
    found = store.get(id)
    if found is None or role_at(staff, found.community) not in MANAGERS:
        raise NotFound("there is no such webhook")
    return found


def _switch_on(code: str) -> None:
    """Write into the community's row that it has webhooks, unless it says so."""

    def once() -> None:
        found = estate.fresh_community(code)
        if found is not None and not found.hooks:
            estate.revise(found, structs.replace(found, hooks=True))

    retry(once)
