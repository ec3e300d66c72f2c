"""Webhooks on the board: made, tried, rotated, switched, and what became of each delivery."""

from typing import Literal

from msgspec import Struct

from chalicelib.cases.tasks.api import lang
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import MANAGERS
from chalicelib.estate.signed_in import StaffRoutes
from chalicelib.i18n import msg
from chalicelib.kernel.errors import NotAllowed
from chalicelib.platform.http.call import Call
from chalicelib.platform.http.route import CREATED, Reply
from chalicelib.platform.http.shapes import Named, Shape
from chalicelib.platform.services import id_secret, tools

from . import actions
from .model import TYPES, Hook, Posting, secret_of, shown
from .store import number

routes = StaffRoutes(__name__)


class NewHook(Struct, forbid_unknown_fields=True):
    """A webhook that is wanted; `words`: it is told words and addresses of residents, too."""

    community: str
    url: str
    types: list[str]
    words: bool = False


class HookAction(Struct, forbid_unknown_fields=True):
    """What is done with a webhook."""

    action: Literal["rotate", "test", "on", "off", "remove"]


class Again(Struct, forbid_unknown_fields=True):
    """A delivery that was given up, by its number."""

    delivery: str


class HookShown(Shape, frozen=True):
    """A webhook without its secret; `off` says why it is off: failing, gone or stopped."""

    id: str
    version: int
    url: str
    types: list[str]
    words: bool
    made_at: int
    made_by: str
    old_until: int | None
    failing_since: int | None
    off: str
    off_at: int | None


class HookList(Shape, frozen=True):
    """The webhooks of a community, and what one can be told."""

    hooks: list[HookShown]
    types: list[Named]


class HookMade(Shape, frozen=True):
    """A webhook and, only when it was just made or rotated, its secret."""

    hook: HookShown
    secret: str = ""


class DeliveryShown(Shape, frozen=True):
    """One delivery: waiting, delivered or dead, and how its last try went."""

    number: str
    id: str
    type: str
    about: str
    at: int
    state: str
    attempts: int
    next_at: int | None
    status: int
    why: str
    took_ms: int
    ended_at: int | None


class DeliveryList(Shape, frozen=True):
    """The last deliveries of a webhook, the newest first."""

    deliveries: list[DeliveryShown]


@routes.get("/staff/v1/webhooks", may=MANAGERS, query=("community",))
def list_webhooks(call: Call, staff: Staff) -> HookList:
    """The webhooks of a community."""
    found = actions.listed(staff, call.query("community"))
    spoken = lang(call, staff)
    named = [Named(code=code, name=msg(spoken, said)) for code, said in TYPES.items()]
    return HookList(hooks=[_hook(each) for each in found], types=named)


@routes.post(
    "/staff/v1/webhooks",
    may=MANAGERS,
    body=NewHook,
    idempotent=True,
    status=CREATED,
    errors=(NotAllowed,),
)
def make_webhook(call: Call, staff: Staff) -> Reply[HookMade]:
    """Make a webhook; its secret is in this answer and nowhere else."""
    asked = call.json(NewHook)
    hook = actions.make(
        staff, asked.community, asked.url, asked.types,
        words=asked.words, key=call.key(), now=call.now,
    )  # fmt: skip
    call.note(item=hook.id, action="make_webhook")
    return Reply(HookMade(hook=_hook(hook), secret=_secret(hook)))


@routes.post(
    "/staff/v1/webhooks/{id}/actions",
    may=MANAGERS,
    body=HookAction,
    versioned=True,
    idempotent=True,
)
def act_on_webhook(call: Call, staff: Staff, id: str) -> HookMade:
    """Rotate its secret, send a test, switch it on or off, or remove it."""
    asked, version, key = call.json(HookAction), call.version(), call.key()
    call.note(item=id, action=f"{asked.action}_webhook")
    if asked.action == "rotate":
        hook = actions.rotate(staff, id, version=version, now=call.now)
        return HookMade(hook=_hook(hook), secret=_secret(hook))
    if asked.action == "test":
        using = tools(now=call.now, correlation=call.id)
        actions.test(staff, id, key=key, now=call.now, tools=using)
        return HookMade(hook=_hook(actions.theirs(staff, id)))
    if asked.action == "remove":
        return HookMade(hook=_hook(actions.remove(staff, id)))
    return HookMade(hook=_hook(actions.switch(staff, id, on=asked.action == "on", now=call.now)))


@routes.get("/staff/v1/webhooks/{id}/deliveries", may=MANAGERS)
def list_deliveries(call: Call, staff: Staff, id: str) -> DeliveryList:
    """The last 50 deliveries of a webhook."""
    return _deliveries(staff, id)


@routes.post("/staff/v1/webhooks/{id}/again", may=MANAGERS, body=Again, errors=(NotAllowed,))
def send_again(call: Call, staff: Staff, id: str) -> DeliveryList:
    """Send a delivery that was given up once more."""
    asked = call.json(Again)
    using = tools(now=call.now, correlation=call.id)
    actions.again(staff, id, asked.delivery, now=call.now, tools=using)
    call.note(item=id, action="again_webhook")
    return _deliveries(staff, id)


def _deliveries(staff: Staff, id: str) -> DeliveryList:
    return DeliveryList(deliveries=[_delivery(each) for each in actions.latest(staff, id)])


def _secret(hook: Hook) -> str:
    return shown(secret_of(hook.id, hook.generation, secret=id_secret()))


def _hook(hook: Hook) -> HookShown:
    return HookShown(
        id=hook.id,
        version=hook.version,
        url=hook.url,
        types=hook.types,
        words=hook.words,
        made_at=hook.made_at,
        made_by=hook.made_by,
        old_until=hook.old_until,
        failing_since=hook.failing_since,
        off=hook.off,
        off_at=hook.off_at,
    )


def _delivery(delivery: Posting) -> DeliveryShown:
    return DeliveryShown(
        number=number(delivery),
        id=delivery.id,
        type=delivery.type,
        about=delivery.about,
        at=delivery.at,
        state=delivery.state,
        attempts=delivery.attempts,
        next_at=delivery.next_at,
        status=delivery.status,
        why=delivery.why,
        took_ms=delivery.took_ms,
        ended_at=delivery.ended_at,
    )
