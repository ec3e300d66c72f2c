"""
How many functions an account may run at once, before anything is made of it.

A new account has 10 where 1,000 is usual: a backlog of messages then leaves none for the form,
and a reservation that does not fit fails the whole stack.
"""

from infra import stacks
from infra.cloud import Target
from infra.say import Refused, line

UNRESERVED = 100
"""What Lambda keeps for functions without a reservation, in an account of the usual size."""
USUAL = 1_000
WORKERS = 50
"""The template's own WorkerConcurrency; two functions have it, and four others run beside."""


def fitted(where: Target, given: dict[str, str]) -> dict[str, str]:
    """Return the parameters with as many workers as the account has room for.

    Raises Refused when FormConcurrency does not fit. The emulator has room for all.
    """
    if where.endpoint:
        return given
    told = where.client("lambda").get_account_settings()["AccountLimit"]
    most = int(told["ConcurrentExecutions"])
    form = int(given.get("FormConcurrency", 0))
    if form and form > most - min(UNRESERVED, most):
        raise Refused(
            f"FormConcurrency={form} does not fit: this account may run {most} functions at once "
            f"and keeps {min(UNRESERVED, most)} for all others. {_ask(where)}"
        )
    if most >= USUAL:
        return given
    line(f"  this account may run {most} functions at once. {_ask(where)}")
    had = int(stacks.parameters(where).get("WorkerConcurrency", WORKERS))
    room = min(had, max(2, (most - form) // 5))
    line(f"  until then {room} of each worker may run; afterwards: WorkerConcurrency={WORKERS}")
    return {"WorkerConcurrency": str(room)} | given


def _ask(where: Target) -> str:
    return (
        f"Ask for {USUAL:,} in the console of {where.region}: Service Quotas, AWS Lambda, "
        "Concurrent executions."
    )
