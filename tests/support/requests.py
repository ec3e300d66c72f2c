"""The verbs of requests that several tests share."""

from chalicelib.cases.contacts import store as contacts
from chalicelib.cases.requests import addresses
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.recategorise import retopic
from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.act import Verdict
from tests.support.builders import HOUR, MONDAY_TEN, PACO, SECRET, World, key, staff


def resolved(world: World, **changes) -> str:
    """Submit a request and finish its tasks; return its id."""
    made = world.submit(**changes)
    world.drain(MONDAY_TEN)
    for task in tasks.of_request(made.request_id):
        world.finished(task.id)
    return made.request_id


def verified(world: World, request_id: str, address: str = "rosa@home.example") -> None:
    """Give a request an address that has answered."""
    made = addresses.leave_contact(
        request_id, address, secret=SECRET, now=MONDAY_TEN, enqueue=world.enqueue
    )
    world.drain(MONDAY_TEN)
    addresses.confirm_contact(request_id, made.hash, now=MONDAY_TEN)
    world.sent.clear()
    assert contacts.get(request_id, made.hash)


def templates(world: World) -> list[str]:
    return [notice.template for notice in world.sent]


LATER = MONDAY_TEN + HOUR


def corrected(world: World, task_id: str, topic: str, *, by=PACO, now=LATER, **more) -> Verdict:
    usual = {"emergency": None, "version": None, "key": key(f"{topic}-{by.id}")}
    made = retopic(
        task_id, topic, staff=staff(by), now=now, enqueue=world.enqueue, **(usual | more)
    )
    world.drain(now)
    return made


def live(request_id: str):
    """Return department to task, of the tasks that the plan needs."""
    request = requests.get(request_id)
    assert request is not None
    return {t.department: t for t in tasks.of_request(request_id) if t.id in request.plan}
