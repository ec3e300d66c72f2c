"""Somebody reads what they asked for, and what they chose comes first."""

import pytest

from chalicelib.i18n.negotiation import negotiate
from chalicelib.web.language import reader


@pytest.mark.parametrize(("asked", "answered"), [
    ("zh-HK", "zh-Hant"), ("zh-TW", "zh-Hant"), ("zh-MO", "zh-Hant"), ("zh-Hant", "zh-Hant"),
    ("zh-Hant-HK", "zh-Hant"), ("zh_TW", "zh-Hant"), ("ZH-hk", "zh-Hant"), ("yue", "zh-Hant"),
    ("yue-HK", "zh-Hant"), ("yue-Hant", "zh-Hant"), ("zh-Hant-CN", "zh-Hant"),
    ("zh", "zh-Hans"), ("zh-CN", "zh-Hans"), ("zh-SG", "zh-Hans"), ("zh-MY", "zh-Hans"),
    ("zh-Hans", "zh-Hans"), ("zh-Hans-HK", "zh-Hans"), ("yue-CN", "zh-Hans"),
    ("cmn", "zh-Hans"), ("wuu", "zh-Hans"),
    ("en", "en"), ("en-GB", "en"), ("fr", "en"), ("", "en"), ("*", "en"), (None, "en"),
    ("fr-CH, zh-HK;q=0.9, en;q=0.8", "zh-Hant"),
    ("en-US,en;q=0.9,zh-HK;q=0.8", "en"),
    ("zh-TW;q=0.1, zh-CN;q=0.9", "zh-Hans"),
    ("zh-HK;q=0, zh-CN;q=0.5", "zh-Hans"),
    (";;;q=1,,q=,zh-HK;q=banana", "zh-Hant"),
])  # fmt: skip
def test_what_a_phone_asks_for_is_answered_in_its_script(asked, answered):
    assert negotiate(asked, None) == answered


def test_a_choice_comes_before_what_the_phone_asks_for():
    assert negotiate("zh-HK", "en") == "en"


def test_a_choice_that_we_do_not_have_is_no_choice():
    assert negotiate("zh-HK", "xx; Path=/") == "zh-Hant"


def test_a_choice_sticks():
    chosen = reader({"lang": "zh-Hans", "large": "1"}, {}, "en")

    assert (chosen.lang, chosen.large) == ("zh-Hans", True)
    assert [cookie.split(";")[0] for cookie in chosen.set_cookies] == ["lang=zh-Hans", "large=1"]


def test_the_next_page_remembers_the_choice_and_sets_nothing():
    again = reader({}, {"lang": "zh-Hans", "large": "1"}, "en")

    assert (again.lang, again.large, again.set_cookies) == ("zh-Hans", True, ())


def test_normal_text_is_a_choice_too():
    assert reader({"large": "0"}, {"large": "1"}, None).large is False


def test_nothing_that_a_reader_sends_gets_into_a_cookie():
    assert reader({"lang": "en\r\nX: y", "large": "2"}, {}, None).set_cookies == ()
