"""What stands once for all tests of the packaged system: it takes longer than most of them."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from infra import build, local, running
from infra.emulator import PYTHON
from infra.paths import TEMPLATE
from tests.support.processes import PACKAGED, group


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let those who share the packaged system come one after the other, in their turn."""
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    shares = group(item.nodeid) == "packaged"
    return PACKAGED.index(item.path.name) if shares else -1


@pytest.fixture(scope="session")
def built() -> build.Built:
    return build.build_if_changed()


@pytest.fixture(scope="session")
def template(built: build.Built) -> dict[str, Any]:
    return json.loads(TEMPLATE.read_text())


@pytest.fixture(scope="session")
def deployed() -> Iterator[running.Running]:
    """The packaged system on the emulator, its tables empty."""
    assert PYTHON.exists(), "the emulator is missing: run `make .local/ministack-venv/stamp`"
    with local.stack(seed=False) as system:
        yield system


@pytest.fixture(scope="session")
def seeded(deployed: running.Running) -> running.Running:
    """The same with the demo moved in. What a test changes of it, it puts back."""
    told = local.move_in(deployed.target, deployed.outputs, deployed.base_url)
    return replace(deployed, seeded=told)
