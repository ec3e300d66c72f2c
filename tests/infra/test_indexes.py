"""Indexes change as DynamoDB can change them: one at a time, never in place."""

import copy
import json

import pytest

from infra.paths import RESOURCES, ROOT

RELEASES = sorted((ROOT / "tests" / "data").glob("indexes-*.json"))

NEVER_ON_AWS = {"Requests.queue"}
"""Indexes of the last release that no account can have: AWS takes 20 named attributes an index,
and this one had 34."""


def indexes(template):
    return {
        name: {
            each["IndexName"]: {"KeySchema": each["KeySchema"], "Projection": each["Projection"]}
            for each in table["Properties"].get("GlobalSecondaryIndexes", [])
        }
        for name, table in template["Resources"].items()
    }


def refused(before, after):
    """Return what a live stack would refuse of a change of indexes, in words."""
    for table, had in before.items():
        has = after.get(table, {})
        for name in had.keys() & has.keys():
            if had[name] != has[name] and f"{table}.{name}" not in NEVER_ON_AWS:
                yield f"{table}.{name}: keys and projection cannot change; add another index"
        if len(moved := had.keys() ^ has.keys()) > 1:
            yield f"{table}: one index a release, not {', '.join(sorted(moved))}"


def test_a_live_stack_takes_the_indexes_of_this_version():
    before = json.loads(RELEASES[-1].read_text())
    now = indexes(json.loads((RESOURCES / "tables.json").read_text()))

    # The runbook's page "Changing an index" says what to do instead.
    assert list(refused(before, now)) == []


@pytest.mark.parametrize("mistake", ["one more attribute", "other keys", "two at once"])
def test_what_a_live_stack_refuses_is_seen_here(mistake):
    before = json.loads(RELEASES[-1].read_text())
    after = copy.deepcopy(before)
    if mistake == "one more attribute":
        after["Requests"]["place"]["Projection"]["NonKeyAttributes"].append("new")
    elif mistake == "other keys":
        after["Requests"]["due"]["KeySchema"].reverse()
    else:
        after["Requests"] |= {"one": {}, "two": {}}

    assert len(list(refused(before, after))) == 1


def test_one_new_index_is_taken():
    before = json.loads(RELEASES[-1].read_text())
    after = copy.deepcopy(before)
    after["Requests"]["new"] = {}

    assert list(refused(before, after)) == []
