"""
Erasing what a person told us: one write, and an effect that goes on until nothing is left.

The write makes the request a tombstone: its words, names and index rows are gone with it,
and so is every other effect, so that a late message finds nothing to do. The effect takes
away what stands elsewhere, and is marked as done only when it looked and found nothing more:
whatever a slow call still put there is found by its next look.
"""

from collections.abc import Callable, Iterator

from msgspec import structs

from chalicelib.cases.contacts import store as contacts
from chalicelib.cases.contacts.model import STOPPED, Contact, is_forgotten, slot_of
from chalicelib.cases.requests import model as life
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import ERASED, WITHDRAWN, Request
from chalicelib.cases.requests.store import Aggregate
from chalicelib.cases.tasks import system_transition
from chalicelib.cases.tasks.model import Task
from chalicelib.feedback import derive
from chalicelib.households import actions as households
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.history import RESIDENT, STEWARD, effect, event_id, what_of
from chalicelib.notifications.of_contact import own_event
from chalicelib.platform.effects import Enqueue, Tools, complete_effect
from chalicelib.platform.storage import ledger
from chalicelib.platform.transition import apply, apply_to, bump, next_version, with_effects
from chalicelib.search import rows as search

from . import personal
from . import store as erasure

ERASE = "erase"

STAYS = frozenset({"request", "task", "join"})
"""What stands under a tombstone: itself, its tasks without words, and joins of others."""

TOLD = ("tell", "confirm", "called_off")
"""Effects by which something is sent to an address: the ledger knows them by their names."""

ASKED_FOR = ("home", "received", "link")
"""Effects of an address itself, by which it is sent what its owner asked for."""

ELSEWHERE: tuple[Callable[[Aggregate], int], ...] = (
    derive.forget,
    households.forget_desk,
    search.forget,
)
"""What else holds something of a request, outside of it: each takes it away, says how much."""


def erase(
    request_id: str,
    *,
    by: str = RESIDENT,
    why: str = "asked",
    key: str = "",
    now: int,
    enqueue: Enqueue,
) -> Request:
    """Make a request a tombstone, whatever state it is in; raise NotFound without one.

    Asked again, the whole work is done again: a restore may have brought words back.
    """

    def read() -> Request:
        request = requests.get(request_id)
        if request is None:
            raise NotFound("there is no such request")
        return request

    def erased(request: Request) -> Request | None:
        if request.state == ERASED:
            return owed_again(request, now=now)
        return tombstone(request, by=by, why=why, key=key, now=now)

    return apply(read, erased, enqueue=enqueue).item


def owed_again(request: Request, *, now: int) -> Request | None:
    """Return a tombstone that owes its erasing once more; None while it does already."""
    if any(what_of(name) == ERASE for name in request.pending):
        return None
    return with_effects(request, [ERASE], now=now)


def tombstone(request: Request, *, by: str, why: str, key: str = "", now: int) -> Request:
    """Return what is left of a request: what counts, and the effect that erases the rest."""
    bare = structs.replace(personal.blank(request), pending={})
    return next_version(
        bare,
        ERASE,
        life.advance(request, ERASE),
        by=by,
        why=why,
        key=key,
        effects=_follows(request),
        now=now,
        outcome=request.outcome or WITHDRAWN,
        closed_at=request.closed_at or now,
        tries=0,
    )


def _follows(request: Request) -> list[str]:
    """Return what follows an erasure; those who joined it, or what it joined, go on without it."""
    return [ERASE, *["carry"] * request.followed, *["leave"] * bool(request.joined_to)]


def forget(request: Request, name: str, *, now: int, tools: Tools) -> None:
    """Take away all that is left of an erased request; mark the effect as done when none is."""
    found = requests.aggregate(request.id)
    if found is None or request.state != ERASED:
        return
    taken = sum(_tasks_emptied(found, now=now, tools=tools))
    taken += addresses_forgotten(found, now=now)
    taken += sum(_removed(request.id))
    taken += tools.erase_photos(request.id)
    taken += sum(take_away(found) for take_away in ELSEWHERE)
    if not taken:
        complete_effect(request, name, now=now)


def _tasks_emptied(found: Aggregate, *, now: int, tools: Tools) -> Iterator[bool]:
    """Cancel what is not finished, and leave a task only what it counts for."""
    for task in found.tasks:
        stands = system_transition.change(
            task, "cancel", by=STEWARD, why=ERASED, now=now, tools=tools
        )
        yield stands is not None and _without_words(stands, now=now)


def _without_words(task: Task, *, now: int) -> bool:
    """Take a resident's words out of a task; say whether there were any.

    What its cancelling owes is finished at the same moment: a race that is lost begins again.
    """

    def emptied(found: Task) -> Task | None:
        bare = personal.blank(found)
        if bare == found:
            return None
        return next_version(
            bare,
            ERASE,
            found.state,
            by=STEWARD,
            now=now,
            # A complaint about a person has said of whom: nobody is to find it in a list now.
            in_queue=found.in_queue and not found.barred,
        )

    return apply_to(task, emptied).applied


def addresses_forgotten(found: Aggregate, *, now: int) -> int:
    """Empty every address of a request; return how many of them are left, empty or not."""
    for contact in found.contacts:
        if contact.address:
            forget_address(contact, now=now)
    return len(found.contacts)


def forget_address(contact: Contact, *, now: int) -> None:
    """Empty an address and take it out of the index; what is left of it goes by its effect.

    That effect is not sent but left to the sweep: by then whoever was just sending to this
    address has come to an end, and has marked so in the ledger.
    """

    def emptied(found: Contact) -> Contact:
        return bump(
            structs.replace(found, pending={}),
            [ERASE],
            now=now,
            address="",
            state=STOPPED,
            changed_at=now,
        )

    apply_to(contact, emptied)


def forget_alone(contact: Contact, *, now: int) -> None:
    """Erase one address and leave its request, which remembers it: no restore brings it back."""

    def read() -> Request:
        request = requests.get(contact.request)
        if request is None:
            raise NotFound("there is no such request")
        return request

    def marked(request: Request) -> Request:
        return structs.replace(request, forgot={**request.forgot, slot_of(contact): now})

    apply(read, marked)
    forget_address(contact, now=now)


def forgotten_again(request: Request, *, now: int) -> bool:
    """Erase again what a restore brought back of addresses that were erased alone."""
    found = requests.aggregate(request.id) if request.forgot else None
    back = [c for c in found.contacts if is_forgotten(c, request.forgot)] if found else []
    for contact in back:
        forget_address(contact, now=now)
    return bool(back)


def forget_contact(contact: Contact, name: str, *, now: int, tools: Tools) -> None:
    """Delete an emptied address, and what the ledger knows of it."""
    found = requests.aggregate(contact.request)
    if found is not None:
        ledger.forget(_told(contact, found))
    contacts.delete(contact)


def _told(contact: Contact, found: Aggregate) -> Iterator[str]:
    """Yield the name of every notice that this address can have been sent."""
    yield event_id(found.request.id, contact.hash)
    for version in range(1, contact.version + 1):
        yield from (own_event(contact, effect(version, what)) for what in ASKED_FOR)
    items: list[Request | Task] = [found.request, *found.tasks]
    for item in items:
        for number in item.steps:
            for what in TOLD:
                yield f"{event_id(item.id, effect(number, what))}#{contact.hash}"


def _removed(request_id: str) -> Iterator[bool]:
    for sk in erasure.keys_under(request_id):
        word = sk.split("#", 1)[0]
        if word not in STAYS and word != "contact":
            erasure.remove(request_id, sk)
            yield True
