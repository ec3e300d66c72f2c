"""How dangers are measured, and the bars that what is learned must hold."""

import pytest

from infra.danger.__main__ import main
from infra.danger.corpus import DANGER, DATA, EVERYDAY, Unreadable, read
from infra.danger.report import closing, interval, misses, report
from infra.say import Refused

HEAD = "id\tlang\tlabel\tkind\ttext\n"


def test_the_held_back_half_shares_no_message_with_the_seen_half():
    seen = {each.text for each in read(DATA / "seen.tsv")}
    assert not [each.id for each in read(DATA / "held.tsv") if each.text in seen]


def test_the_held_back_half_has_both_labels_of_every_language():
    found = {}
    for each in read(DATA / "held.tsv"):
        found.setdefault(each.lang, {DANGER: 0, EVERYDAY: 0})[each.label] += 1
    most = {lang: 75 if lang in ("en", "zh-Hans", "zh-Hant") else 30 for lang in found}

    assert len(found) == 6
    assert all(min(counts.values()) >= most[lang] for lang, counts in found.items())


def test_dangers_are_recognised_and_everyday_messages_alarm_seldom():
    """Below what was reached: a later lesson may win here and lose there."""
    recall, alarms = (
        float(part.split()[-1]) for part in closing(read(DATA / "held.tsv")).split(",")
    )

    assert recall >= 0.90
    assert alarms <= 0.05


def test_a_file_of_ones_own_is_reported_by_language_and_kind(tmp_path, capsys):
    corpus = tmp_path / "own.tsv"
    corpus.write_text(
        HEAD + 'a\ten\tdanger\tfire\tFire in the "garage"\r\nb\txx\teveryday\tany\tthank you\n'
    )
    main(["--file", str(corpus)])
    told = capsys.readouterr().out.splitlines()

    assert told[-1] == "recall 1.00, false alarms 0.00"
    assert any(line.split()[:2] == ["xx", "any"] for line in told)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("id,lang\n", "line 1"),
        (HEAD + "a\ten\tmaybe\tfire\tx\n", "line 2"),
        (HEAD + "a\ten\n", "line 2"),
    ],
)
def test_a_file_of_another_form_is_refused_naming_the_line(tmp_path, text, line):
    corpus = tmp_path / "own.tsv"
    corpus.write_text(text)

    with pytest.raises(Unreadable, match=line):
        read(corpus)
    with pytest.raises(Refused):
        main(["--file", str(corpus)])


def test_a_share_is_told_with_its_interval():
    low, high = interval(97, 100)
    assert (round(low, 3), round(high, 3)) == (0.915, 0.990)
    assert interval(0, 0) == (0.0, 1.0)


def test_misses_are_told_whole(tmp_path):
    corpus = tmp_path / "own.tsv"
    corpus.write_text(HEAD + "a\ten\tdanger\tfire\tlovely flowers\n")

    assert misses(read(corpus)) == ["  a\tdanger\tfire\tlovely flowers"]
    assert "0.000" in report(read(corpus))[1]
