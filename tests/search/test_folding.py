"""Words are the same however they are written: wide, large, simplified or traditional."""

import pytest

from chalicelib.search.folding import folded
from infra import characters


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("漏水，電梯壞了", "漏水，电梯坏了"),
        ("衞生間", "卫生间"),
        ("廁所沒有燈", "厕所没有灯"),
        ("Ｌｉｆｔ ２", "lift 2"),
        ("STRASSE", "straße"),
        ("水\n管", "水 管"),
        ("後面的線", "后面的綫"),
    ],
)
def test_these_are_one(one: str, other: str) -> None:
    assert folded(one) == folded(other) != ""


def test_what_is_folded_is_as_it_is_when_folded_again() -> None:
    text = "後面的線 Ｌｉｆｔ 臺 裏 啟"
    assert folded(folded(text)) == folded(text)


def test_the_table_is_the_one_that_the_library_gives() -> None:
    stored = (characters.ROOT / characters.FILE).read_text(encoding="utf-8")
    assert stored == characters.written(), "run `python -m infra.characters`"
    assert len(characters.table()) > 4_000
