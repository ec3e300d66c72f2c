"""Which opinions are alike: in English and in Chinese, without a dictionary."""

import pytest

from chalicelib.improvements.similarity import Text, groups, similarity, tokens, vectors


def a_saying(n: int, words: str, topic: str = "dirty", building: str = "tower1") -> Text:
    return Text(str(n), topic, building, words)


def alike(one: str, other: str) -> float:
    weighed = vectors([a_saying(1, one), a_saying(2, other), a_saying(3, "something else")])
    return similarity(weighed["1"], weighed["2"])


def test_words_lose_their_endings_and_chinese_is_cut_in_pairs() -> None:
    assert tokens("The lobbies smelled, smelling") == ["lobb", "smell", "smell"]
    assert tokens("大堂很髒 lift 2") == ["lift", "2", "大堂", "堂很", "很髒"]
    assert tokens("ＬＩＦＴ　２") == ["lift", "2"]


@pytest.mark.parametrize(("one", "other", "unlike"), [
    ("the lobby floor is wet", "wet floors in the lobby", "dogs bark at night"),
    ("大堂地面很濕，很髒", "下雨天大堂地面又濕又髒", "晚上狗吠得很大聲"),
    ("大堂地面很湿", "下雨天大堂地面湿", "电梯等得太久"),
])  # fmt: skip
def test_the_same_thing_in_other_words_is_more_alike_than_another_thing(
    one: str, other: str, unlike: str
) -> None:
    assert alike(one, other) > 0.25
    assert alike(one, unlike) < 0.1


def test_the_same_topic_and_building_without_words_belong_together() -> None:
    assert groups([a_saying(1, ""), a_saying(2, "")]) == [["1", "2"]]


def test_another_topic_never_belongs() -> None:
    assert groups([a_saying(1, "wet"), a_saying(2, "wet", topic="leak")]) == []


def test_one_topic_in_one_building_may_be_two_things() -> None:
    found = groups([
        a_saying(1, "wet floor in the lobby"),
        a_saying(2, "the lobby floor is wet"),
        a_saying(3, "dog mess beside the playground"),
        a_saying(4, "mess of dogs at the playground"),
    ])  # fmt: skip

    assert sorted(map(sorted, found)) == [["1", "2"], ["3", "4"]]


def test_a_topic_that_says_nothing_asks_for_like_words() -> None:
    assert groups([a_saying(1, "", "other"), a_saying(2, "", "other")]) == []
    assert groups([
        a_saying(1, "a bench in the garden please", "suggestion"),
        a_saying(2, "please put a bench into the garden", "suggestion"),
    ]) == [["1", "2"]]  # fmt: skip


def test_the_largest_group_comes_first() -> None:
    many = [a_saying(n, "lift is slow", topic="lift_stopped") for n in range(4)]
    few = [a_saying(n, "lamp is out", topic="lighting") for n in range(10, 12)]

    assert [len(group) for group in groups([*few, *many])] == [4, 2]
