"""An hour of 200 people polling, told beside the naive way: the last part of `make bench`."""

import os

import boto3

from infra.dynamodb_local import dynamodb_local
from tests.conftest import table_definitions

PEOPLE, MINUTES, MOVES = 200, 60, 40


def main() -> None:
    """Let them poll on a DynamoDB Local of our own, and tell what it billed."""
    # The environment is the tests': what reads it when it is made is imported after it.
    from tests.units import polling

    with dynamodb_local() as address:
        os.environ["AWS_ENDPOINT_URL"] = address
        client = boto3.client("dynamodb")
        for definition in table_definitions():
            client.create_table(**definition)
        hour = polling.lived(PEOPLE, MINUTES, MOVES)
    delta = (hour.units - hour.resync_units) / (hour.polls - hour.resyncs)
    full = hour.resync_units / hour.resyncs
    queues = len(polling.DEPARTMENTS)
    print(f"  {PEOPLE} people poll for an hour; {MOVES} tasks move in {queues} queues")
    print(f"  polls {hour.polls:,}, {hour.unchanged:,} of them with nothing new, one query each")
    print(f"  read units {hour.units:,.0f}; naive, at the same moments, {hour.naive_units:,.0f}")
    print(f"  read units of a delta {delta:.2f}, of a full round {full:.2f}")


if __name__ == "__main__":
    main()
