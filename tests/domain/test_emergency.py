"""Words of danger: heard in every language, and not heard where there is none."""

import pytest

from chalicelib.domain.emergency import is_emergency, words_of


@pytest.mark.parametrize(
    ("words", "which"),
    [
        ("I smell gas on the stairs", "gas"),
        ("It smells like gas in 12A", "gas"),
        ("GAS LEAK!!", "gas"),
        ("楼道里有煤气味", "gas"),
        ("樓梯間有煤氣味", "gas"),
        ("There is a fire in the garage", "fire"),
        ("smoke coming from flat 3", "fire"),
        ("车库着火了", "fire"),
        ("樓下冒煙", "fire"),
        ("two people stuck in the lift", "trapped"),
        ("My son is trapped in the elevator", "trapped"),
        ("有人被困在电梯里", "trapped"),
        ("有人困喺𨋢入面", "trapped"),
        ("I got an electric shock from the lamp", "shock"),
        ("燈掣漏電", "shock"),
        ("The basement is flooded", "flooding"),
        ("Ｗａｔｅｒ ｐｏｕｒｉｎｇ down", "flooding"),
        ("爆水喉，大堂水浸", "flooding"),
    ],
)
def test_danger_is_heard(words: str, which: str) -> None:
    assert is_emergency(words) == which


@pytest.mark.parametrize(
    "words",
    [
        "My gas bill is wrong",
        "The fire door squeaks",
        "When is the fire drill?",
        "There is a fire alarm that blinks",
        "The lift is slow",
        "No one is trapped, but the lift stopped",
        "The floodlight is too bright",
        "电梯很慢，没有人被困",
        "煤气费太贵",
        "請問消防門幾時修",
        "Water drips from the ceiling.",
        "",
    ],
)
def test_what_only_looks_like_danger_is_not(words: str) -> None:
    assert is_emergency(words) is None


@pytest.mark.parametrize("lang", ["en", "zh-Hans", "zh-Hant"])
def test_a_page_can_watch_for_plain_words_in_each_language(lang: str) -> None:
    assert words_of(lang)
    assert all(is_emergency(word) for word in words_of(lang))
