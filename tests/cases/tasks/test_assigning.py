"""Who gets a task: fewest open first, never over the cap, only who is on duty."""

import random
from collections import Counter

from msgspec import structs

from chalicelib.cases.tasks.assigning import fairest
from tests.support.builders import member


def crew(size: int, cap: int):
    return [member(f"w{n}", "staff", "engineering", open_cap=cap) for n in range(size)]


def test_the_one_with_the_fewest_gets_it_and_of_equals_the_first() -> None:
    three = crew(3, 8)
    assert fairest(three, "engineering", {"w0": 2, "w1": 1, "w2": 1}) == three[1]


def test_nobody_gets_more_than_their_cap() -> None:
    two = crew(2, 1)
    assert fairest(two, "engineering", {"w0": 1}) == two[1]
    assert fairest(two, "engineering", {"w0": 1, "w1": 1}) is None


def test_only_staff_of_the_department_on_duty_are_asked() -> None:
    found = [
        member("off", "staff", "engineering", on_duty=False),
        member("gone", "staff", "engineering", disabled=True),
        member("lead", "lead", "engineering"),
        member("guard", "staff", "security"),
    ]
    assert fairest(found, "engineering", {}) is None


def test_who_did_not_take_it_is_passed_over_while_there_is_anybody_else() -> None:
    two = crew(2, 8)
    assert fairest(two, "engineering", {"w1": 5}, passed=["w0"]) == two[1]
    assert fairest(two[:1], "engineering", {}, passed=["w0"]) == two[0]


def test_over_random_histories_nobody_is_ever_given_more_than_a_fair_share() -> None:
    """Tasks come and go, people come and go: who gets one had the fewest of all who could."""
    chance = random.Random(20260302)
    for _ in range(300):
        people, held = crew(chance.randint(1, 5), chance.randint(1, 6)), Counter()
        for _ in range(60):
            what = chance.random()
            if what < 0.25 and held:
                held[chance.choice(sorted(held))] -= 1
                held = +held
            elif what < 0.4:
                at = chance.randrange(len(people))
                people[at] = structs.replace(people[at], on_duty=not people[at].on_duty)
            else:
                able = [p for p in people if p.on_duty and held[p.id] < p.open_cap]
                chosen = fairest(people, "engineering", held)
                if chosen is None:
                    assert not able
                    continue
                assert chosen in able
                assert held[chosen.id] == min(held[p.id] for p in able)
                held[chosen.id] += 1
        assert all(held[p.id] <= p.open_cap for p in people)
