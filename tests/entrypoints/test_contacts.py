"""An address hears from us only after the message that was sent to it was answered."""

import re

from chalicelib.storage import requests
from tests.builders import World

from .conftest import Door
from .test_resident_pages import opened, sent


def fields_of(page: str) -> dict[str, str]:
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
    said = {**fields_of(page), "do": "contact", "contact": "rosa@example.com"}
    assert door.post_form(where, said, cookie).status == 303
    found = requests.aggregate(where.removeprefix("/r/"))
    assert found is not None
    return where, cookie, World(), found.contacts[0].hash


def test_only_the_message_itself_lets_its_address_be_confirmed(door: Door) -> None:
    where, cookie, _, hash = left(door)

    assert 'value="confirm"' not in door.get(where, headers=cookie).text
    asked = door.get(where, headers=cookie, query={"confirm": [hash]})
    assert 'value="confirm"' in asked.text

    said = {**fields_of(asked.text), "do": "confirm", "address": hash}
    assert door.post_form(where, said, cookie).status == 303
    found = requests.aggregate(where.removeprefix("/r/"))
    assert found is not None and found.contacts[0].state == "verified"


def test_a_first_visit_by_the_message_keeps_what_it_asks(door: Door) -> None:
    answer, _ = sent(door)
    link = answer.headers["location"].partition("?")[0]

    probe = door.get(link, query={"confirm": ["0123abcd"]})

    assert "confirm=0123abcd" in probe.headers["location"]


def test_what_cannot_be_done_is_no_error_of_ours(door: Door) -> None:
    answer, _ = sent(door)
    where, cookie, page = opened(door, answer)

    assert door.post_form(where, {**fields_of(page), "do": "dance"}, cookie).status == 404
