"""
What running Steward costs: `make cost`.

Prints it for 1,000 requests and for a month of three companies, with what dominates and the
setting that moves it. Prices are a dated table (prices.json): look them up before quoting.
"""

from infra.cost.reckoning import (
    COMPANIES,
    PRICES,
    Company,
    Money,
    of_a_month,
    of_a_poll,
    of_a_request,
    total,
)
from infra.say import line

KNOBS = {
    "mail": "fewer notices: a person can choose the app or a chat group, which cost nothing here",
    "API Gateway": "poll_after: a poll every 60 s instead of 30 s halves it",
    "DynamoDB": "nothing to turn: two writes an action are the promise",
    "Lambda": "memory and architecture: arm64 costs a fifth less a second",
    "watching": "alarms of a stage that nobody answers for",
    "SQS": "the batching window of the work queue",
    "storage": "how long a closed request is kept",
    "secrets": "nothing to turn",
}
"""What is paid for to the setting that moves it most."""


def main() -> None:
    line(f"Prices of {PRICES['dated']}, {PRICES['region']}.\n")
    _told("1,000 requests, their whole lives", _thousand(of_a_request()))
    _told("1,000,000 unchanged polls", {k: v * 1e6 for k, v in of_a_poll().items()})
    for company in COMPANIES:
        _month(company)


def _thousand(money: Money) -> Money:
    return {name: value * 1_000 for name, value in money.items()}


def _told(title: str, money: Money) -> None:
    line(f"{title}: ${total(money):,.2f}")
    for name, value in sorted(money.items(), key=lambda each: -each[1]):
        line(f"    {name:<14} {value:>12,.4f}  {value / total(money):>4.0%}")
    line("")


def _month(company: Company) -> None:
    parts = of_a_month(company)
    title = f"A month of {company.name}: {company.requests:,} requests, {company.staff:,} staff"
    line(f"{title}: ${sum(map(total, parts.values())):,.2f}")
    for name, money in parts.items():
        line(f"    {name:<14} {total(money):>12,.2f}")
    most = _dominant(parts)
    line(f"  most of it is {most[0]}, {most[1]}; what moves it: {KNOBS[most[1]]}\n")


def _dominant(parts: dict[str, Money]) -> tuple[str, str]:
    """Return the part and the thing paid for that cost most."""
    each = {(part, name): value for part, money in parts.items() for name, value in money.items()}
    return max(each, key=lambda key: each[key])


if __name__ == "__main__":
    main()
