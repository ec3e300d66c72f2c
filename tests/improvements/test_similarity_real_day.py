"""
Suggested groups against what a person would group, on one real day.

`labelled_day.csv` holds 116 reports of fourteen buildings of the real day, each with the
measure that the one who labelled them would make of it: plaster is plaster whether it is
wall or ceiling, the boiler is the heat, and a basin is no shower.
"""

import csv
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import pytest

from chalicelib.improvements.similarity import Text, groups
from infra.replay.day import reports

LABELS = Path(__file__).with_name("labelled_day.csv")
PRECISION, RECALL = 0.95, 0.90

CHINESE = {
    "no_heating": "家裏沒有暖氣。", "leak": "天花板漏水。", "vermin": "家裏有老鼠。",
    "window": "窗戶壞了。", "rubbish": "走廊有垃圾。", "drains": "渠道淤塞。",
}  # fmt: skip


@pytest.fixture(scope="module")
def labels() -> dict[str, str]:
    with LABELS.open(encoding="utf-8", newline="") as file:
        return {row["number"]: row["measure"] for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def sayings(labels: dict[str, str]) -> list[Text]:
    return [
        Text(report.number, report.topic, labels[report.number].partition(":")[0], report.words)
        for report in reports()
        if report.number in labels
    ]


def pairs(grouped: list[list[str]]) -> set[frozenset[str]]:
    return {frozenset(pair) for group in grouped for pair in combinations(group, 2)}


def by_label(labels: dict[str, str]) -> list[list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for number, label in labels.items():
        found[label].append(number)
    return list(found.values())


def test_the_set_is_of_the_day(labels: dict[str, str], sayings: list[Text]) -> None:
    assert len(labels) == len(sayings) == 116
    assert len(set(labels.values())) == 56


def test_what_is_suggested_together_belongs_together(
    labels: dict[str, str], sayings: list[Text]
) -> None:
    suggested, wanted = pairs(groups(sayings)), pairs(by_label(labels))

    precision = len(suggested & wanted) / len(suggested)
    recall = len(suggested & wanted) / len(wanted)

    print(f"precision {precision:.3f}, recall {recall:.3f}, pairs {len(suggested)}/{len(wanted)}")
    assert precision >= PRECISION
    assert recall >= RECALL


def test_it_does_not_matter_in_what_language_they_said_it(
    labels: dict[str, str], sayings: list[Text]
) -> None:
    spoken = [
        Text(s.id, s.topic, s.building, CHINESE[s.topic]) for s in sayings if s.topic in CHINESE
    ]
    wanted = pairs(by_label({s.id: labels[s.id] for s in spoken}))

    assert pairs(groups(spoken)) == wanted
