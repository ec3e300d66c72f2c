"""What a phone does with the residents' pages: reads their forms, sends them, follows links."""

import html
import re

from chalicelib.cases.contacts import reveal
from chalicelib.cases.contacts.model import hashed
from chalicelib.cases.requests import add_words, addresses, staff_notes
from chalicelib.cases.requests import store as requests
from chalicelib.cases.tasks import store as tasks
from chalicelib.kernel import links
from chalicelib.platform.aws import secrets
from chalicelib.platform.http.call import now_ms
from chalicelib.platform.services import home_link, id_secret
from tests.support import clock
from tests.support.builders import HOUR, LIFT, PACO, World, key, staff
from tests.support.door import Answer, Door

PATH = f"/q/{LIFT.code}"


def fields_of(page: str) -> dict[str, str]:
    """Return the hidden fields of the first form of a page."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in reversed(found)}


def cookie_of(answer: Answer) -> dict[str, str]:
    set_cookie = answer.headers["set-cookie"]
    text = set_cookie if isinstance(set_cookie, str) else set_cookie[0]
    return {"cookie": text.split(";")[0]}


def sent(door: Door, **changes: str) -> tuple[Answer, dict[str, str]]:
    hidden = fields_of(door.get(PATH).text)
    fields = {"key": hidden["key"], "token": hidden["token"], "topic": "leak",
              "where": "here", "words": "Water drips."} | changes  # fmt: skip
    return door.post_form(PATH, fields), fields


def opened(door: Door, answer: Answer) -> tuple[str, dict[str, str], str]:
    """Follow a receipt to its clean address; return that, the cookie and the page."""
    cookie = cookie_of(answer)
    where = answer.headers["location"].partition("?")[0]
    clean = door.get(where, headers=cookie).headers["location"].partition("?")[0]
    return clean, cookie, door.get(clean, headers=cookie).text


def aged(fields: dict[str, str], hours: int, of: str = LIFT.code) -> dict[str, str]:
    """Return the fields of a form as it was given out so many hours ago."""
    issued = now_ms() - hours * HOUR
    found = secrets.read("form")
    token = links.form_token(of, fields["key"], issued, found.by_version[found.current])
    return fields | {"token": token}


def form_of(page: str, do: str) -> dict[str, str]:
    """Return the hidden fields of the form that does this."""
    return fields_of(page[page.index(f'name="do" value="{do}"') - 60 :])


def key_and_token(page: str) -> dict[str, str]:
    """Return key and token of a form of ours: the photo form of the bucket has a key too."""
    found = re.search(
        r'name="do".*?name="key" value="([^"]*)">.*?name="token" value="([^"]*)"', page
    )
    assert found is not None
    return {"key": found[1], "token": found[2]}


def left(door: Door) -> tuple[str, dict[str, str], World, str]:
    """Leave an address; return the page's path, the cookie, the mailbox and the hash."""
    answer, _ = sent(door)
    where, cookie, page = opened(door, answer)
    said = {**key_and_token(page), "do": "contact", "contact": "rosa@example.com"}
    assert door.post_form(where, said, cookie).status == 303
    found = requests.aggregate(where.removeprefix("/r/"))
    assert found is not None
    return where, cookie, World(), found.contacts[0].hash


def state(where: str) -> str:
    found = requests.aggregate(where.removeprefix("/r/"))
    assert found is not None
    return found.contacts[0].state


HIDDEN = re.compile(r'name="(key|token)" value="([^"]*)"')


def own_link(request_id: str, hash: str, *, until: int | None = None) -> str:
    """Return the link that is sent to an address of a request."""
    return home_link(request_id, hash, until or clock.now() + HOUR)


ROSA, BO = "rosa@example.com", "bo@example.com"


def a_story(door: Door) -> tuple[str, dict[str, str], str]:
    """A request that Rosa sent and confirmed, with an address of Bo's beside hers."""
    answer, _ = sent(door, words="Water drips on my bed.", contact=ROSA)
    where, cookie, _ = opened(door, answer)
    request_id = where.removeprefix("/r/")
    world = World()
    world.tools = type(world.tools)(
        enqueue=world.enqueue, deliver=world.sent.append, secret=id_secret, link=lambda *_: "l"
    )
    now = clock.now()
    world.enqueue(request_id, "request", "1#route")
    world.drain(now)
    addresses.leave_contact(request_id, BO, secret=id_secret(), now=now, enqueue=world.enqueue)
    for address in (ROSA, BO):
        addresses.confirm_contact(request_id, hashed("hv", address, secret=id_secret()), now=now)
    (task,) = tasks.of_request(request_id)
    add_words.add_note(
        request_id, "Please ring twice", key=key("n"), now=now, enqueue=world.enqueue
    )
    staff_notes.add(task.id, "the neighbour drinks", key=key("i"), staff=staff(PACO), now=now)
    world.act(task.id, "claim", 1, now=now)
    reveal.read(task.id, staff(PACO), now=now)
    world.act(task.id, "pause", 2, now=now, reason="waiting for a part", until=now + HOUR)
    return where, cookie, request_id
