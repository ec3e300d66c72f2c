"""
Every number of our own that CloudWatch is given: the one table of them.

Each is counted by stage and nothing else: every further dimension is one more metric on
the bill. Alarms and the dashboard (`infra/watch`) may name what stands here or what AWS
itself measures, and nothing else.
"""

from collections.abc import Mapping
from typing import NamedTuple

NAMESPACE = "Steward"


class Metric(NamedTuple):
    """One number: in what it is counted, and what it says."""

    unit: str
    meaning: str


METRICS: Mapping[str, Metric] = {
    "Submitted": Metric("Count", "Requests stored; a replay is not counted again."),
    "RateLimited": Metric("Count", "Submissions refused because there were too many."),
    "DangerFlood": Metric("Count", "Dangers whose messages were bundled, for so many came."),
    "AuthzDenied": Metric("Count", "Calls of the staff API by who may not."),
    "Unexpected": Metric("Count", "Calls that ended in an error nobody foresaw."),
    "SecondsToClaim": Metric("Seconds", "From a task's start to the first who takes it."),
    "NoticesSent": Metric("Count", "Messages that a channel took."),
    "NoticesFailed": Metric("Count", "Messages that a channel did not take."),
    "MessagesLimited": Metric("Count", "Messages to residents not sent, for too many were."),
    "NudgesSent": Metric("Count", "Of the messages sent: those that chase staff."),
    "EffectFailures": Metric("Count", "Messages of a queue that must come again."),
    "SweepCompleted": Metric("Count", "Sweeps that went through every shard."),
    "SweepFailures": Metric("Count", "Items that the sweep could not look after this time."),
    "Stuck": Metric("Count", "Items that failed again and again; they are tried daily."),
    "Swept": Metric("Count", "Items that one run of the sweep looked after: its progress."),
    "OldestOverdueSeconds": Metric("Seconds", "How late the sweep was with the latest item."),
    "OldestPendingEffectSeconds": Metric("Seconds", "How long an effect has waited to be done."),
    "ConfigInvalid": Metric("Count", "Parameters whose stored value is not in force."),
    "HolidayTablesEndInDays": Metric("Count", "Days that the packaged holidays still cover."),
    "ReconcileMismatch": Metric("Count", "Requests accepted and not found, by the daily count."),
    "OpenUnderADay": Metric("Count", "Requests open for less than a day, by the daily count."),
    "OpenUnderAWeek": Metric("Count", "Open for a day to a week, by the daily count."),
    "OpenLonger": Metric("Count", "Open for more than a week, by the daily count."),
    "LateTasks": Metric("Count", "Tasks beyond their deadline, by the daily count."),
}
