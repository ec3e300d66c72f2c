"""One command gives a person their copy, or erases them; here on tables in this process."""

import json
from pathlib import Path

import pytest

from infra import person
from infra.say import Refused
from tests.support.door import Door
from tests.support.pages import ROSA, a_story


def asked(what: str, out: Path, *more: str) -> object:
    given = [what, "--community", "hv", "--contact", ROSA, "--out", str(out), *more]
    return person._arguments(given)


def test_the_copy_is_a_file_for_programs_and_a_page_for_people(door: Door, tmp_path: Path) -> None:
    a_story(door)
    person.export(asked("export", tmp_path, "--lang", "zh-Hant"))  # type: ignore[arg-type]
    copy = json.loads((tmp_path / "copy.json").read_text())
    page = (tmp_path / "copy.html").read_text()

    assert copy["requests"][0]["words"] == "Water drips on my bed."
    assert "Water drips on my bed." in page and ROSA in page
    assert 'lang="zh-Hant"' in page


def test_erasing_says_what_goes(
    door: Door, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, _, request_id = a_story(door)
    gone = person.erase(asked("erase", tmp_path))  # type: ignore[arg-type]

    assert gone["requests"] == [request_id]
    assert request_id in capsys.readouterr().out


def test_what_is_no_address_is_refused_in_one_sentence(door: Door, tmp_path: Path) -> None:
    given = person._arguments(["erase", "--community", "hv", "--contact", "Rosa"])
    with pytest.raises(Refused) as refused:
        person.erase(given)
    assert "not an email" in refused.value.sentence
