"""Tests stand by themselves: what two of them share is in tests/support."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.support.folders import CONTEXTS
from tests.support.processes import PACKAGED, group

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


def test_who_shares_a_deployment_or_a_server_shares_a_process() -> None:
    users = {
        path.name for path in (TESTS / "infra").glob("test_*.py")
        if {"deployed", "seeded"} & {
            each.arg for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.FunctionDef) for each in node.args.args
        }
    }  # fmt: skip

    assert users <= set(PACKAGED)
    assert {group(f"tests/infra/{name}::test_it") for name in PACKAGED} == {"packaged"}
    assert group("tests/scale/test_load.py::test_it") == group("tests/resilience/test_races.py")
    assert group("tests/web/test_colour.py::test_a[x::y]") == "tests/web/test_colour.py"


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
