"""A search reads so much and no more, in one order of time over all departments, to the end."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.kernel.errors import InvalidInput
from chalicelib.search import find as searching
from chalicelib.search import store
from chalicelib.search.find import MOST_HITS, MOST_QUERIES, MOST_READ, Page, find
from chalicelib.search.folding import folded
from chalicelib.search.model import Question, Scope, key_of, partition
from tests.search import made
from tests.support.builders import DAY, HOUR, MONDAY_TEN
from tests.support.calls import metered
from tests.support.tables import tables_at

ALL = (
    "engineering", "security", "fire_safety", "cleaning", "greening", "customer_service",
    "administration", "finance", "lifts", "pool", "club", "garage",
)  # fmt: skip
MOST_UNITS = 130
TWO_YEARS = Question(since=MONDAY_TEN - 730 * DAY, until=MONDAY_TEN + 1)


def asked(words: str = "", **more) -> Question:
    kept = {"since": TWO_YEARS.since, "until": TWO_YEARS.until}
    return Question(words=folded(words), **(kept | more))


def pages(scope: Scope, question: Question) -> list[Page]:
    """Return every answer, one after another, to the end."""
    found = [find(scope, question)]
    while found[-1].after:
        found.append(find(scope, question, found[-1].after))
        assert len(found) < 500
    return found


def test_each_hit_is_found_once_newest_first_over_departments_and_months(tables: None) -> None:
    made.put("hv", "engineering", range(0, 90, 2), words="leak")
    made.put("hv", "security", range(1, 90, 2), words="leak")
    made.put("hv", "engineering", range(1, 90, 2))
    made.put("qy", "engineering", range(40), words="leak")

    found = pages(Scope("hv", ("engineering", "security")), asked("LEAK"))

    keys = [each.key for page in found for each in page.hits]
    assert [key.split("#")[2].split(".")[0][-2:] for key in keys] == [f"{n:02d}" for n in range(90)]
    assert keys == sorted(keys, reverse=True)
    assert all(len(page.hits) <= MOST_HITS for page in found)


def test_an_answer_says_how_far_back_it_looked_and_a_month_ends_what_is_read(tables: None) -> None:
    made.put("hv", "engineering", range(60))
    within = asked(since=MONDAY_TEN - 10 * DAY - 1, until=MONDAY_TEN - 5 * DAY)

    page = find(Scope("hv", ("engineering",)), within)

    assert [each.row.request[-2:] for each in page.hits] == ["06", "07", "08", "09", "10"]
    assert (page.back_to, page.after) == (within.since, "")


def test_two_of_one_instant_at_the_edge_of_a_month_are_both_found(tables: None) -> None:
    edge = 1772323200000
    assert partition("hv", "security", edge) != partition("hv", "security", edge - 1)
    for n in range(2 * MOST_HITS):
        place = partition("hv", "security", edge), key_of(edge, made.task_id("hv", "security", n))
        store.put(place, made.row(n))

    found = pages(Scope("hv", ("security",)), asked())

    assert sum(len(page.hits) for page in found) == 2 * MOST_HITS


def test_a_full_month_of_a_manager_takes_no_more_than_an_answer_may(tables: None) -> None:
    made.put("hv", "engineering", range(1_300), every_ms=HOUR // 4)
    scope = Scope("hv", ALL)

    with metered() as meter:
        page = find(scope, asked("no such words"))

    assert page.hits == []
    assert page.after
    assert len(meter.calls) <= MOST_QUERIES
    assert meter.scanned * 700 <= MOST_READ


@pytest.mark.parametrize("others", [200, 1_000])
def test_other_communities_cost_a_search_nothing(tables: None, others: int) -> None:
    assert _cost(others) == (24, 30)


def _cost(others: int) -> tuple[int, int]:
    """Return calls and rows looked at of one answer beside so many rows of others."""
    made.put("hv", "engineering", range(30), words="leak")
    made.put("qy", "engineering", range(others), every_ms=HOUR, words="leak")
    with metered() as meter:
        find(Scope("hv", ALL), asked("nothing like it"))
    return len(meter.calls), meter.scanned


@pytest.mark.campaign
def test_an_answer_takes_as_much_beside_a_hundred_thousand_of_others(dynamodb_local: str) -> None:
    few, many = (_units(others, dynamodb_local) for others in (1_000, 100_000))

    assert few == many
    assert max(few) <= MOST_UNITS


def _units(others: int, address: str) -> list[float]:
    """Return the read units of the dearest answers: one department's, and a manager's."""
    with tables_at(address):
        made.put("qy", "engineering", range(others), every_ms=HOUR // 8)
        for department in ALL[:3]:
            made.put("hv", department, range(2_000), every_ms=HOUR // 8)
        taken = []
        for scope in (Scope("hv", ("engineering",)), Scope("hv", ALL)):
            with metered() as meter:
                find(scope, asked("no such words"))
            assert len(meter.calls) <= MOST_QUERIES
            taken.append(meter.read_units)
        return taken


@pytest.mark.parametrize(
    "cursor",
    ["x", "1" * 14, f"{1:013d}#hv-1.1.engineering", f"{1:013d}#", "find#1", "1" * 13 + " "],
)
def test_a_made_up_cursor_is_refused_and_named(cursor: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        find(Scope("hv", ("engineering",)), asked(), cursor)
    assert list(refused.value.fields) == ["after"]


def test_a_cursor_from_the_future_or_the_past_reads_nothing_that_is_not_asked(tables: None) -> None:
    made.put("hv", "engineering", range(3))
    scope = Scope("hv", ("engineering",))

    assert len(find(scope, asked(), f"{9 * 10**12:013d}").hits) == 3
    past = find(scope, asked(), f"{TWO_YEARS.since - DAY:013d}")
    assert (past.hits, past.after) == ([], "")


def test_more_departments_than_an_answer_reads_are_to_be_chosen_from() -> None:
    with pytest.raises(InvalidInput) as refused:
        find(Scope("hv", tuple(f"d{n}" for n in range(MOST_QUERIES + 1))), asked())
    assert list(refused.value.fields) == ["department"]


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_whatever_the_pieces_every_row_is_seen_once(data) -> None:
    """Against rows in memory, with budgets so small that every edge is met."""
    ages = data.draw(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 2)), max_size=40))
    rows = {}
    for n, (days, which) in enumerate(ages):
        at, department = MONDAY_TEN - days * DAY, ALL[which]
        key = key_of(at, made.task_id("hv", department, n))
        rows[partition("hv", department, at), key] = made.row(n)

    def page(where: str, before: str, limit: int) -> list[store.Read]:
        there = sorted((key for at, key in rows if at == where and key < before), reverse=True)
        return [store.Read(key, rows[where, key], 1024) for key in there[:limit]]

    patch = pytest.MonkeyPatch()
    with patch.context() as small:
        small.setattr(searching.store, "page", page)
        small.setattr(searching, "MOST_READ", data.draw(st.integers(9, 20)) * 1024)
        small.setattr(searching, "MOST_QUERIES", data.draw(st.integers(3, 9)))
        found = pages(Scope("hv", ALL[:3]), asked())

    assert [hit.key for page in found for hit in page.hits] == sorted(
        (key for _, key in rows), reverse=True
    )
