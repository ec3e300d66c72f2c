"""The public page of a community and its poster: for everybody, and about nobody."""

import pytest

from tests.support.builders import CLEO, MARA
from tests.support.feedback_api import act, in_a_week, log, propose

DID = {"en": "We put a mat at the door.", "zh-Hant": "我們在門口鋪了地墊。"}


def published(door, n="m", until="publish", said="The lobby is dirty when it rains."):
    """Propose a measure and take it as far as `until`; return it."""
    measure = propose(door, n=n, said={"en": said}).json
    steps = {
        "accept": {"owner": "cleo", "due_on": in_a_week()},
        "start": {},
        "done": {"did": DID},
        "publish": {},
    }
    for action, more in steps.items():
        answer = act(door, measure, action, n=f"{action}{n}", **more)
        measure = answer.json["measure"]
        if action == until:
            break
    return measure


def page(door, path="/c/hv", lang="en"):
    return door.get(path, headers={"accept-language": lang})


def test_what_was_published_is_there_for_everybody(door):
    log(door)
    published(door)

    shown = page(door)

    assert shown.status == 200
    assert "The lobby is dirty when it rains." in shown.text
    assert "We put a mat at the door." in shown.text
    assert "<script" not in shown.text


def test_each_reads_it_in_their_language(door):
    published(door)

    assert "我們在門口鋪了地墊。" in page(door, lang="zh-HK").text
    assert "您提意見，我們落實" in page(door, lang="zh-HK").text


@pytest.mark.parametrize("until", ["accept", "start", "done"])
def test_what_is_not_published_is_nobodys_news(door, until):
    published(door, until=until)

    assert "The lobby is dirty" not in page(door).text


def test_no_staff_no_resident_and_no_words_of_an_opinion_are_shown(door):
    opinion = log(door, words="Old Mr Wong of 12A slipped here.").json
    measure = propose(door, opinions=[opinion["id"]]).json
    for action, more in (
        ("accept", {"owner": "cleo", "due_on": in_a_week()}),
        ("publish", {"did": DID}),
    ):
        measure = act(door, measure, action, **more).json["measure"]

    for path in ("/c/hv", "/c/hv/poster"):
        text = page(door, path).text
        assert "We put a mat" in text
        for private in ("Wong", "12A", "Cleo", "Mara", "A mat at the door", opinion["id"]):
            assert private not in text, (path, private)


def test_what_was_refused_is_shown_with_its_reason_once_it_is_published(door):
    measure = propose(door).json
    dropped = act(door, measure, "drop", reason={"en": "The fire code forbids it."})
    assert "fire code" not in page(door).text

    act(door, dropped.json["measure"], "publish")

    assert "The fire code forbids it." in page(door).text


def test_words_of_staff_are_shown_as_words(door):
    published(door, said="<script>alert(1)</script> & more")

    assert "<script>alert" not in page(door).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page(door).text


def test_the_poster_is_a_sheet_with_a_code_that_leads_to_the_page(door):
    published(door)

    poster = page(door, "/c/hv/poster")

    assert poster.status == 200
    assert "<svg" in poster.text
    assert "/c/hv" in poster.text
    assert "We put a mat at the door." in poster.text


def test_a_community_that_is_not_there_is_told_kindly(door):
    for path in ("/c/zz", "/c/NOT-A-CODE", "/c/zz/poster"):
        assert page(door, path).status == 404


def test_a_community_without_anything_says_so(door):
    assert "Be the first to tell us something" in page(door).text
    assert CLEO.name not in page(door).text
    assert MARA.name not in page(door).text
