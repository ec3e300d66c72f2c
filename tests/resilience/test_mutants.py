"""A share of the mutations (`make campaign ARGS=mutations`): the tests notice what they watch."""

from . import mutants
from .mutant_session import FAILED, NO_TESTS, SURVIVED, Report, Tried


def test_whatever_changes_how_a_lost_race_begins_again_is_noticed(tmp_path) -> None:
    report = mutants.run(
        ["chalicelib/platform/storage/retry.py"],
        ("tests/platform/test_transition.py",),
        copy=tmp_path,
    )

    assert len(report.tried) >= 5
    assert mutants.alive(report) == []
    assert report.broken == []


def test_what_no_test_notices_fails_the_campaign_unless_it_is_said_why(monkeypatch, capsys) -> None:
    monkeypatch.setattr(mutants, "equivalents", lambda: {"m.x_f: a < b -> a <= b": "never equal"})
    tried = [
        Tried(f"m.{name}", code, "-a < b\n+a <= b")
        for name, code in [
            ("x_f__mutmut_1", SURVIVED), ("x_g__mutmut_1", SURVIVED), ("x_g__mutmut_2", FAILED),
            ("x_h__mutmut_1", NO_TESTS),
        ]
    ]  # fmt: skip

    assert mutants.told(Report(tried, of=9, tests=1), seconds=1) == 2
    assert "4 mutants of 9, 1 noticed, 1 equivalent, 2 not noticed" in capsys.readouterr().out
