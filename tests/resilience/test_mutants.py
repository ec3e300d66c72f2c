"""A share of the mutations (`make campaign ARGS=mutations`): the tests notice what they watch."""

from . import mutants
from .mutants import Mutant


def test_whatever_changes_how_a_lost_race_begins_again_is_noticed(tmp_path) -> None:
    tried = mutants.run(
        ["chalicelib/platform/storage/retry.py"],
        ("tests/platform/test_transition.py",),
        copy=tmp_path,
    )

    assert len(tried) >= 5
    assert list(mutants.alive(tried, copy=tmp_path).values()) == []


def test_what_no_test_notices_fails_the_campaign_unless_it_is_said_why(monkeypatch, capsys) -> None:
    monkeypatch.setattr(mutants, "difference", lambda copy, name: "- a < b\n+ a <= b")
    monkeypatch.setattr(mutants, "equivalents", lambda: {"m.x_f: a < b -> a <= b": "never equal"})
    tried = [
        Mutant("m.x_f__mutmut_1", 0),
        Mutant("m.x_g__mutmut_1", 0),
        Mutant("m.x_g__mutmut_2", 1),
    ]

    assert mutants.told(tried, seconds=1) == 1
    assert "3 mutants, 1 noticed, 1 equivalent, 1 not noticed" in capsys.readouterr().out
