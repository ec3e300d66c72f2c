"""What is drawn of words that people typed: text, in SVG and in PDF, and nothing that acts."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import ImageFont

from chalicelib.kernel.text import clean
from chalicelib.web import drawing
from infra import fonts, posters

SVG = "{http://www.w3.org/2000/svg}"
WORDS = st.text(max_size=40) | st.sampled_from(
    ["</text><a>x</a>", "]]><g/>", "&lift;", "a\0b", "\ud800", "\ufffe", "x) Tj ET", "\u202egnp"]
)
ACTS = (b"/JS", b"/JavaScript", b"/AA", b"/Launch", b"/URI", b"/EmbeddedFile")
"""What makes a reader of a PDF do something."""


def page(words: str) -> drawing.Page:
    return drawing.Page(
        width=90, height=50, shapes=[drawing.Text(x=5, y=9, size=4, text=words, middle=True)]
    )


@given(WORDS)
def test_words_in_a_drawing_are_its_text_and_no_part_of_it(words: str) -> None:
    (text,) = ElementTree.fromstring(drawing.svg(page(words)))

    assert text.tag == f"{SVG}text" and len(text) == 0
    assert (text.text or "") == clean(words)


@pytest.fixture(scope="module")
def font(tmp_path_factory: pytest.TempPathFactory) -> fonts.Font:
    """The font that Pillow brings: a machine without one of its own prints nothing, but tests."""
    file: Path = tmp_path_factory.mktemp("font") / "plain.ttf"
    file.write_bytes(ImageFont.load_default(12).font_bytes)
    return fonts.Font(file, file)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(WORDS, min_size=1, max_size=3))
@example(["x) /OpenAction << /S /JavaScript >>"])
def test_words_in_a_pdf_do_nothing_and_make_no_page(
    font: fonts.Font, tmp_path_factory: pytest.TempPathFactory, words: list[str]
) -> None:
    file = tmp_path_factory.mktemp("pdf") / "made.pdf"
    posters.pdf([page(each) for each in words], file, font)
    made = file.read_bytes()

    assert made.startswith(b"%PDF-") and made.rstrip().endswith(b"%%EOF")
    assert made.count(b"/Type /Page\n") == len(words)
    # The view it opens with is the library's own, whatever stands on the page.
    assert made.count(b"/OpenAction [") == made.count(b"/OpenAction") == 1
    assert [name for name in ACTS if name in made] == []
