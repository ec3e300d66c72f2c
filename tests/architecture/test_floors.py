"""The house rules; who may import what stands in pyproject.toml (`lint-imports`)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIB = ROOT / "chalicelib"


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(LIB.rglob("*.py")):
        parts = path.relative_to(LIB).parts
        if path.name != "__init__.py" or len(parts) > 1:
            yield parts[0], path


def test_only_settings_reads_the_environment() -> None:
    readers = [path.name for _, path in modules() if "os.environ" in path.read_text() and path.name]
    assert readers == ["settings.py"]


def test_only_doors_and_workers_ask_the_clock() -> None:
    asking = re.compile(r"\btime\.time(_ns)?\(|datetime\.(now|today)\(|utcnow\(")
    found = {
        path.relative_to(LIB).as_posix() for _, path in modules() if asking.search(path.read_text())
    }
    assert found == {"platform/http/call.py", "platform/http/logs.py"}


def test_nobody_scans_but_the_daily_reconcile() -> None:
    scanning = [path.name for _, path in modules() if ".scan(" in path.read_text()]
    assert set(scanning) <= {"reconcile_store.py"}


def test_the_front_door_is_a_table_of_contents() -> None:
    tree = ast.parse((ROOT / "app.py").read_text())
    kinds = {type(node).__name__ for node in tree.body}
    assert kinds <= {"Expr", "ImportFrom", "Assign"}


def test_no_function_is_longer_than_fifty_lines() -> None:
    for path in (*(path for _, path in modules()), *(ROOT / "infra").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                length = (node.end_lineno or 0) - node.lineno
                assert length <= 50, f"{path.name}: {node.name} has {length} lines"


def test_no_module_is_longer_than_three_hundred_lines() -> None:
    """One that grows past it has two subjects: each gets a module with its own name."""
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for folder in ("chalicelib", "infra")
        for path in (ROOT / folder).rglob("*.py")
        if (lines := path.read_text().count("\n")) > 300
    }

    assert long == {}


def test_no_script_is_longer_than_four_hundred_lines() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in (LIB / "web/static").rglob("*.js")
        if not path.name.startswith(("texts.", "uplot"))
        if (lines := path.read_text().count("\n")) > 400
    }

    assert long == {}
