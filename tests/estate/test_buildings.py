"""Names of buildings: a numbered tower has one in each language, and no floor is read into it."""

import pytest

from chalicelib.estate.buildings import apart, completed, mended, names_of

LANGUAGES = ("zh-Hant", "en", "zh-Hans")


@pytest.mark.parametrize(
    ("name", "chinese", "english"),
    [
        ("Tower 8", "8座", "Tower 8"),
        ("block C", "C座", "block C"),
        ("第3座", "第3座", "Tower 3"),
        ("12号楼", "12号楼", "Tower 12"),
    ],
)
def test_a_numbered_tower_has_a_name_in_each_language(name, chinese, english) -> None:
    assert names_of(name, LANGUAGES, "en") == {
        "zh-Hant": chinese, "en": english, "zh-Hans": chinese,
    }  # fmt: skip


def test_a_building_with_a_name_of_its_own_keeps_the_one_that_was_written() -> None:
    assert names_of("Lodge", LANGUAGES, "en") == {"en": "Lodge"}
    assert completed({"en": "Lodge"}, LANGUAGES) == {"en": "Lodge"}


def test_what_was_named_wins_over_what_follows_from_a_number() -> None:
    named = {"en": "Tower 8", "zh-Hant": "海景閣"}
    assert completed(named, LANGUAGES) == named | {"zh-Hans": "8座"}


def test_latin_letters_stand_apart_from_a_floor_in_chinese() -> None:
    assert [apart("Lodge", "zh-Hant"), apart("8座", "zh-Hant"), apart("Lodge", "en")] == [
        "Lodge ", "8座", "Lodge",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("building", "stored", "shown"),
    [
        ("tower8", "Tower 82樓A室", "8座2樓A室"),
        ("tower82", "Tower 82A室", "82座A室"),
        ("tower8", "Tower 8 大堂", "8座 大堂"),
        ("tower8", "海景閣2樓A室", "海景閣2樓A室"),
        ("lodge", "Tower 82樓A室", "Tower 82樓A室"),
    ],
)
def test_what_an_earlier_release_stored_is_shown_right(building, stored, shown) -> None:
    english = "Tower 8, 2/F, flat A"
    names = mended(building, {"en": english, "zh-Hant": stored})
    assert names == {"en": english, "zh-Hant": shown}
