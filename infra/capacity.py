"""
What 3,000 communities ask of each part of AWS at the worst minute, and what gives way first.

    python -m infra.capacity        writes docs/operate/capacity.md

Units and messages of one request are those of the measured life (infra/cost/life.json), how
long a function runs is what the cost table assumes. Limits are AWS's published defaults of
2026 for one account and region; look at Service Quotas for yours.
"""

from collections.abc import Iterator
from typing import NamedTuple

from chalicelib.cases.tasks.polling import LISTEN_S
from chalicelib.platform.aws.parameter_table import PARAMETERS
from chalicelib.reports.reconcile_run import SLICE_TIMES
from infra.corrections.api import RATE, THROTTLES
from infra.cost.reckoning import COMPANIES, FROM_OUTSIDE, LIFE, LOOKS_AT_STATUS, SECONDS
from infra.paths import ROOT

FILE = ROOT / "docs" / "operate" / "capacity.md"
COMPANY = COMPANIES[-1]

DAYS = 30
WORST_DAY = 1.5
"""Of an average day: the first cold, the first typhoon."""
WORST_HOUR = 0.12
"""Share of a day's requests in its busiest hour."""
WITHIN_THE_HOUR = 3.0
"""The busiest minute of that hour, over its average minute."""
ON_DUTY = 0.4
"""Share of the staff who are at work at once."""
POLL_S = 10
"""Everybody's phone asks as often as it ever does."""
QUEUES_EACH = 2
SHARDS = 4
DUE_WRITES = 2
"""Write units of one change of the due index: an old row goes, a new one comes."""
WRITES_OF_A_LIFE = 14
CLOCKS_OF_A_LIFE = 6
"""How often the sweep looks at a request and its tasks: nudges, silence, bundles, check-backs."""
SWEEP_ITEM_S = 0.03
SWEEP_RUN_S = 45
ROWS_OF_A_LIFE = 5
"""What stands under a request: itself, its tasks, an address, a note, a photo."""
DAYS_READ_AGAIN = 6
"""Days of work that the daily reconcile reads: what moved lately, and what is open."""
RECONCILE_ROW_S = 0.001
RECONCILE_RUN_S = 840
RECONCILE_RUNS = 23
STAFF_OF_A_QUEUE = 12
PROCESSES_SPARE = 3.0
"""Processes that are warm, over those at work."""
SSM_PAGES = -(-len(PARAMETERS) // 10)
SHIFT_MINUTES = 15
"""In which everybody who comes on duty signs in."""


class Row(NamedTuple):
    """One part: its worst moment, what it carries, and which setting moves that."""

    part: str
    peak: float
    limit: float
    unit: str
    setting: str

    @property
    def headroom(self) -> float:
        return self.limit / self.peak


def requests_per_second() -> float:
    """Return how many requests are submitted in each second of the worst minute."""
    day = COMPANY.requests / DAYS * WORST_DAY
    return day * WORST_HOUR / 3600 * WITHIN_THE_HOUR


def per_request(figure: str) -> float:
    """Return what one request's whole life takes of something that was measured."""
    return sum(step[figure] for name, step in LIFE.items() if "poll" not in name)


def rows() -> list[Row]:
    """Return every part, the one that gives way first at the top."""
    return sorted([*_doors(), *_table(), *_around()], key=lambda row: row.headroom)


def _doors() -> Iterator[Row]:
    sent = requests_per_second()
    pages = sent * (len(FROM_OUTSIDE) + LOOKS_AT_STATUS + 1)
    polls = COMPANY.staff * ON_DUTY / POLL_S
    bell = COMPANY.staff * ON_DUTY / LISTEN_S
    busy = (
        pages * SECONDS["page or api call"]
        + (polls + bell) * SECONDS["poll"]
        + sent * per_request("messages") * SECONDS["worker"]
    )
    yield Row("submissions, one method", sent, THROTTLES["POST"]["/q/{place}"][0], "calls/s",
              "`THROTTLES` in infra/corrections/api.py")  # fmt: skip
    yield Row("residents' other pages, one method", pages / 2, RATE, "calls/s", "`RATE`, there")
    yield Row("polls of staff", polls, THROTTLES["GET"]["/staff/v1/tasks"][0], "calls/s",
              "`poll/busy_s`, or `THROTTLES`")  # fmt: skip
    yield Row("looks at what is urgent", bell, THROTTLES["GET"]["/staff/v1/urgent"][0], "calls/s",
              "`THROTTLES` in infra/corrections/api.py")  # fmt: skip
    yield Row("API Gateway, account and region", pages + polls + bell, 10_000, "calls/s",
              "Service Quotas: API Gateway throttle rate")  # fmt: skip
    yield Row("Lambda at once", busy, 1_000, "runs",
              "Service Quotas: concurrent executions; a new account has 10")  # fmt: skip
    yield Row("signing in to Cognito", COMPANY.staff * ON_DUTY / SHIFT_MINUTES / 60, 120, "calls/s",
              "Service Quotas: user authentication rate")  # fmt: skip


def _table() -> Iterator[Row]:
    sent = requests_per_second()
    polls = COMPANY.staff * ON_DUTY / POLL_S
    writes, reads = sent * per_request("write_units"), sent * per_request("read_units")
    # The bell is one query a community, and nearly everybody works in one.
    queries = polls * QUEUES_EACH * 0.5 + COMPANY.staff * ON_DUTY / LISTEN_S * 0.5
    due = sent * WRITES_OF_A_LIFE * DUE_WRITES / SHARDS
    yield Row("table `requests`, written", writes, 40_000, "units/s",
              "Service Quotas: table write throughput; a new table begins at 4,000")  # fmt: skip
    yield Row("table `requests`, read", reads + queries, 40_000, "units/s",
              "Service Quotas: table read throughput; a new table begins at 12,000")  # fmt: skip
    yield Row("one shard of index `due`, written", due, 1_000, "units/s",
              "stack parameter `DueShards`; only ever raise it")  # fmt: skip
    yield Row("one queue of index `queue`, read", STAFF_OF_A_QUEUE / POLL_S * 0.5, 3_000, "units/s",
              "`poll/busy_s`; DynamoDB splits a hot partition by itself")  # fmt: skip
    limit = int(PARAMETERS["limits/place_minute"].default) / 60
    yield Row("one label's counter, written", limit, 1_000, "units/s", "`limits/place_minute`")


def _around() -> Iterator[Row]:
    sent = requests_per_second()
    notices = per_request("notices")
    day = COMPANY.requests / DAYS * WORST_DAY
    due = sent * CLOCKS_OF_A_LIFE * 60
    polls = COMPANY.staff * ON_DUTY / POLL_S
    processes = PROCESSES_SPARE * (polls * SECONDS["poll"] + sent * 6 * SECONDS["worker"] + 4)
    yield Row("mail by SES, a day", day * notices, 50_000, "mails/day",
              "Service Quotas: SES sending quota; or `mail_by` smtp")  # fmt: skip
    yield Row("mail by SES, a second", sent * notices, 14, "mails/s",
              "Service Quotas: SES send rate; what is refused comes again by itself")  # fmt: skip
    yield Row("the sweep, one shard", due / SHARDS, SWEEP_RUN_S / SWEEP_ITEM_S, "items/min",
              "`DueShards`; shards go on beside each other through the queue `sweep`")  # fmt: skip
    rows = day * ROWS_OF_A_LIFE * DAYS_READ_AGAIN * (1 + SLICE_TIMES)
    yield Row("the daily reconcile, whatever is finished", rows,
              RECONCILE_RUNS * RECONCILE_RUN_S / RECONCILE_ROW_S, "rows/day",
              "`SLICE_TIMES` in chalicelib/reports/reconcile_run.py")  # fmt: skip
    yield Row("SQS, in flight in one queue", sent * per_request("messages") * SECONDS["worker"],
              120_000, "messages", "none needed")  # fmt: skip
    yield Row("SSM parameters", processes * SSM_PAGES / 60, 40, "calls/s",
              "SSM setting: higher throughput")  # fmt: skip
    yield Row("photos into S3, one prefix", sent * 1.5, 3_500, "puts/s", "none needed")


HEAD = """# Capacity

Written by `python -m infra.capacity`; a test holds it to the constants there.

{name}: {requests:,} requests a month, {staff:,} staff. The worst minute: a day {worst_day:g}
times the average, {worst_hour:.0%} of it in one hour, the worst minute {within:g} times that hour's
average: {sent:.1f} requests a second. {on_duty:.0%} of the staff are on duty, and every phone asks
each {poll} s.

One request's life, measured: {writes:g} write units, {reads:g} read units, {messages:g} messages,
{notices:g} notices.

| Part | At the worst minute | Carries | Times over | The setting that moves it |
|---|---|---|---|---|
"""

FOOT = """
**First to give way: {part}**, at {times} times this load. Move it: {setting}.

Below 1 the limit must be raised before a company of this size starts. Nothing is lost at any of
these limits: a refused submission keeps its words on the phone; a refused effect or notice is sent
again by queue and sweep.

Partitions: requests are spread by request id, queues by community and department, clocks by
{shards} shards; no key holds a date or a state alone. A sweep reads what is due, oldest first, and
never counts what is open. The daily reconcile reads what is open, what moved within four days, and
a slice of the rest, {slice_times} times as much: years of finished requests make the round longer
(about 25 days for each year of history), not the day.
"""


def text() -> str:
    """Return the page."""
    found = rows()
    head = HEAD.format(
        name=COMPANY.name,
        requests=COMPANY.requests,
        staff=COMPANY.staff,
        worst_day=WORST_DAY,
        worst_hour=WORST_HOUR,
        within=WITHIN_THE_HOUR,
        sent=requests_per_second(),
        on_duty=ON_DUTY,
        poll=POLL_S,
        writes=per_request("write_units"),
        reads=per_request("read_units"),
        messages=per_request("messages"),
        notices=per_request("notices"),
    )
    table = "".join(
        f"| {row.part} | {_number(row.peak)} {row.unit} | {_number(row.limit)} | "
        f"{_number(row.headroom)} | {row.setting} |\n"
        for row in found
    )
    first = found[0]
    foot = FOOT.format(
        part=first.part,
        times=_number(first.headroom),
        setting=first.setting,
        shards=SHARDS,
        slice_times=SLICE_TIMES,
    )
    return head + table + foot


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2g}"


if __name__ == "__main__":
    FILE.write_text(text())
