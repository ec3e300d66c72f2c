"""What words are about, where nobody chose: held against messages that nothing was learned from."""

import gzip
import json

import pytest

from chalicelib.cases.topics import guess
from chalicelib.cases.topics.guess import HANZI, LETTERS, MOST, needed, scores, suggested
from chalicelib.estate.topics import base
from chalicelib.kernel.fragments import normal, unpacked
from chalicelib.web.render import STATIC
from infra.topics.corpus import DATA, Message, read
from infra.topics.report import UNSAID, among, first, share

HELD = read(DATA / "held.tsv")
TAKEN = base().keys() - {UNSAID}
LANGUAGES = ("en", "zh-Hans", "zh-Hant")
COMMON = 12


def common() -> list[Message]:
    """Return the held-back messages about the topics of which there are twelve a language."""
    counted = {(each.topic, each.lang): 0 for each in HELD}
    for each in HELD:
        counted[each.topic, each.lang] += 1
    often = {
        topic
        for topic, _ in counted
        if all(counted.get((topic, lang), 0) >= COMMON for lang in LANGUAGES)
    }
    return [each for each in HELD if each.topic in often - {UNSAID}]


def test_the_held_back_messages_are_enough_and_were_never_learned_from() -> None:
    seen = {normal(each.text) for each in read(DATA / "seen.tsv")}

    assert len(HELD) >= 1_800
    assert len({each.topic for each in common()}) >= 40
    assert not seen & {normal(each.text) for each in HELD}


def test_the_first_guess_is_mostly_right_and_one_of_three_nearly_always() -> None:
    assert share(common(), first) >= 0.85
    assert share(common(), among) >= 0.95


@pytest.mark.parametrize(("words", "topic"), [
    ("Power outage", "no_power"),
    ("There is no heat in my apartment.", "no_heating"),
    ("电梯坏了", "lift_stopped"),
    ("隔籬屋好嘈", "noise"),
    ("ＤＯＧ  ＰＯＯ on the grass 12B", "animal"),
])  # fmt: skip
def test_short_words_are_understood(words: str, topic: str) -> None:
    assert suggested(words, TAKEN)[0] == topic


@pytest.mark.parametrize("words", ["", "12B", "？", "你好", "zzzqq", "🙏"])
def test_words_that_say_nothing_suggest_nothing(words: str) -> None:
    assert suggested(words, TAKEN) == []


def test_a_topic_that_is_not_taken_is_not_suggested() -> None:
    assert "lift_stopped" in suggested("the lift is broken", TAKEN)
    found = suggested("the lift is broken", TAKEN - {"lift_stopped"})

    assert "lift_stopped" not in found
    assert len(suggested("the lift is dirty and broken and noisy", TAKEN)) <= MOST


def test_the_files_are_read_for_the_letters_they_tell_of() -> None:
    assert needed(normal("电梯坏了 3-1203?")) == [HANZI]
    assert needed(normal("lift 壞咗")) == [LETTERS, HANZI]
    assert scores("1203 ?") == []


def test_every_topic_that_is_learned_exists() -> None:
    known = {topic for text in ("no water", "停水") for _, topic in scores(text)}

    assert known and known <= base().keys()
    assert {each.topic for each in [*HELD, *read(DATA / "seen.tsv")]} <= base().keys()


@pytest.mark.parametrize("name", [LETTERS, HANZI])
def test_server_and_phone_have_the_same_weights_and_the_phone_few_bytes(name: str) -> None:
    sent = (STATIC / f"topics-{name}.json").read_bytes()
    phone, ours = json.loads(sent), guess._read(name)

    assert phone["topics"] == ours.topics
    assert unpacked(phone["weights"], phone["gap"]) == dict(
        zip(ours.where, ours.weights, strict=True)
    )
    assert len(gzip.compress(sent)) <= 20_000
