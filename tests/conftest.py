"""Fixtures for every test: AWS in this process, and tables from the template."""

import gc
import os
from collections.abc import Iterator

import hypothesis
import pytest
from moto import mock_aws

from tests.support import clock, quick_tables
from tests.support.processes import Groups, group
from tests.support.tables import ROOT, table_definitions, tables_at

pytest_plugins = ["tests.support.door", "tests.support.world"]

CAMPAIGN = bool(os.environ.get("STEWARD_CAMPAIGN"))
"""Set by `make campaign`: with DynamoDB Local, and with the tests that are marked for it."""

# The same examples each time, however long one takes: a run says something of this tree, and
# nothing of chance or of what else the machine does. Chance is for the campaign.
hypothesis.settings.register_profile(
    "steward",
    deadline=None,
    derandomize=not CAMPAIGN,
    database=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("steward")

SLOW_FIRST = ("infra", "browser", "resilience", "scale", "security", "replay", "cases")
"""Folders that several processes begin with: what begins last should be short."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave what the campaign has time for to it; begin with what takes long when several
    processes test at once."""
    if not CAMPAIGN:
        for_later = [item for item in items if item.get_closest_marker("campaign")]
        config.hook.pytest_deselected(items=for_later)
        items[:] = [item for item in items if not item.get_closest_marker("campaign")]
    if hasattr(config, "workerinput"):
        items.sort(key=_turn)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Groups:
    """Keep together what shares a server or a file's fixtures."""
    return Groups(config, log)


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass over what stays: libraries, cases, models."""
    gc.collect()
    gc.freeze()


def _turn(item: pytest.Item) -> int:
    folder = _folder(item)
    if group(item.nodeid) == "packaged":
        return -1
    return SLOW_FIRST.index(folder) if folder in SLOW_FIRST else len(SLOW_FIRST)


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(ROOT / "tests").parts[0]


@pytest.fixture
def on_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the doors have the time of the tests."""
    from chalicelib.platform.http import call as http

    monkeypatch.setattr(http, "time", clock.as_time)


@pytest.fixture
def aws() -> Iterator[None]:
    """AWS in this process, empty. Not for races: it loses updates under threads.

    The clients stay from test to test: making them costs more than most tests do.
    """
    from chalicelib.cases.duplicates import suggestions_store as known
    from chalicelib.estate import store as estate

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
