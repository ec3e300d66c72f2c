"""
The golden table: when a task that nobody takes is chased, by its class and its start.

`tests/data/chased.csv` has a row for each run of starting minutes with one answer. The
calendar is the replay's (08:00 to 12:00 and 13:00 to 18:00, every day), the ladder the
usual one; the answer is the minute of the sweep that climbs each rung: from the midnight
before ("at") or from the start ("after"). `python -m tests.support.golden` writes it, by
counting open quarters of a minute one by one: nothing of the system's own arithmetic.
"""

import csv
from bisect import bisect_left
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).parents[1] / "data/chased.csv"

WINDOWS = ((8 * 60, 12 * 60), (13 * 60, 18 * 60))
DAYS = 14
DAY_MINUTES = 24 * 60
CLASSES = {"urgent": 15, "15": 15, "60": 60, "240": 240, "480": 480}
"""Class to the minutes within which its task is to be accepted; urgent counts day and night."""
SHARES = (0.75, 1.0, 1.5)
REPEATS = 5
REPEAT_AFTER = 480


class Row(NamedTuple):
    """One row: for starts from `first` to `last` (minutes of the day)."""

    chased: str
    first: int
    last: int
    counted: str
    """"at" (minutes from the midnight of the start's day) or "after" (from the start)."""
    minutes: tuple[int, ...]


@cache
def table() -> list[Row]:
    with TABLE.open(newline="") as file:
        return [
            Row(row["class"], int(row["from"]), int(row["to"]), row["counted"],
                tuple(int(minute) for minute in row["minutes"].split()))
            for row in csv.DictReader(file)
        ]  # fmt: skip


def expected(chased: str, start: int) -> list[int]:
    """Return the minutes (from midnight) at which a task of this class and start is chased."""
    row = next(r for r in table() if r.chased == chased and r.first <= start <= r.last)
    return [minute + (start if row.counted == "after" else 0) for minute in row.minutes]


@cache
def _open_quarters(urgent: bool) -> list[int]:
    windows = ((0, DAY_MINUTES),) if urgent else WINDOWS
    return [
        quarter
        for day in range(DAYS)
        for opens, closes in windows
        for quarter in range((day * DAY_MINUTES + opens) * 4, (day * DAY_MINUTES + closes) * 4)
    ]


def counted(chased: str, start: int) -> list[int]:
    """Count the minutes at which it is chased, quarter by quarter."""
    quarters = _open_quarters(chased == "urgent")
    begin = bisect_left(quarters, start * 4)
    due = [quarters[begin + int(CLASSES[chased] * share * 4)] for share in SHARES]
    made: list[int] = []
    climbed = 0
    minute = start
    while climbed < len(SHARES) + REPEATS:
        minute = _next_sweep(due[climbed], minute, quarters)
        # A sweep climbs the highest rung that is due by then, the lower ones are passed over.
        while climbed + 1 < len(due) and due[climbed + 1] <= minute * 4:
            climbed += 1
        climbed += 1
        made.append(minute)
        if climbed >= len(due):
            due.append(quarters[bisect_left(quarters, minute * 4) + REPEAT_AFTER * 4])
    return made


def _next_sweep(quarter: int, after: int, quarters: list[int]) -> int:
    """Return the first minute from both on at which it is open: there a sweep climbs."""
    minute = max(-(-quarter // 4), after)
    return -(-quarters[bisect_left(quarters, minute * 4)] // 4)


def _rows(chased: str) -> list[Row]:
    answers = {start: tuple(counted(chased, start)) for start in range(DAY_MINUTES)}
    rows: list[Row] = []
    start = 0
    while start < DAY_MINUTES:
        at = answers[start]
        after = tuple(minute - start for minute in at)
        last_at = _while(start, lambda s, at=at: answers[s] == at)  # type: ignore[misc]
        last_after = _while(
            start,
            lambda s, after=after: tuple(m - s for m in answers[s]) == after,  # type: ignore[misc]
        )
        if last_at >= last_after:
            rows.append(Row(chased, start, last_at, "at", at))
        else:
            rows.append(Row(chased, start, last_after, "after", after))
        start = rows[-1].last + 1
    return rows


def _while(start: int, holds) -> int:  # type: ignore[no-untyped-def]
    while start + 1 < DAY_MINUTES and holds(start + 1):
        start += 1
    return start


def write() -> None:
    rows = [row for chased in CLASSES for row in _rows(chased)]
    assert len(list(groupby(rows, key=lambda row: row.chased))) == len(CLASSES)
    with TABLE.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["class", "from", "to", "counted", "minutes"])
        for row in rows:
            writer.writerow([*row[:4], " ".join(str(minute) for minute in row.minutes)])


if __name__ == "__main__":
    write()
