"""Tests in a browser wait: what they read after a click is never read before it came."""

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parents[1]

ACTS = {
    "check", "click", "dblclick", "fill", "go_back", "hover", "press", "select_option",
    "set_input_files", "tap", "uncheck",
}  # fmt: skip
READS = {
    "all", "all_inner_texts", "all_text_contents", "bounding_box", "content", "count", "evaluate",
    "evaluate_all", "get_attribute", "inner_text", "input_value", "is_checked", "is_disabled",
    "is_enabled", "is_hidden", "is_visible", "text_content", "title",
}  # fmt: skip
"""What answers at once with what is there now, be it of the page before."""
WAITS = ("expect", "goto", "reload", "wait_for", "waits")

ACTED, WAITED = "acted", "waited"
Helpers = dict[str, str]
"""The name of a helper to how it leaves the page, where that is known."""


class Reader(ast.NodeVisitor):
    """Reads one function as it runs; what it defines inside is a function of its own."""

    def __init__(self, helpers: Helpers) -> None:
        self.helpers, self.left, self.too_early = helpers, "", list[int]()

    def read(self, function: ast.FunctionDef) -> "Reader":
        for each in function.body:
            self.visit(each)
        return self

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Leave it to the reader of that function."""

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """The same."""

    def visit_With(self, node: ast.With) -> None:
        self.generic_visit(node)
        opened = [each.context_expr for each in node.items]
        if any(isinstance(each, ast.Call) and _name(each).startswith("expect") for each in opened):
            self.left = WAITED

    def visit_Assert(self, node: ast.Assert) -> None:
        self.generic_visit(node)
        self._reads(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self.generic_visit(node)
        if node.attr == "url":
            self._reads(node)

    def visit_Call(self, node: ast.Call) -> None:
        self.generic_visit(node)
        name = _name(node)
        if name in self.helpers:
            self.left = self.helpers[name] or self.left
        elif name in ACTS:
            self.left = ACTED
        elif name in READS and isinstance(node.func, ast.Attribute):
            self._reads(node)
        elif name.startswith(WAITS):
            self.left = WAITED

    def _reads(self, node: ast.expr | ast.stmt) -> None:
        if self.left == ACTED:
            self.too_early.append(node.lineno)


def _name(call: ast.Call) -> str:
    return getattr(call.func, "attr", "") or getattr(call.func, "id", "")


def _functions(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text())
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def _with_those_of(functions: list[ast.FunctionDef], helpers: Helpers) -> Helpers:
    """Return the helpers and these functions; thrice, for they call each other."""
    known = dict(helpers)
    for _ in range(3):
        known |= {
            each.name: Reader(known).read(each).left
            for each in functions
            if not each.name.startswith("test_")
        }
    return known


def too_early(folder: Path) -> Iterator[str]:
    """Yield each line that reads from a page, or asserts, right after somebody did something."""
    files = sorted(folder.glob("*.py"))
    shared = [each for file in files if not file.name.startswith("test_")
              for each in _functions(file)]  # fmt: skip
    helpers = _with_those_of(shared, {})
    for file in files:
        functions = _functions(file)
        known = _with_those_of(functions, helpers)
        for each in functions:
            for line in sorted(set(Reader(known).read(each).too_early)):
                yield f"{file.name}:{line}"


def test_nothing_is_read_from_a_page_at_once_after_a_click() -> None:
    assert list(too_early(TESTS / "browser")) == []


def test_what_reads_at_once_is_found_and_what_waits_is_not(tmp_path: Path) -> None:
    (tmp_path / "test_pages.py").write_text(
        """
def test_early(page):
    page.click("#send")
    assert page.title() == "Thank you"

def test_late(page):
    page.click("#send")
    expect(page).to_have_title("Thank you")
    assert page.url.endswith("/receipt")

def test_navigation(page):
    with page.expect_navigation():
        page.click("#send")
    assert page.inner_text("h1") == "Thank you"

def open_it(page):
    page.get_by_text("More").click()

def test_helper(page):
    open_it(page)
    said = page.inner_text("p")

def test_what_a_click_sent(page, samples):
    page.click("#send")
    assert samples.sent == ["x"]
"""
    )

    assert list(too_early(tmp_path)) == ["test_pages.py:4", "test_pages.py:21", "test_pages.py:25"]
