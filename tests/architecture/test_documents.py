"""The documents are true: what they name is there, and nouns have one name."""

import re
import tomllib
from collections import Counter
from pathlib import Path

from chalicelib.platform import settings
from chalicelib.privacy import personal

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(set(DOCS.rglob("*.md")) - set(DOCS.glob("decisions/*")))]
"""A decision tells of its day: what it names may have moved since."""

MADE = ("build/", ".local/")
TOP = ("chalicelib", "docs", "infra", "tests", ".ci")
FLOORS = tuple(path.name for path in (ROOT / "chalicelib").iterdir() if path.is_dir())
FILE = re.compile(r"[\w./-]+\.(py|md|js|html|json|tsv|csv|yml|toml|txt|po|png|gz)")

VARIANTS = {
    "ladder": "escalation policy",
    "ledger": "delivery log",
    "nudge": "reminder",
    "rung": "escalation level",
    "tenant": "resident, or community",
    "ticket": "request",
}
"""What documents do not say, and what they say instead; the glossary has both."""


def named(text: str) -> set[str]:
    """Return the paths that a document names: between backticks, or in a listing or command."""
    spans = re.findall(r"`([^`\n]+)`", text)
    listed = re.findall(rf"(?<![\w/.-])(?:{'|'.join(TOP[:4])})/[\w./<>-]+", text)
    return {each for each in spans if _is_path(each)} | {each.rstrip(".") for each in listed}


def _is_path(span: str) -> bool:
    first = span.partition("/")[0]
    return bool(FILE.fullmatch(span)) or ("/" in span and first in TOP + FLOORS)


def there(path: str) -> bool:
    if path.startswith(MADE):
        return True
    pattern = re.sub(r"<\w+>", "*", path).rstrip("/")
    if "/" not in pattern:
        return any(ROOT.glob(pattern)) or any((ROOT / top).rglob(pattern) for top in TOP[:4])
    return any(any(base.glob(pattern)) for base in (ROOT, ROOT / "chalicelib"))


def test_every_path_that_a_document_names_is_there() -> None:
    gone = {f"{page.name}: {path}" for page in PAGES for path in named(page.read_text())
            if not there(path)}  # fmt: skip
    assert gone == set()
    assert not there("domain/gone.py") and "domain/gone.py" in named("see `domain/gone.py`")


def test_every_link_of_a_document_leads_somewhere() -> None:
    for page in [*PAGES, *DOCS.glob("decisions/*.md")]:
        for link in re.findall(r"\]\(([^)#:]+)[)#]", page.read_text()):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_every_command_that_a_document_names_is_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    for page in PAGES:
        text = page.read_text()
        assert set(re.findall(r"(?:`|^ +)make ([a-z]+)", text, re.M)) <= targets, page.name
        for module in re.findall(r"python -m ([\w.]+\w)", text):
            file = ROOT / module.replace(".", "/")
            assert file.with_suffix(".py").exists() or (file / "__init__.py").exists(), module


def test_the_readme_is_an_entrance_and_no_manual() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) <= 70


def test_every_document_is_found_from_the_index() -> None:
    linked = set(re.findall(r"\]\(([^)]+\.md)\)", (DOCS / "index.md").read_text()))
    ours = {page.relative_to(DOCS).as_posix() for page in PAGES[1:]} - {"index.md"}
    assert ours <= linked


def test_the_glossary_names_every_kind_of_stored_item() -> None:
    rows = re.findall(r"^\| ([^|]+) \|", (DOCS / "glossary.md").read_text(), re.M)
    nouns = [noun.strip().lower() for row in rows for noun in row.split(",")]

    assert {name.lower() for name in personal.stored()} <= set(nouns)
    assert [noun for noun, times in Counter(nouns).items() if times > 1 and noun != "noun"] == []


def test_a_document_calls_a_thing_by_its_one_name() -> None:
    for page in PAGES:
        if page.name != "glossary.md":
            prose = re.sub(r"`[^`\n]+`|\]\([^)]+\)", "", page.read_text()).lower()
            used = [word for word in VARIANTS if re.search(rf"\b{word}s?\b", prose)]
            assert not used, f"{page.name}: say {[VARIANTS[word] for word in used]}"


def test_a_picture_of_the_documents_loads_on_a_slow_line() -> None:
    pictures = list(DOCS.rglob("*.png"))
    assert pictures and all(each.stat().st_size <= 60_000 for each in pictures)


def test_a_decision_has_a_number_of_its_own_and_says_what_why_and_since_when() -> None:
    files = sorted(DOCS.glob("decisions/*.md"))
    numbers = Counter(path.name[:3] for path in files)
    assert [number for number, times in numbers.items() if times > 1 or not number.isdigit()] == []
    for path in files:
        text = path.read_text()
        assert re.search(r"^(Date: )?20\d\d-\d\d-\d\d$", text, re.M), path.name
        for part in ("Context", "Decision", "Consequence"):
            assert f"**{part}.**" in text, f"{path.name}: {part}"


def test_the_newest_release_of_the_changelog_is_the_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text()
    releases = re.findall(r"^## (\d+\.\d+\.\d+) — 20\d\d-\d\d-\d\d$", text, re.M)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())

    assert re.findall(r"^## (\S+)", text, re.M) == ["Unreleased", *releases]
    assert releases[0] == settings.VERSION
    assert project["project"]["version"] == settings.VERSION


def test_the_changelog_says_nothing_twice() -> None:
    """Two branches that both add lines are merged by taking all lines of both."""
    lines = [line for line in (ROOT / "CHANGELOG.md").read_text().splitlines() if line]
    assert [line for line, times in Counter(lines).items() if times > 1] == []
