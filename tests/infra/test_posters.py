"""Labels: printed, scanned in again from the paper, straight and askew, they name their place."""

import subprocess

import pytest
import segno
from msgspec import structs

from chalicelib.estate import posters as labels
from chalicelib.estate.labels import address
from chalicelib.web import drawing
from infra import fonts, paths, posters
from infra.say import Refused
from tests.support.builders import HARBOUR, LIFT, LOBBY, MONDAY_TEN

BASE = "https://requests.example.com"
PLACES = [LIFT, LOBBY]
DPI = 300


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """Return where the posters and labels of Harbour View were written."""
    folder = tmp_path_factory.mktemp("posters")
    return posters.write(HARBOUR, PLACES, BASE, folder, fonts.find(), now=MONDAY_TEN)


@pytest.mark.campaign
@pytest.mark.parametrize("tilt", [0, 5])
@pytest.mark.parametrize(("name", "held"), [("posters", [LIFT]), ("labels", PLACES)])
def test_what_is_printed_is_read_again_and_names_its_place(printed, tmp_path, name, held, tilt):
    paper = tmp_path / "paper"
    run("pdftoppm", "-r", DPI, "-png", "-singlefile", printed / f"{name}.pdf", paper)
    run("convert", f"{paper}.png", "-background", "white", "-rotate", tilt, f"{paper}-{tilt}.png")

    read = run("zbarimg", "--quiet", "--raw", f"{paper}-{tilt}.png").split()

    assert sorted(read) == sorted(address(BASE, place.code) for place in held)


@pytest.mark.campaign
def test_a_pdf_has_a_page_for_each_place_and_carries_its_letters(printed):
    told = run("pdfinfo", printed / "posters.pdf")
    embedded = run("pdffonts", printed / "posters.pdf").splitlines()[2:]

    assert f"Pages:           {len(PLACES)}" in told
    assert "A4" in told
    assert embedded and all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in embedded)


@pytest.mark.campaign
def test_a_label_says_in_text_what_its_code_says_in_dots(printed):
    said = run("pdftotext", "-layout", printed / "labels.pdf", "-")

    for text in ("7KQ2 M9X0 AB3C DE", "7KQ2M9X0AB3CDE-1", "2號升降機", "海景花園", "+852 2555 0100",
                 "09:00–13:00, 14:00–18:00", "2 March 2026", "999"):  # fmt: skip
        assert text in said


def test_a_code_is_small_in_capitals_and_survives_a_third_of_damage():
    made = segno.make_qr(address(BASE, LIFT.code), error="h", boost_error=False)

    assert made.mode == "alphanumeric"
    assert made.error == "H"
    assert int(made.version) <= 4


def test_a_code_keeps_its_quiet_zone_of_four_modules():
    side = 100.0
    code = drawing.qr(address(BASE, LIFT.code), x=0, y=0, side=side)
    paper, *modules = code
    module = min(box.w for box in modules)

    assert (paper.w, paper.fill) == (side, "#ffffff")
    assert min(box.x for box in modules) == pytest.approx(4 * module)
    assert max(box.x + box.w for box in modules) == pytest.approx(side - 4 * module)
    assert min(box.y for box in modules) == pytest.approx(4 * module)


def test_no_line_is_wider_than_its_paper():
    long = structs.replace(LIFT, name={"en": "The very long name of a very small place " * 4})
    for page in (labels.poster(long, HARBOUR, base=BASE, now=MONDAY_TEN),
                 *labels.sheets([long] * 9, HARBOUR, base=BASE, now=MONDAY_TEN)):  # fmt: skip
        for shape in page.shapes:
            if isinstance(shape, drawing.Text) and shape.text and not shape.middle:
                room = page.width - shape.x
                assert drawing.fitted(shape.text, shape.size, room) == shape.size


def test_nine_labels_stand_on_two_sheets():
    assert len(labels.sheets([LIFT] * 9, HARBOUR, base=BASE, now=MONDAY_TEN)) == 2


def test_without_a_font_the_command_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(fonts, "DEBIAN", tmp_path)
    monkeypatch.setattr(fonts, "FEDORA", tmp_path)

    with pytest.raises(Refused) as refused:
        fonts.find()

    assert "fonts-noto-cjk" in refused.value.sentence


def run(*command):
    """Run a command and return what it wrote."""
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_of_a_file_only_the_communities_that_are_asked_for_are_printed():
    demo, here = paths.ROOT / "infra/demo/estate.json", "https://requests.example.com"

    assert [each.code for each in posters._of_file(demo, here, ["hv"])[0]] == ["hv"]
    assert len(posters._of_file(demo, here, [])[0]) == 2
    with pytest.raises(Refused) as refused:
        posters._of_file(demo, here, ["hv", "xx"])
    assert "xx" in refused.value.sentence
