"""The house rules: who may import what, and the things that stand in one place only."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIB = ROOT / "chalicelib"

MAY_IMPORT = {
    "entrypoints": {"entrypoints", "usecases", "domain", "storage", "outside", "settings",
                    "started", "i18n", "chalice", "msgspec", "jinja2", "segno", "pygal"},
    "usecases": {"usecases", "domain", "storage", "msgspec"},
    "storage": {"storage", "domain", "settings", "clients", "pynamodb", "botocore.exceptions",
                "msgspec"},
    "outside": {"outside", "domain", "i18n", "settings", "clients", "botocore",
                "botocore.exceptions", "jwt", "cryptography", "requests", "PIL",
                "msgspec"},
    "domain": {"domain", "msgspec"},
    "i18n": {"i18n", "babel"},
    "settings.py": set(),
    "clients.py": {"settings", "botocore"},
}  # fmt: skip
"""Floor to what it may import beside the standard library."""

NETWORK = {"http", "urllib", "socket", "smtplib", "ssl"}
"""Of the standard library, what talks to the world: only outside may (urllib.parse is text)."""


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(LIB.rglob("*.py")):
        parts = path.relative_to(LIB).parts
        if path.name != "__init__.py" or len(parts) > 1:
            yield parts[0], path


def imports(path: Path) -> Iterator[str]:
    """Yield what a module imports, ours by floor, others by name."""
    here = path.relative_to(ROOT).with_suffix("").parts
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level:
            base = list(here[: -node.level]) + (node.module.split(".") if node.module else [])
            names = [alias.name for alias in node.names] if len(base) == 1 else []
            yield from (".".join([*base, name]) for name in names or [""])
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def floor_of(name: str) -> str:
    """Return the floor of one of our modules, or the name of another's package."""
    parts = [part for part in name.split(".") if part]
    if parts[0] == "chalicelib":
        return parts[1] if len(parts) > 1 else "chalicelib"
    return name if name.startswith("botocore.exceptions") else parts[0]


def test_arrows_point_down() -> None:
    for floor, path in modules():
        wrong = [name for name in imports(path) if not _may_import(floor, name)]
        assert wrong == [], path.relative_to(LIB)


def _may_import(floor: str, name: str) -> bool:
    target = floor_of(name)
    if target in sys.stdlib_module_names:
        talks = target in NETWORK and name != "urllib.parse"
        return not talks or floor == "outside" or name == "http.cookies"
    return target in MAY_IMPORT[floor] | {"chalicelib"}


def test_only_settings_reads_the_environment() -> None:
    readers = [path.name for _, path in modules() if "os.environ" in path.read_text() and path.name]
    assert readers == ["settings.py"]


def test_only_entrypoints_ask_the_clock() -> None:
    asking = ("time.time", "datetime.now", "datetime.today", "utcnow")
    for floor, path in modules():
        if floor in ("domain", "storage", "usecases"):
            text = path.read_text()
            assert not [call for call in asking if f"{call}(" in text], path.name


def test_nobody_scans_but_the_daily_reconcile() -> None:
    scanning = [path.name for _, path in modules() if ".scan(" in path.read_text()]
    assert set(scanning) <= {"reconcile.py"}


def test_the_front_door_is_a_table_of_contents() -> None:
    tree = ast.parse((ROOT / "app.py").read_text())
    kinds = {type(node).__name__ for node in tree.body}
    assert kinds <= {"Expr", "ImportFrom", "Assign"}


def test_no_function_is_longer_than_fifty_lines() -> None:
    for _, path in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                length = (node.end_lineno or 0) - node.lineno
                assert length <= 50, f"{path.name}: {node.name} has {length} lines"
