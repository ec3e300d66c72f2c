"""A small load over HTTP: nothing lost, nothing doubled, the flood turned away."""

import pytest

from tests.scale import load


@pytest.mark.campaign
def test_of_many_submissions_at_once_nothing_is_lost_and_nothing_doubled() -> None:
    report = load.run(200, alone_s=1)

    assert report.wrong == []
    assert report.told["flood"][429] and report.told["reworded"][422] and report.told["again"][200]
    assert len(report.grown) == load.CLIENTS + 1
