"""Patterns in what one building tells: found, told once, and again only when they grow."""

import random
from collections import Counter, defaultdict

import pytest

from chalicelib.improvements.model import DOING, DONE, DROPPED, PROPOSED, VERIFIED
from chalicelib.improvements.needs import (
    DETECTORS,
    WHY,
    Known,
    Pattern,
    Sign,
    Signs,
    flat_of,
    is_news,
    patterns,
)
from infra.replay.day import Report, reports


def signs(topic: str, count: int, **more: str) -> list[Sign]:
    return [Sign(f"{topic}{n}", topic, "repair", **more) for n in range(count)]


def found(**looked_at: object) -> list[tuple[str, int]]:
    return [(p.key, p.count) for p in patterns(Signs(**looked_at))]  # type: ignore[arg-type]


def test_three_alike_in_thirty_days_are_a_pattern_and_two_are_not() -> None:
    assert found(recent=signs("lighting", 3)) == [("alike#lighting", 3)]
    assert found(recent=signs("lighting", 2)) == []


def test_topics_that_say_nothing_and_tasks_of_our_own_are_no_signs() -> None:
    ours = [Sign(f"p{n}", "lighting", "service") for n in range(5)]

    assert found(recent=[*signs("other", 5), *ours]) == []


@pytest.mark.parametrize(("text", "flat"), [
    ("12A", ("12", "A")), ("flat 12a please", ("12", "A")), ("Flat A, 12/F", ("12", "A")),
    ("A室12樓", ("12", "A")), ("12樓A室", ("12", "A")), ("12/F Flat A", ("12", "A")),
    ("1203", ("12", "03")), ("903室", ("9", "03")), ("５樓Ｂ室", ("5", "B")),
    ("Lift 2", None), ("2號升降機", None), ("garage B1", None), ("lobby", None), ("", None),
    ("Tower 2 Corridor", None),
])  # fmt: skip
def test_a_flat_is_read_as_people_write_it(text: str, flat: tuple[str, str] | None) -> None:
    assert flat_of(text) == flat


def test_two_flats_one_above_the_other_point_at_the_riser() -> None:
    leaks = [Sign("a", "leak", "repair", "12A"), Sign("b", "leak", "repair", "Flat A, 9/F")]

    (pattern,) = patterns(Signs(recent=leaks))

    assert (pattern.key, pattern.count, pattern.stack) == ("riser#leak#A", 2, "9A, 12A")


def test_the_same_flat_twice_another_stack_or_a_topic_without_pipes_is_no_riser() -> None:
    twice = [Sign("a", "leak", "repair", "12A"), Sign("b", "leak", "repair", "12A")]
    beside = [Sign("a", "leak", "repair", "12A"), Sign("b", "leak", "repair", "12B")]
    noise = [Sign("a", "noise", "repair", "12A"), Sign("b", "noise", "repair", "9A")]

    assert [found(recent=each) for each in (twice, beside, noise)] == [[], [], []]


def test_of_one_topic_the_pattern_that_says_most_is_told() -> None:
    leaks = [Sign(str(n), "leak", "repair", f"{n}A") for n in range(1, 6)]

    assert found(recent=leaks, last_year=signs("leak", 4)) == [("riser#leak#A", 5)]


def test_this_month_last_year_is_a_pattern_before_anybody_complains() -> None:
    assert found(last_year=signs("no_heating", 3)) == [("season#no_heating", 3)]
    assert found(last_year=signs("no_heating", 2)) == []


def test_many_courtesies_of_one_kind_at_one_spot_are_a_pattern() -> None:
    counted = {("carried", "gate2"): 12, ("carried", "lobby"): 3}

    assert found(courtesies=counted) == [("courtesy#carried#gate2", 12)]


@pytest.mark.parametrize(("count", "known", "state", "news"), [
    (3, None, "", True),
    (9, 3, PROPOSED, False), (9, 3, DOING, False), (9, 3, DONE, False),
    (3, 3, VERIFIED, True),
    (5, 3, DROPPED, False), (6, 3, DROPPED, True),
    (29, 20, DROPPED, False), (30, 20, DROPPED, True),
])  # fmt: skip
def test_a_refusal_teaches_until_the_pattern_grows(
    count: int, known: int | None, state: str, news: bool
) -> None:
    pattern = Pattern(detector="alike", key="alike#leak", topic="leak", count=count)
    before = None if known is None else Known(count=known, measure="m")

    assert is_news(pattern, before, state) == news


def test_every_detector_says_why() -> None:
    assert DETECTORS.keys() <= WHY.keys()


def by_address() -> dict[str, list[Report]]:
    found: dict[str, list[Report]] = defaultdict(list)
    for report in reports():
        if report.address:
            found[report.address].append(report)
    return found


def signs_of(told: list[Report]) -> list[Sign]:
    return [Sign(report.number, report.topic, "repair") for report in told]


def test_on_the_real_day_every_pattern_is_three_or_more_of_one_building() -> None:
    seen = Counter[str]()
    for told in by_address().values():
        counts = Counter(report.topic for report in told)
        made = patterns(Signs(recent=signs_of(told)))
        assert {p.topic for p in made} <= {topic for topic, n in counts.items() if n >= 3}
        assert all(counts[p.topic] == p.count for p in made)
        seen.update(p.topic for p in made)

    print(f"{sum(seen.values())} patterns on the real day: {seen.most_common(4)}")
    assert seen["no_heating"] >= 50
    assert {"leak", "wall"} <= seen.keys()


def test_in_a_year_made_of_the_day_nothing_is_proposed_twice_and_season_comes_first() -> None:
    """Each report of the busiest buildings comes again on its own day, one in ten weeks.

    A proposal that is refused, as all are here, returns only when it has grown.
    """
    dice = random.Random(311)
    busiest = sorted(by_address().values(), key=len, reverse=True)[:20]
    proposed = daily = 0
    for told in busiest:
        year = sorted(
            (dice.randrange(365), r.topic, f"{r.number}-{n}") for r in told for n in range(5)
        )
        known: dict[str, Known] = {}
        for day in range(365):
            recent = [Sign(id_, topic, "repair") for d, topic, id_ in year if day - 30 <= d <= day]
            for pattern in patterns(Signs(recent=recent)):
                daily += 1
                if is_news(pattern, known.get(pattern.key), DROPPED):
                    before = known.get(pattern.key)
                    assert before is None or pattern.count >= before.count + 3
                    known[pattern.key] = Known(count=pattern.count, measure="m")
                    proposed += 1

    print(f"{proposed} proposals in a year of 20 buildings; {daily} without what refusals teach")
    assert 0 < proposed < daily / 20
