import json
from typing import Any

import pytest

from infra import build
from infra.paths import TEMPLATE


@pytest.fixture(scope="session")
def built() -> build.Built:
    return build.build_if_changed()


@pytest.fixture(scope="session")
def template(built: build.Built) -> dict[str, Any]:
    return json.loads(TEMPLATE.read_text())
