"""What the staff app and the board call the codes of the server: none is left without a name."""

import re
from collections.abc import Collection

import pytest

from chalicelib.cases.requests.submit_on_behalf import CHANNELS
from chalicelib.cases.tasks import model as life
from chalicelib.cases.tasks.transitions import EFFECTS
from chalicelib.feedback.model import KINDS
from chalicelib.i18n import languages
from chalicelib.i18n.catalogues import catalogue_files, extracted_from_scripts, texts
from chalicelib.improvements import model as measures
from chalicelib.lessons import model as lessons
from chalicelib.reports.trends import SPANS
from chalicelib.wiring.static_apps import STATIC

MARKED = re.compile(r'\b(?:t|N_)\(\s*"([^"]+)"|\b(?:pt|NP_)\(\s*"([^"]+)",\s*"([^"]+)"')


def script(name: str) -> str:
    return (STATIC / name).read_text()


def codes(name: str, table: str) -> set[str]:
    """Return the codes that a table of a script names."""
    (rows,) = re.findall(rf"const {table} = \{{\n(.*?)\n\}};", script(name), re.S)
    return set(re.findall(r'^  "?(\w+)"?:', rows, re.M))


@pytest.mark.parametrize(
    ("name", "table", "said"),
    [
        ("shared/names.js", "STATES", life.STATES),
        ("shared/names.js", "ACTIONS", {*EFFECTS, "note", "say"}),
        ("shared/names.js", "HISTORY", {*(action for _, action in life.LIFE), "put", "nudge"}),
        ("staff/unsent.js", "DEEDS", {f"heard_{kind}" for kind in KINDS}),
        ("staff/telling.js", "HEARD", CHANNELS),
        ("manage/names.js", "MEASURES", measures.STATES),
        ("manage/names.js", "LESSONS", set(lessons.LIFE.values())),
        ("manage/names.js", "LESSON_ACTIONS", {action for _, action in lessons.LIFE}),
        ("manage/names.js", "LESSON_TEXTS", lessons.TEXTS),
        ("manage/names.js", "ROLES", {"staff", "lead", "manager", "admin"}),
        ("manage/names.js", "SPANS", {str(days) for days in SPANS}),
    ],
)
def test_every_code_of_the_server_has_a_name(name: str, table: str, said: Collection[str]) -> None:
    assert set(said) - codes(name, table) == set()


def test_every_message_of_a_script_is_found_by_the_extractor() -> None:
    found = {(message.context, message.id) for message in extracted_from_scripts() if message.id}
    marked = set()
    for path in STATIC.rglob("*.js"):
        for plain, context, text in MARKED.findall(path.read_text()):
            marked.add((context or None, plain or text))

    assert marked == found
    assert len(found) > 300


def test_the_browser_reads_what_the_catalogue_says() -> None:
    for path in catalogue_files(domain="staff"):
        if path.parents[1].name == "en":
            continue
        said = script(f"shared/texts.{path.parents[1].name.replace('_', '-')}.js")
        assert all(text in said for text in texts(path).values())


def test_the_app_offers_and_keeps_every_language() -> None:
    named = re.search(r"names = \{(.*?)\}", script("shared/words.js"), re.S)
    kept = re.search(r"LANGUAGES = \[(.*?)\]", script("staff/sw.js"), re.S)

    assert named and tuple(re.findall(r'"?([\w-]+)"?: "', named[1])) == languages()
    assert kept and {"en", *re.findall(r'"([\w-]+)"', kept[1])} == set(languages())


def test_the_pictures_are_those_of_the_residents() -> None:
    pictures = (STATIC.parent / "templates" / "icons.html").read_text()
    theirs = set(re.findall(r"^'(\w+)': '([^']*)'", pictures, re.M))
    ours = re.findall(r'^  (\w+):\s+"([^"]*)",$', script("shared/icons.js"), re.M)
    assert set(ours) == theirs


def test_punctuation_between_a_label_and_its_value_is_the_languages() -> None:
    glued = re.compile(r"(\)\}|\bname\}|title\}): |\$\{(t|pt)\([^`]*\)\} \$\{|join\(\"[,:] \"\)")
    own = {"settings/community.js", "settings/hours_text.js"}  # what somebody types back
    found = [
        f"{path.name}: {line.strip()}"
        for folder in ("shared", "staff", "manage")
        for path in (STATIC / folder).rglob("*.js")
        if not path.name.startswith(("texts.", "uplot"))
        and f"{path.parent.name}/{path.name}" not in own
        for line in path.read_text().splitlines()
        if "`" in line or "join" in line
        if glued.search(line)
    ]

    assert found == []
