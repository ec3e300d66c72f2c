"""One rule of writing, in one place: nobody else begins a lost race again or writes history."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

LIB = Path(__file__).parents[2] / "chalicelib"
RETRY = "platform/storage/retry.py"
TRANSITION = "platform/transition.py"
LIFECYCLE = "kernel/lifecycle.py"


@cache
def nodes() -> list[tuple[str, ast.AST]]:
    """Return every node of the source, with the path of its module."""
    return [
        (path.relative_to(LIB).as_posix(), node)
        for path in sorted(LIB.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
    ]


def where(found: Iterator[str]) -> set[str]:
    return set(found)


def test_only_one_loop_begins_a_lost_race_again() -> None:
    loops = (ast.For, ast.While)
    assert where(name for name, node in nodes() if isinstance(node, loops) and _retries(node)) == {
        RETRY
    }


def test_tries_are_counted_in_one_place() -> None:
    named = where(
        name for name, node in nodes() if isinstance(node, ast.Name) and "TRIES" in node.id
    )
    assert named == {RETRY}


def test_only_a_transition_adds_to_a_history() -> None:
    assert where(name for name, node in nodes() if _adds_to_a_history(node)) == {TRANSITION}


def test_only_a_transition_moves_the_version_of_what_has_a_history() -> None:
    """`version = item.version + 1` for a history entry: `next_version` is the one to do it."""
    both = where(
        name
        for name, node in nodes()
        if isinstance(node, ast.FunctionDef) and _moves(node) and "Step" in _names(node)
    )
    assert both == {TRANSITION}


def test_one_life_engine_reads_every_table_of_transitions() -> None:
    defined = where(
        name
        for name, node in nodes()
        if isinstance(node, ast.FunctionDef) and node.name in ("advance", "not_allowed")
    )
    assert defined == {LIFECYCLE}


def test_no_use_case_takes_an_item_of_any_kind() -> None:
    names = ("about", "after", "before", "item", "parent")
    untyped = where(
        f"{name}: {node.arg}"
        for name, node in nodes()
        if not name.startswith(("kernel/", "platform/http/"))
        and isinstance(node, ast.arg)
        and node.arg in names
        and _names(node.annotation) == {"Any"}
    )
    assert untyped == set()


def _retries(loop: ast.For | ast.While) -> bool:
    """Say whether a loop goes on after a failed condition."""
    return any(
        isinstance(node, ast.ExceptHandler)
        and "ConditionFailed" in _names(node.type)
        and not any(isinstance(line, ast.Return | ast.Raise) for line in node.body)
        for node in ast.walk(loop)
    )


def _adds_to_a_history(node: ast.AST) -> bool:
    """Say whether a map is made of the steps of an item and more of them."""
    return isinstance(node, ast.Dict) and any(
        key is None and isinstance(value, ast.Attribute) and value.attr == "steps"
        for key, value in zip(node.keys, node.values, strict=True)
    )


def _moves(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(node, ast.BinOp)
        and isinstance(node.left, ast.Attribute)
        and node.left.attr == "version"
        for node in ast.walk(function)
    )


def _names(node: ast.AST | None) -> set[str]:
    found = ast.walk(node) if node else iter(())
    return {each.id for each in found if isinstance(each, ast.Name)}
