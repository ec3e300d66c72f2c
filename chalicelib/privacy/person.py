"""
One person, wherever they are: found by an address, given a copy, or erased everywhere.

Who holds something of a person is a row of STORES. An address that never answered its
confirmation message proves nothing: somebody else may have typed it. Of it only the
address itself is shown and erased, unless whoever asks has made sure (`unproven`).
"""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from chalicelib.cases.contacts import access_log_store as looks
from chalicelib.cases.contacts import model as addresses
from chalicelib.cases.contacts import store as contacts
from chalicelib.cases.contacts.access_log import Look
from chalicelib.cases.contacts.model import Contact
from chalicelib.cases.requests import store as requests
from chalicelib.estate.communities import country_of
from chalicelib.households import actions as households
from chalicelib.kernel.errors import InvalidInput
from chalicelib.platform.effects import Enqueue

from . import erase as erasing
from . import export as copying


class Who(Struct, frozen=True, kw_only=True):
    """Whom it is about, who asks for it, and when."""

    community: str
    hashes: tuple[str, ...]
    """Of the address, and of what a release before made of the same."""
    unproven: bool
    by: str
    by_name: str
    now: int


class Store(Struct, frozen=True):
    """One place that may hold something of a person."""

    export: Callable[..., list[dict[str, Any]]]
    """`export(who, photo=)`: what it holds, as a program can read it."""
    erase: Callable[..., list[str]]
    """`erase(who, enqueue=)`: take it away; return the ids of what went."""


def export(
    community: str,
    contact: str,
    *,
    by: str,
    by_name: str = "",
    unproven: bool = False,
    secret: bytes,
    photo: Callable[[str], str],
    now: int,
) -> dict[str, Any]:
    """Return all that is kept of whoever has this address; each look at a request is recorded."""
    who = _who(community, contact, by, by_name, unproven, secret=secret, now=now)
    found = {name: store.export(who, photo=photo) for name, store in STORES.items()}
    return {"community": community, "at": now, **found}


def erase(
    community: str,
    contact: str,
    *,
    by: str,
    unproven: bool = False,
    secret: bytes,
    now: int,
    enqueue: Enqueue,
) -> dict[str, list[str]]:
    """Begin to erase whoever has this address everywhere; return what went, by store."""
    who = _who(community, contact, by, "", unproven, secret=secret, now=now)
    return {name: store.erase(who, enqueue=enqueue) for name, store in STORES.items()}


def _who(
    community: str, contact: str, by: str, by_name: str, unproven: bool, *, secret: bytes, now: int
) -> Who:
    forms = addresses.every_form(contact, country_of(community, now=now))
    if not forms:
        raise InvalidInput(contact="This is not an email address or a phone number.")
    hashes = tuple(addresses.hashed(community, form, secret=secret) for form in forms)
    return Who(
        community=community, hashes=hashes, unproven=unproven, by=by, by_name=by_name, now=now
    )


def _addresses(who: Who) -> list[Contact]:
    return [found for hash in who.hashes for found in contacts.of_person(who.community, hash)]


def _requests_of(who: Who, *, photo: Callable[[str], str]) -> list[dict[str, Any]]:
    copies = []
    for contact in _addresses(who):
        found = requests.aggregate(contact.request) if _proves(contact, who) else None
        if found is None:
            copies.append({"address": contact.address, "at": contact.created_at, "unproven": True})
            continue
        look = Look(request=contact.request, task="", at=who.now, by=who.by, by_name=who.by_name)
        looks.insert(look)
        copies.append(copying.of_request(found, address=_only(who), photo=photo))
    return copies


def _requests_erased(who: Who, *, enqueue: Enqueue) -> list[str]:
    gone = []
    for contact in _addresses(who):
        if _proves(contact, who):
            erasing.erase(contact.request, by=who.by, now=who.now, enqueue=enqueue)
            gone.append(contact.request)
        else:
            erasing.forget_alone(contact, now=who.now)
    return gone


def _proves(contact: Contact, who: Who) -> bool:
    return who.unproven or contact.state != addresses.UNVERIFIED


def _only(who: Who) -> Callable[[Contact], str]:
    """Show this person's address; another one under the same request is somebody else's."""
    return lambda contact: contact.address if contact.hash in who.hashes else ""


def _household_copied(who: Who, *, photo: Callable[[str], str]) -> list[dict[str, Any]]:
    return [copy for home in _households(who) for copy in households.copied(home, now=who.now)]


def _household_erased(who: Who, *, enqueue: Enqueue) -> list[str]:
    return [code for home in _households(who) for code in households.forget(home, now=who.now)]


def _households(who: Who) -> list[households.Household]:
    return [households.Household(who.community, hash) for hash in who.hashes]


STORES: Mapping[str, Store] = {
    "requests": Store(_requests_of, _requests_erased),
    "household": Store(_household_copied, _household_erased),
}
"""Store to how it gives a copy and how it erases; a new one is a row."""
