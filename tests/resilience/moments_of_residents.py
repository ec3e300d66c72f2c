"""Moments of residents: what they send, see, take back, and what is erased for them."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.parse import quote_plus

from PIL import Image

from chalicelib.cases.photos import model as photos
from chalicelib.cases.requests.model import REACHABLE_MS
from chalicelib.cases.tasks.model import Task
from chalicelib.platform import settings
from tests.support.builders import (
    DAY,
    GRACE,
    HOUR,
    LIFT,
    MARA,
    MINUTE,
    key,
)  # fmt: skip

from .moments import (
    ADDRESS,
    EMERGENCY,
    WORDS,
    acted,
    confirmed,
    hash_of,
    in_time,
    message_after,
    only_sent,
    resolved,
    routed,
)
from .town import Event, Town, only_task, request_id


def form_again(town: Town) -> Event:
    town.do(town.form())
    return town.form()


def form_with_other_words(town: Town) -> Event:
    town.do(town.form())
    return town.form(words="CANARY-words: something else")


def added_to_what_was_sent(town: Town) -> Event:
    town.do(town.form())
    return town.form(words="CANARY-words: the tap drips", again="add", next_key=key("next"))


def danger_added_to_what_was_sent(town: Town) -> Event:
    town.do(town.form())
    token = town.form_token(LIFT.code, key("next"))
    fields = {"again": "add", "next_key": key("next"), "next_token": token}
    return town.form(words=EMERGENCY, **fields)


def address_moved(do: str) -> Any:
    def given(town: Town) -> Event:
        task = routed(town, contact=ADDRESS)
        return town.page(task.request, do, address=hash_of(town))

    return given


def photo(data: Callable[[], bytes], before: Callable[[Town], Task] = routed) -> Any:
    def given(town: Town) -> Event:
        return uploaded(town, before(town), data())

    return given


def uploaded(town: Town, task: Task, data: bytes, nonce: str = "abcdefgh23456789") -> Event:
    nonce = nonce[: photos.NONCE_LENGTH]
    name = photos.incoming(task.request, "1", nonce)
    town.engine.client("s3").put_object(Bucket=settings.photos_bucket(), Key=name, Body=data)
    record = {"eventName": "ObjectCreated:Post", "s3": {"object": {"key": quote_plus(name)}}}
    return Event(kind="message", name="photos", body=json.dumps({"Records": [record]}))


def a_jpeg() -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG")
    return out.getvalue()


def photo_twice(town: Town) -> Event:
    event = uploaded(town, routed(town), a_jpeg())
    assert town.give(event).good
    return uploaded(town, only_task(request_id()), a_jpeg())


def finding_back(town: Town) -> Event:
    """Return the wish of who lost the page: the number, and the address that was left."""
    said = {"c": "hv", "reference": confirmed(town).reference, "contact": ADDRESS}
    return town.posted("/find", "find", said, "find")


def written_to(town: Town) -> Event:
    """Return what somebody who is on it writes to the resident."""
    return town.staff(acted(town, confirmed(town), "claim"), "say", text=WORDS)


def calling_back(town: Town) -> Event:
    """Return the answer of who has it fixed, and is not content."""
    return town.page(resolved(town).request, "feedback", fixed="yes", rating="1")


def left_unclean(town: Town) -> Event:
    """Return the answer of who has it fixed, and a mess on the floor.

    They send it when nobody is at work: by day a minute more is a minute less of that day.
    """
    task = resolved(town)
    town.settle_down(until=town.now + 12 * HOUR)
    return town.page(task.request, "feedback", fixed="yes", clean="no")


def home_link(town: Town) -> Event:
    """Return the wish of a household for the link to what it told."""
    asked = confirmed(town).request
    return town.posted(f"/home/{town.link(asked)}", asked, {"do": "link"}, "link")


def at_home(town: Town, do: str, n: int | str = "home", **fields: str) -> Event:
    """Return what a household that was confirmed sends from the page of what helps at home."""
    asked, address = request_id(), hash_of(town)
    said = {"do": do, "code": "knock", **fields}
    link = town.home_link(asked, address)
    return town.posted(f"/home/{link}", f"{asked}#{address}", said, n)


def telling_at_home(town: Town) -> Event:
    confirmed(town)
    return at_home(town, "tell")


def taking_back(town: Town) -> Event:
    town.do(telling_at_home(town))
    town.now += MINUTE  # what was told in the same instant stays
    return at_home(town, "withdraw", "back")


def taking_back_all(town: Town) -> Event:
    town.do(telling_at_home(town))
    town.now += MINUTE  # what was told in the same instant stays
    return at_home(town, "forget", "all")


def asking_back(town: Town) -> Event:
    """Return the sweep that asks whether it is still fixed."""
    resolved(town)
    return in_time(town, 10 * DAY)


def checking_back(fixed: str, later: int = 0) -> Any:
    """Return the answer to that question, this long after it was asked."""

    def given(town: Town) -> Event:
        town.do(asking_back(town))
        town.settle_down(until=town.now + later)
        return town.page(request_id(), "check_back", fixed=fixed, comment=WORDS)

    return given


def thanking(town: Town) -> Event:
    yes = town.page(resolved(town).request, "feedback", fixed="yes", thanks="CANARY-thanks")
    return message_after(town, yes, "thank")


def erasing(town: Town) -> Event:
    task = acted(town, confirmed(town), "claim")
    path = f"/staff/v1/requests/{task.request}/erase"
    return town.staff_call("POST", path, {"reference": task.reference}, by=MARA)


def erasing_the_rest(town: Town) -> Event:
    return message_after(town, erasing(town), "erase")


def forgetting_an_address(town: Town) -> Event:
    """Return the message that takes away an address which an erasure has emptied."""
    only_sent(town, erasing_the_rest(town))
    town.engine.take("effects")
    town.now += 2 * GRACE
    town.give(town.sweep())
    bodies = [body for body in town.engine.take("effects") if "contact#" in body]
    return Event(kind="message", name="effects", body=bodies[0])


def let_go(town: Town) -> Event:
    """Return the sweep that finds a closed request whose addresses have had their time."""
    task = resolved(town)
    town.do(town.page(task.request, "feedback", fixed="yes"))
    return in_time(town, REACHABLE_MS)


def unreaching(town: Town) -> Event:
    town.give(let_go(town))
    return town.waiting("unreach")
