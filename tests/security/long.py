"""The long part of what hostile callers send: `python -m tests.resilience.campaign hostile 300`."""

import time

from hypothesis.errors import FlakyFailure

from tests.resilience import engines
from tests.resilience import town as towns
from tests.resilience.town import MONDAY_TEN

from . import asking, contract


def run(examples: str = "300") -> int:
    """Call every operation this often; return how many broke the contract."""
    began, broken, taken = time.monotonic(), 0, 0
    with engines.in_process() as engine, towns.town(engine) as town:
        town.begin(engine.keep(), MONDAY_TEN)
        at = asking.build(town)
        kept, now = engine.keep(), town.now
        operations = contract.operations(town)
        for operation in operations:
            town.begin(kept, now)
            name = f"{operation.method.upper()} {operation.path}"
            try:
                taken += contract.try_out(town, at, operation, int(examples))
            except (AssertionError, contract.FailureGroup, FlakyFailure) as error:
                broken += 1
                print(f"  BROKEN {name}: {str(error)[:2_000]}", flush=True)
    calls, took = len(operations) * int(examples), time.monotonic() - began
    print(f"{calls} calls of {len(operations)} operations, {taken} taken")
    print(f"{broken} operations broke the contract, {took:.0f} s")
    return broken
