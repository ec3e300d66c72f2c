"""The golden table of chasing: counted by hand, and what the ladder's arithmetic gives."""

import os

import pytest

from chalicelib.escalation.policy import DEFAULT, due_now, next_escalation
from chalicelib.estate.topics import base
from chalicelib.kernel.targets import TARGETS
from chalicelib.kernel.worktime import ALWAYS, Calendar
from infra.replay.day import reports
from tests.support import golden
from tests.support.builders import MINUTE, at

ZONE = "America/New_York"
MIDNIGHT = at("2013-12-25 00:00", ZONE)
OFFICE = Calendar(zone=ZONE, week=(golden.WINDOWS,) * 7)


def test_the_ladder_by_which_the_table_is_counted_is_the_usual_one() -> None:
    assert tuple(level.share for level in DEFAULT.rungs) == golden.SHARES
    assert DEFAULT.repeats == golden.REPEATS


@pytest.mark.parametrize("chased", golden.CLASSES)
def test_the_table_is_what_counting_quarters_of_a_minute_gives(chased: str) -> None:
    for start in range(0, golden.DAY_MINUTES, 7):
        assert golden.expected(chased, start) == golden.counted(chased, start)


def test_the_ladder_gives_the_table_for_the_reports_of_the_real_day() -> None:
    """Each fifth here; every one with STEWARD_WHOLE_DAY=1, as `make campaign ARGS=long` does."""
    starts = {(_class_of(report.topic), int(report.at // 60)) for report in reports()}
    some = sorted(starts)[:: 1 if os.environ.get("STEWARD_WHOLE_DAY") == "1" else 5]
    assert {chased for chased, _ in some} >= {"urgent", "60", "240"}
    for chased, start in some:
        assert climbed(chased, start) == golden.expected(chased, start), (chased, start)


def climbed(chased: str, start: int) -> list[int]:
    """Return the minutes at which a sweep that runs every minute climbs a rung."""
    policy = {
        "policy": DEFAULT,
        "calendar": ALWAYS if chased == "urgent" else OFFICE,
        "start": MIDNIGHT + start * MINUTE,
        "minutes": golden.CLASSES[chased],
        "holds": [],
    }
    made: list[int] = []
    number, last = 0, None
    while coming := next_escalation(**policy, climbed=number, last_at=last):
        now = max(MIDNIGHT - (MIDNIGHT - coming.at) // MINUTE * MINUTE, last or 0)
        while (due := due_now(now=now, **policy, climbed=number, last_at=last)) is None:
            now += MINUTE
        number, last = due.number, now
        made.append((now - MIDNIGHT) // MINUTE)
    return made


def _class_of(topic: str) -> str:
    row = base()[topic]
    usual = TARGETS[row.priority].accept
    return "urgent" if row.priority == "urgent" else str(row.accept or usual)
