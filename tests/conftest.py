"""What every test stands on: an environment without AWS, and tables from the template."""

import os

os.environ.update(
    {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "STAGE": "test",
        "REQUESTS_TABLE": "steward-test-requests",
        "ESTATE_TABLE": "steward-test-estate",
        "HOUSEHOLDS_TABLE": "steward-test-households",
        "LEDGER_TABLE": "steward-test-ledger",
        "PHOTOS_BUCKET": "steward-test-photos",
    }
)
# Before anything of ours is imported: the models read the tables' names when they are made.
for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE"):
    os.environ.pop(name, None)

import sys  # noqa: E402

# Or every process, and every worker, would compile all libraries again: ten seconds each.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

import gc  # noqa: E402
import json  # noqa: E402
from collections.abc import Iterator  # noqa: E402
from contextlib import contextmanager  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

import pytest  # noqa: E402

# Before any client is made: it listens to those alone that come after it.
from moto import mock_aws  # noqa: E402

from chalicelib.i18n import catalogues  # noqa: E402
from infra import holiday_tables  # noqa: E402
from tests import clock  # noqa: E402
from tests.support import quick_moto, quick_tables  # noqa: E402

ROOT = Path(__file__).parents[1]

# What the build makes, made here for the source tree.
holiday_tables.ensure()
catalogues.compile_catalogues()
quick_moto.install()
quick_tables.install()


CAMPAIGN = bool(os.environ.get("STEWARD_CAMPAIGN"))
"""Set by `make campaign`: with DynamoDB Local, and with the tests that are marked for it."""

SLOW_FIRST = ("infra", "browser", "scale", "faults", "abuse", "replay", "usecases", "entrypoints")
"""Folders that several processes begin with: what begins last should be short."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave what the campaign has time for to it. Keep together what shares a file's fixtures
    or a server, when several processes test at once; begin with what takes long then."""
    if not CAMPAIGN:
        for_later = [item for item in items if item.get_closest_marker("campaign")]
        config.hook.pytest_deselected(items=for_later)
        items[:] = [item for item in items if not item.get_closest_marker("campaign")]
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    if hasattr(config, "workerinput"):
        items.sort(key=_turn)


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass over what stays: libraries, cases, models."""
    gc.collect()
    gc.freeze()


def _group(item: pytest.Item) -> str:
    folder = _folder(item)
    asks = "dynamodb_local" in getattr(item, "fixturenames", ())
    needs_server = asks or folder == "scale" or item.path.name.startswith("test_races")
    return "server" if needs_server else str(item.path)


def _turn(item: pytest.Item) -> int:
    folder = _folder(item)
    return SLOW_FIRST.index(folder) if folder in SLOW_FIRST else len(SLOW_FIRST)


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(ROOT / "tests").parts[0]


def table_definitions() -> list[dict[str, Any]]:
    """Return what CreateTable takes for each table of the template."""
    resources = json.loads((ROOT / "infra/resources/tables.json").read_text())["Resources"]
    return [_definition(name, resource["Properties"]) for name, resource in resources.items()]


def _definition(name: str, properties: dict[str, Any]) -> dict[str, Any]:
    kept = ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
    made = {key: properties[key] for key in kept if key in properties}
    return {"TableName": os.environ[f"{name.upper()}_TABLE"], **made}


@pytest.fixture
def on_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the doors have the time of the tests."""
    from chalicelib.entrypoints import http

    monkeypatch.setattr(http, "time", clock.as_time)


@pytest.fixture
def aws() -> Iterator[None]:
    """AWS in this process, empty. Not for races: it loses updates under threads.

    The clients stay from test to test: making them costs more than most tests do.
    """
    from chalicelib.storage import estate, known

    with mock_aws():
        estate.forget()
        known.forget()
        yield


@pytest.fixture
def tables(aws: None) -> Iterator[None]:
    """The four tables, empty, as the template declares them."""
    with quick_tables.tables(table_definitions()):
        yield


@pytest.fixture(scope="session")
def dynamodb_local() -> Iterator[str]:
    """The address of DynamoDB Local: for units, and for races."""
    from infra import dynamodb_local as local

    if (lacking := local.missing()) and not os.environ.get("STEWARD_STRICT"):
        pytest.skip(f"DynamoDB Local needs {lacking}")
    with local.dynamodb_local() as address:
        yield address


@pytest.fixture
def any_tables(request: pytest.FixtureRequest) -> Iterator[None]:
    """The four tables, empty: on DynamoDB Local in the campaign, else in this process."""
    if CAMPAIGN:
        with tables_at(request.getfixturevalue("dynamodb_local")):
            yield
    else:
        request.getfixturevalue("tables")
        yield


@contextmanager
def tables_at(address: str) -> Iterator[None]:
    """Aim this process at a server, with the four tables empty there, until the block ends."""
    import boto3
    from botocore.config import Config

    from chalicelib import clients
    from chalicelib.storage import estate, table

    os.environ["AWS_ENDPOINT_URL"] = address
    for cache in (table.connection, clients.client):
        cache.cache_clear()
    estate.forget()
    # With time: a first table can take longer than anybody who waits would, and a second
    # try finds it there.
    client = boto3.client("dynamodb", config=Config(read_timeout=60, retries={"mode": "standard"}))
    try:
        for definition in table_definitions():
            client.create_table(**definition)
        yield
    finally:
        for definition in table_definitions():
            client.delete_table(TableName=definition["TableName"])
        del os.environ["AWS_ENDPOINT_URL"]
        for cache in (table.connection, clients.client):
            cache.cache_clear()
