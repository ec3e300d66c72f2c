"""
What running Steward costs: `make cost`.

Prints it for 1,000 requests and for a month of three companies, with what dominates and the
setting that moves it. Prices are a dated table (prices.json): look them up before quoting.
"""

import json
from typing import Any

from infra.build import build_if_changed
from infra.cost.reckoning import (
    COMPANIES,
    HTTP,
    PRICES,
    Company,
    Money,
    Standing,
    of_a_month,
    of_a_poll,
    of_a_request,
    of_being_there,
    of_daily_files,
    of_snapshots,
    standing,
    total,
)
from infra.paths import TEMPLATE
from infra.say import line

KNOBS = {
    "mail": "fewer notices: a person can choose the app or a chat group, which cost nothing here",
    "API Gateway": "poll_after: a poll every 60 s instead of 30 s halves it",
    "DynamoDB": "nothing to turn: two writes an action are the promise",
    "Lambda": "memory and architecture: arm64 costs a fifth less a second",
    "alarms": "Watch=p1, on a stage that nobody answers for at night",
    "metrics": "nothing to turn: each has an alarm or a graph",
    "dashboard": "nothing to turn: one a stage",
    "traces": "nothing to turn: X-Ray takes the first of each second and 5 %",
    "SQS": "the batching window of the work queue",
    "storage": "how long a closed request is kept",
    "secrets": "nothing to turn",
}
"""What is paid for to the setting that moves it most."""


def main() -> None:
    build_if_changed()
    told(json.loads(TEMPLATE.read_text()))


def told(template: dict[str, Any]) -> None:
    """Print what a stack of this template costs."""
    line(f"Prices of {PRICES['dated']}, {PRICES['region']}.\n")
    _part("1,000 requests, their whole lives", _thousand(of_a_request()))
    _part("1,000,000 unchanged polls", _million(of_a_poll()))
    _part("The same, were the staff door an HTTP API (decision 344)", _million(of_a_poll(HTTP)))
    for name, everything in (("Watch=p1", False), ("every alarm", True)):
        there = of_being_there(standing(template, all_alarms=everything))
        _part(f"A month in which nobody sends and nobody polls, {name}", there)
    _part("A month of Snapshots=on besides, and 1,000 processes from them", of_snapshots(template))
    _part("30 nights of daily files, 1,000 requests read in each", of_daily_files(1_000))
    for company in COMPANIES:
        _month(company, standing(template, all_alarms=True))


def _million(money: Money) -> Money:
    return {name: value * 1e6 for name, value in money.items()}


def _thousand(money: Money) -> Money:
    return {name: value * 1_000 for name, value in money.items()}


def _part(title: str, money: Money) -> None:
    line(f"{title}: ${total(money):,.2f}")
    for name, value in sorted(money.items(), key=lambda each: -each[1]):
        line(f"    {name:<14} {value:>12,.4f}  {value / total(money):>4.0%}")
    line("")


def _month(company: Company, there: Standing) -> None:
    parts = of_a_month(company, there)
    title = f"A month of {company.name}: {company.requests:,} requests, {company.staff:,} staff"
    line(f"{title}: ${sum(map(total, parts.values())):,.2f}")
    for name, money in parts.items():
        line(f"    {name:<14} {total(money):>12,.2f}")
    other = sum(map(total, of_a_month(company, there, HTTP).values()))
    line(f"  were the staff door an HTTP API: ${other:,.2f}")
    most = _dominant(parts)
    line(f"  most of it is {most[0]}, {most[1]}; what moves it: {KNOBS[most[1]]}\n")


def _dominant(parts: dict[str, Money]) -> tuple[str, str]:
    """Return the part and the thing paid for that cost most."""
    each = {(part, name): value for part, money in parts.items() for name, value in money.items()}
    return max(each, key=lambda key: each[key])


if __name__ == "__main__":
    main()
