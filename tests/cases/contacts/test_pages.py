"""An address hears from us only after the message that was sent to it was answered."""

from chalicelib.cases.requests import store as requests
from chalicelib.platform.services import proof as proof_of
from tests.support.door import Door
from tests.support.pages import key_and_token, left, opened, sent, state


def test_only_the_message_itself_lets_its_address_be_confirmed(door: Door) -> None:
    where, cookie, _, hash = left(door)

    assert 'value="confirm"' not in door.get(where, headers=cookie).text
    # What the stop form of another request shows is no proof.
    for guessed in (hash, proof_of("01K00000000000000000000000", hash), hash + "0" * 26):
        shown = door.get(where, headers=cookie, query={"confirm": [guessed]}).text
        assert 'value="confirm"' not in shown
        said = {**key_and_token(shown), "do": "confirm", "proof": guessed, "address": hash}
        assert door.post_form(where, said, cookie).status == 404
    assert state(where) == "unverified"

    proof = proof_of(where.removeprefix("/r/"), hash)
    asked = door.get(where, headers=cookie, query={"confirm": [proof]})
    assert 'value="confirm"' in asked.text and state(where) == "unverified"
    said = {**key_and_token(asked.text), "do": "confirm", "proof": proof}
    assert door.post_form(where, said, cookie).status == 303
    assert state(where) == "verified"


def test_this_was_not_me_ends_it_for_that_address(door: Door) -> None:
    where, cookie, _, hash = left(door)
    proof = proof_of(where.removeprefix("/r/"), hash)
    asked = door.get(where, headers=cookie, query={"confirm": [proof]}).text
    assert 'value="not_me"' in asked

    said = {**key_and_token(asked), "do": "not_me", "proof": proof}
    assert door.post_form(where, said, cookie).status == 303

    assert state(where) == "stopped"


def test_a_first_visit_by_the_message_keeps_what_it_asks(door: Door) -> None:
    answer, _ = sent(door)
    link = answer.headers["location"].partition("?")[0]

    probe = door.get(link, query={"confirm": ["0123abcd"]})

    assert "confirm=0123abcd" in probe.headers["location"]


def test_what_cannot_be_done_is_no_error_of_ours(door: Door) -> None:
    answer, _ = sent(door)
    where, cookie, page = opened(door, answer)

    assert door.post_form(where, {**key_and_token(page), "do": "dance"}, cookie).status == 404


def test_each_form_of_a_page_is_heard_and_another_answer_with_its_key_is_asked_again(
    door: Door,
) -> None:
    answer, _ = sent(door)
    where, cookie, page = opened(door, answer)
    once = key_and_token(page)

    for said in ({"do": "note", "text": "It drips."}, {"do": "urge"}):
        assert door.post_form(where, once | said, cookie).status == 303
    found = requests.aggregate(where.removeprefix("/r/"))
    assert found is not None and len(found.request.urges) == len(found.notes) == 1

    other = door.post_form(where, once | {"do": "note", "text": "It is louder."}, cookie)
    assert other.status == 422 and "already sent" in other.text and "It is louder." in other.text
    again = requests.aggregate(where.removeprefix("/r/"))
    assert again is not None and [note.text for note in again.notes] == ["It drips."]

    danger = door.post_form(where, once | {"do": "note", "text": "Fire! Flames!"}, cookie)
    assert danger.status == 303
    worse = requests.aggregate(where.removeprefix("/r/"))
    assert worse is not None and "fire" in {note.emergency for note in worse.notes}
