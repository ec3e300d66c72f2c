"""Every language says everything, nothing twice, and with the same placeholders."""

import re
from itertools import product

import pytest

from chalicelib.i18n import LOCALES, languages, msg, notices, plural, words
from chalicelib.i18n.catalogues import EXTRACTED, catalogue_files, read

PLACEHOLDER = re.compile(r"%\((\w+)\)s")
EVERY = [path for domain in EXTRACTED for path in catalogue_files(domain=domain)]
TRANSLATED = [path for path in EVERY if path.parents[1].name != "en"]


def named(path):
    return f"{path.parents[1].name}-{path.stem}"


def known(message):
    return f"{message.context or ''}|{message.id}"


def spoken(message):
    return message.string if isinstance(message.string, tuple) else (message.string,)


def written(message):
    return message.id if isinstance(message.id, tuple) else (message.id,)


@pytest.fixture(scope="module")
def templates():
    return {domain: extract() for domain, extract in EXTRACTED.items()}


@pytest.mark.parametrize("path", EVERY, ids=named)
def test_a_catalogue_holds_what_the_code_says_and_nothing_else(path, templates):
    wanted = {known(message) for message in templates[path.stem] if message.id}
    held = {known(message) for message in read(path) if message.id}

    assert held - wanted == set(), "no longer used: run python -m chalicelib.i18n.catalogues update"
    assert wanted - held == set(), "new: run python -m chalicelib.i18n.catalogues update"


@pytest.mark.parametrize("path", TRANSLATED, ids=named)
def test_everything_is_translated_and_nothing_is_a_guess(path):
    messages = [message for message in read(path) if message.id]

    assert [m.id for m in messages if not all(spoken(m))] == []
    assert [m.id for m in messages if m.fuzzy] == []


@pytest.mark.parametrize("path", TRANSLATED, ids=named)
def test_a_translation_fills_in_the_same_values(path):
    for message in read(path):
        wanted = {name for text in written(message) for name in PLACEHOLDER.findall(text)}
        for text in spoken(message) if message.id else ():
            assert set(PLACEHOLDER.findall(text)) == wanted, message.id


@pytest.mark.parametrize("path", TRANSLATED, ids=named)
def test_chinese_is_not_left_in_english(path):
    same = [m.id for m in read(path) if m.id and m.id in spoken(m)]

    assert same == []


def test_the_two_chinese_scripts_are_not_mixed():
    hans, hant = (
        "".join((LOCALES / f"{lang}/LC_MESSAGES/{domain}.po").read_text() for domain in EXTRACTED)
        for lang in ("zh_Hans", "zh_Hant")
    )

    assert set(hans) & set("們請個這處裏電話時間標籤張選寫題從還沒點進") == set()
    assert set(hant) & set("们请个这处电话时间标签张选写题从还没点进") == set()


def test_a_language_is_a_folder():
    assert languages() == ("en", "zh-Hans", "zh-Hant")


def test_an_unknown_language_reads_english():
    assert msg("tlh", "Send") == "Send"


def test_numbers_choose_their_form():
    told = ("%(n)s other person has reported this.", "%(n)s other people have reported this.")

    assert plural("en", *told, 1) == "1 other person has reported this."
    assert plural("en", *told, 2) == "2 other people have reported this."
    assert plural("zh-Hant", *told, 2) == "已有 2 位住戶反映。"


def test_a_notice_says_which_request_it_is_about():
    values = {"reference": "7KQ-2M9X", "topic": "X", "place": "Y"}
    values |= {
        "said": "S",
        "did": "D",
        "reason": "R",
        "resumes": "Z",
        "sent": "T",
        "visit": "V",
    } | {"promised": "P"}
    for lang, name in product(languages(), notices.NOTICES):
        subject, text = notices.NOTICES[name]
        said = msg(lang, subject, **values) + msg(lang, text, **values)
        assert "7KQ-2M9X" in said, (lang, name)


def test_every_status_of_a_request_has_words():
    for status in ("received", "with_team", "in_hand", "waiting", "paused", "check",
                   "confirmed", "unconfirmed", "withdrawn", "declined"):  # fmt: skip
        assert all(words.STATUS[status]), status
