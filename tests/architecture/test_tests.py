"""Tests stand by themselves: what two of them share is in tests/support."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.support.folders import CONTEXTS

TESTS = Path(__file__).parents[1]
MORE = {"architecture", "browser", "capacity", "data", "infra", "kills", "replay",
        "resilience", "scale", "security", "support"}  # fmt: skip
"""Folders beside those of the contexts."""


def test_tests_stand_in_folders_named_like_the_contexts() -> None:
    assert {path.parent.relative_to(TESTS).parts[0] for path in TESTS.glob("*/**/*.py")} <= {
        *CONTEXTS, *MORE,
    }  # fmt: skip
    assert {path.name for path in TESTS.glob("*.py")} == {"__init__.py", "conftest.py"}


def test_no_test_module_imports_another() -> None:
    found = {
        f"{path.relative_to(TESTS)} imports {module}"
        for path in TESTS.rglob("*.py")
        for module in _imported(path)
        if module.startswith("test_") or module == "conftest"
    }

    assert found == set()


def _imported(path: Path) -> Iterator[str]:
    """Yield the last word of each module of tests that a file imports, or imports from."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level or module.partition(".")[0] == "tests":
                yield module.rpartition(".")[2]
                yield from (name.name for name in node.names)
        elif isinstance(node, ast.Import):
            yield from (
                name.name.rpartition(".")[2]
                for name in node.names
                if name.name.startswith("tests.")
            )
