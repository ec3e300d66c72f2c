"""An hour of 200 people polling and what stays flat: the last part of `make bench`."""

from infra.dynamodb_local import dynamodb_local
from tests.support.tables import tables_at

PEOPLE, MINUTES, MOVES = 200, 60, 40


def main() -> None:
    """Measure on a DynamoDB Local of our own, and tell what it billed."""
    with dynamodb_local() as address:
        _flat(address)
        _joiners(address)
        _building(address)
        _lists(address)
        _hour(address)


def _flat(address: str) -> None:
    """Tell what a look costs beside much that is finished, and what it did before it left."""
    # The environment is the tests': what reads it when it is made is imported after it.
    from tests.capacity import flat

    few, many = flat.beside(100, address), flat.beside(10_000, address)
    before = flat.beside(10_000, address, stay_ms=flat.FORTNIGHT_MS)
    print(f"  {flat.OPEN} open tasks beside 100 finished, 10,000, and 10,000 that stay two weeks:")
    for name, least in few.items():
        units = f"{least.units:.1f}, {many[name].units:.1f}, {before[name].units:.1f}"
        calls = f"{least.calls}, {many[name].calls}, {before[name].calls}"
        print(f"  {name}: read units {units}; calls {calls}")


def _joiners(address: str) -> None:
    """Tell what a status page reads beside ten who have the same, and beside five thousand."""
    from tests.capacity import joiners

    few, many = joiners.beside(10, address), joiners.beside(5_000, address)
    print("  status page of one of 10 who joined, and of one of 5,000:")
    for name, least in few.items():
        most = many[name]
        units = f"read units {least.units:.1f}, {most.units:.1f}"
        cpu = f"CPU ms {least.cpu_ms:.1f}, {most.cpu_ms:.1f}"
        print(f"  {name}: {units}; calls {least.calls}, {most.calls}; {cpu}")


def _building(address: str) -> None:
    """Tell what a form reads where much was reported, and a task that neighbours wrote about."""
    from tests.capacity import reported

    forms = {number: reported.beside_so_many(number, address) for number in (10, 100, 1_000)}
    units = ", ".join(f"{number:,}: {cost.units:.1f}" for number, cost in forms.items())
    print(f"  form with empty caches, read units by recent reports in the building: {units}")
    calls = {number: reported.task_of_neighbours(number, address).calls for number in (0, 25)}
    print(f"  task with 25 neighbours who wrote: calls {calls[25]}; with none {calls[0]}")


def _lists(address: str) -> None:
    """Tell what the lists take of CPU."""
    from tests.capacity import lists

    polled = lists.poll_beside_botocore(address)
    print(f"  a poll of 100 tasks / botocore's query: {polled}, bar 0.9")
    for number in (1_000, 10_000):
        took = lists.board_of(number, address)
        print(f"  a board's answer with {number:,} open / botocore's reading: {took}, bar 0.30")


def _hour(address: str) -> None:
    from tests.capacity import polling

    with tables_at(address):
        before = polling.lived(PEOPLE, MINUTES, MOVES, overlap_is_news=True)
    with tables_at(address):
        hour = polling.lived(PEOPLE, MINUTES, MOVES)
    delta = (hour.units - hour.resync_units) / (hour.polls - hour.resyncs)
    full = hour.resync_units / hour.resyncs
    queues = len(polling.DEPARTMENTS)
    print(f"  {PEOPLE} people poll for an hour; {MOVES} tasks move in {queues} queues")
    print(f"  polls {hour.polls:,}, {hour.unchanged:,} of them with nothing new, one query each")
    units = f"read units {before.units:,.0f}"
    print(
        f"  with what the overlap tells again as news: polls {before.polls:,}, {units}; now", end=""
    )
    print(f" {hour.polls / before.polls:.2f} of the polls, bar 0.55,", end="")
    print(f" {hour.units / before.units:.2f} of the units, bar 0.80")
    print(f"  read units {hour.units:,.0f}; naive, at the same moments, {hour.naive_units:,.0f}")
    print(f"  read units of a delta {delta:.2f}, of a full round {full:.2f}")


if __name__ == "__main__":
    main()
