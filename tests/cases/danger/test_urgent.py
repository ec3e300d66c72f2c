"""The urgent message says it: what, where, the words and whom to call, to who may see them."""

from msgspec import structs

from chalicelib.cases.danger import urgent
from chalicelib.cases.requests import store as requests
from chalicelib.channels.wording import words
from chalicelib.escalation import batches
from chalicelib.estate import store as estate
from chalicelib.kernel.text import fitted
from chalicelib.wiring import effect_handlers
from tests.support.builders import HARBOUR, LENA, MONDAY_TEN, PACO, SAM, World
from tests.support.receivers import ROBOT

SAID = "We are stuck in the lift! My mother is 80."
ROSA = "+85291234567"


def alarm(world: World, **more):
    """Somebody is trapped, and everybody is told; return the task."""
    estate.put_community(structs.replace(HARBOUR, chats={"engineering": ROBOT}))
    return world.routed(words=SAID, topic="trapped", **more)[0]


def text_to(world: World, address: str) -> tuple[str, str]:
    (notice,) = [each for each in world.sent if each.address == address]
    return words(notice)


def test_a_person_who_may_see_it_reads_what_where_the_words_and_the_number(world: World) -> None:
    task = alarm(world, contact=ROSA, name="Rosa", spot="between 3 and 4")

    for person in (PACO, SAM, LENA):
        subject, body = text_to(world, person.address)
        assert subject == "URGENT: trapped in the lift, Lift 2"
        assert "between 3 and 4" in body
        assert SAID in body
        assert f"Call {ROSA} (Rosa)" in body
    assert text_to(world, PACO.address)[1].endswith(world.tools.app(task.id))


def test_without_a_number_of_the_resident_the_office_is_called(world: World) -> None:
    task = alarm(world, contact="rosa@example.com")

    assert HARBOUR.phone in text_to(world, PACO.address)[1]
    found = requests.aggregate(task.request)
    assert found is not None and found.looks == []


def test_a_chat_reads_what_where_and_a_link_and_nothing_of_the_resident(world: World) -> None:
    estate.put_member(structs.replace(PACO, channel="chat", address=f"{ROBOT}2"))
    alarm(world, contact=ROSA, name="Rosa", spot="between 3 and 4")

    for address in (ROBOT, f"{ROBOT}2"):
        subject, body = text_to(world, address)
        for secret in ("mother", ROSA, "Rosa", "between", HARBOUR.phone):
            assert secret not in subject + body
        assert "/staff/app" in body


def test_that_a_number_was_sent_counts_as_a_look_at_it_by_each_who_got_it(world: World) -> None:
    task = alarm(world, contact=ROSA)

    found = requests.aggregate(task.request)
    assert found is not None
    looked = {(look.by, look.what) for look in found.looks if look.task == task.id}
    assert looked == {(id, "message") for id in ("paco", "pilar", "lena")}


def until_it_waits(world: World) -> str:
    """Let Paco's message wait to be sent; return all that waits."""
    world.submit(words=SAID, topic="trapped", contact=ROSA)
    while not batches.open_of("hv", PACO.login):
        effect_handlers.perform(*world.queue.pop(0), now=MONDAY_TEN, tools=world.tools)
    return str(batches.open_of("hv", PACO.login)) + str(world.queue)


def test_what_waits_to_be_sent_holds_neither_words_nor_number(world: World) -> None:
    waiting = until_it_waits(world)

    assert "urgent" in waiting
    assert "mother" not in waiting
    assert ROSA not in waiting


def test_who_may_not_see_it_any_more_is_sent_neither_words_nor_number(world: World) -> None:
    until_it_waits(world)
    estate.put_member(structs.replace(PACO, departments=["cleaning"]))
    world.drain(MONDAY_TEN)

    subject, body = text_to(world, PACO.address)
    assert subject.startswith("URGENT")
    assert "mother" not in body
    assert ROSA not in body


def test_nothing_is_told_of_what_is_finished_when_the_message_goes(world: World) -> None:
    task = alarm(world, contact=ROSA)
    world.finished(task.id)

    assert urgent.told(task.id, PACO, now=MONDAY_TEN, tools=world.tools) == {}


def test_an_urgent_text_keeps_its_number_and_its_link_however_long_the_words_are() -> None:
    body = f"URGENT: gas, Lobby\nCall {ROSA}\n{'Gas! ' * 200}\nhttps://hv.example/staff/app#t"
    cut = fitted(body, 300)

    assert len(cut) <= 300
    assert cut.startswith(f"URGENT: gas, Lobby\nCall {ROSA}\nGas!")
    assert cut.endswith("…\nhttps://hv.example/staff/app#t")
