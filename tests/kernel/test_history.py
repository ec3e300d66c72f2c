"""Steps and keys: what is the same ask, and what takes the key of another."""

from msgspec import structs

from chalicelib.kernel.history import (
    GRACE_MS,
    Step,
    asked,
    due,
    effect,
    in_order,
    is_replay,
    of_danger,
    step_of,
    what_of,
)


def test_a_step_is_what_was_asked_by_its_person_its_action_and_its_body() -> None:
    first = asked("k" * 22, "paco", "claim", 1)
    step = Step(at=1, action="claim", by="paco", key=first.key, mark=first.mark)

    assert is_replay(step, asked("k" * 22, "paco", "claim", 1))
    for by, action, body in (("wing", "claim", 1), ("paco", "start", 1), ("paco", "claim", 2)):
        assert not is_replay(step, asked("k" * 22, by, action, body))


def test_without_a_mark_the_person_decides_and_what_says_nobody_is_the_same() -> None:
    first = asked("k" * 22, "paco", "claim")
    bare = Step(at=1, action="claim", by="paco", key=first.key)

    assert is_replay(bare, first)
    assert not is_replay(bare, asked("k" * 22, "wing", "claim"))
    assert is_replay(bare, structs.replace(first, mark=""))


def test_a_danger_goes_under_a_key_of_its_words_that_is_no_longer_than_a_key() -> None:
    said, again = (of_danger(asked("k" * 64, "rosa", "note", words)) for words in ("fire", "gas"))

    assert said.key != again.key
    assert said.key.startswith("k" * 48 + "-") and len(said.key) <= 64 + 1
    assert (said.by, said.mark) == ("rosa", asked("k" * 64, "rosa", "note", "fire").mark)


def test_the_sweep_looks_at_the_earliest_clock_or_a_grace_after_the_oldest_effect() -> None:
    owed = {"1#route": 5_000, "2#tell": 4_000}

    assert due({}, [None]) is None
    assert due({}, [None, 9_000, 8_000]) == 8_000
    assert due(owed, [None]) == 4_000 + GRACE_MS
    assert due(owed, [4_000 + GRACE_MS - 1]) == 4_000 + GRACE_MS - 1


def test_an_effect_is_named_by_its_step_and_then_by_what_it_does() -> None:
    for what in ("tell", "nudge#paco"):
        name = effect(12, what)
        assert (step_of(name), what_of(name)) == ("12", what)


def test_steps_stand_in_the_order_in_which_they_happened_also_past_the_ninth() -> None:
    numbers = ["1", "2", "2.1", "2.10", "9", "10", "11.2"]
    steps = {number: Step(at=1, action="claim", by="paco") for number in sorted(numbers)}

    assert [number for number, _ in in_order(steps)] == numbers
