"""A request is stored without what nobody said, and reads as it was."""

from msgspec import structs

from chalicelib.cases.requests import store as requests
from chalicelib.platform import clients, settings
from chalicelib.platform.storage import attributes, table
from tests.support.builders import MONDAY_TEN, World


def test_what_is_empty_of_a_new_request_is_not_stored_and_reads_as_it_was(world: World) -> None:
    request_id = world.submit().request_id
    read = requests.get(request_id)
    assert read is not None

    key = {"pk": {"S": request_id}, "sk": {"S": requests.REQUEST}}
    raw = clients.client("dynamodb").get_item(TableName=settings.table("requests"), Key=key)

    stored = raw["Item"]
    assert {"comment", "answers", "urges", "lift", "joinable"}.isdisjoint(stored)
    assert {"words", "state", "writes", "pending", "steps"} <= stored.keys()
    assert table.domain(attributes.Stored(stored), requests.Request) == read


def test_what_was_empty_can_be_said_and_be_empty_again(world: World) -> None:
    before = requests.get(world.submit().request_id)
    assert before is not None

    said = requests.save(before, structs.replace(before, comment="Thanks.", urges=[MONDAY_TEN]))
    requests.save(said, structs.replace(said, comment="", urges=[]))

    after = requests.get(before.id)
    assert after is not None
    assert (after.comment, after.urges) == ("", [])
