"""The contract is true: no call, allowed or forbidden, is answered in another way than it says."""

from typing import Any

from tests.resilience.town import Town

from .asking import Target
from .contract import operations, try_out

EXAMPLES = 10


def test_every_operation_keeps_its_contract_whatever_it_is_sent(
    town: Town, aimed: tuple[Target, Any, int]
) -> None:
    at, kept, now = aimed
    taken = 0
    for operation in operations(town):
        town.begin(kept, now)
        taken += try_out(town, at, operation, EXAMPLES)

    assert taken > 100
