"""What every page is made of: small, safe, complete, with or without a script."""

import base64
import gzip
import hashlib
import re
from html.parser import HTMLParser
from itertools import product

import pytest

from chalicelib.i18n import languages
from chalicelib.web import render
from chalicelib.web.language import Reader
from chalicelib.web.style_sheets import without_comments
from tests.support.samples import PAGES, a_form, a_status

FIRST_ROUND_TRIP = 14_600
"""Bytes that arrive before a phone has to answer once: ten segments (RFC 6928)."""
FIRST_LOAD = 30_000

PHOTOS = "https://photos.example"


class Page(HTMLParser):
    """The ids of a page, what refers to them, and its fields."""

    def __init__(self, body):
        super().__init__()
        self.ids, self.refers, self.labels, self.fields, self.tags = [], [], [], [], []
        self.feed(body)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append((tag, found))
        self.ids += [found["id"]] if "id" in found else []
        for name in ("aria-labelledby", "aria-describedby"):
            self.refers += (found.get(name) or "").split()
        self.refers += [found["href"][1:]] if found.get("href", "").startswith("#") else []
        self.labels += [found["for"]] if tag == "label" else []
        visible = tag in ("input", "textarea", "select") and found.get("type") != "hidden"
        self.fields += [found.get("id")] if visible else []


def shown(name, lang="en", **changes):
    return render.page(PAGES[name](), Reader(lang, **changes), photos=PHOTOS)


def test_a_page_refers_only_to_what_is_on_it_and_labels_every_field():
    for name, lang in product(PAGES, languages()):
        page = Page(shown(name, lang)[0])

        assert len(page.ids) == len(set(page.ids)), (name, lang)
        assert set(page.refers) <= set(page.ids), (name, lang)
        assert set(page.fields) <= set(page.labels), (name, lang)


def test_a_page_arrives_in_the_first_round_trip():
    for name, lang in product(PAGES, languages()):
        size = len(gzip.compress(shown(name, lang)[0].encode(), 6))
        assert size <= FIRST_ROUND_TRIP, (name, lang)


def test_the_first_load_is_small():
    files = [shown("form-known", "zh-Hant")[0].encode()]
    files += [
        render.asset(render.hashed(name))[0]
        for name in render.ASSETS.keys() - {*render.GUESSES, render.PHOTOS}
    ]

    assert len(files) <= 3
    assert sum(len(gzip.compress(file, 6)) for file in files) <= FIRST_LOAD
    assert len(gzip.compress(files[1], 6)) <= 18_000


@pytest.mark.parametrize("name", PAGES)
def test_a_page_runs_no_script_and_no_style_but_ours(name):
    body, headers = shown(name)
    page = Page(body)
    policy = headers["Content-Security-Policy"]

    assert not [a for tag, a in page.tags if tag == "script" and "src" not in a]
    assert not [a for _, a in page.tags if "style" in a or any(n.startswith("on") for n in a)]
    for css in re.findall(r"<style>(.*?)</style>", body, flags=re.S):
        made = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
        assert f"'sha256-{made}'" in policy
    assert "unsafe" not in policy and "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy


def test_a_page_may_send_and_load_from_the_photo_bucket_and_nowhere_else():
    policy = shown("receipt")[1]["Content-Security-Policy"]

    for what in ("img-src", "connect-src", "form-action"):
        assert f"{what} 'self' {PHOTOS};" in policy


@pytest.mark.parametrize(("name", "kept"), [
    ("receipt", "no-store"), ("mine", "no-store"), ("form", "private, no-cache"),
])  # fmt: skip
def test_personal_pages_are_never_stored_and_back_keeps_the_form(name, kept):
    assert shown(name)[1]["Cache-Control"] == kept


def test_links_stand_under_the_stage():
    body, _ = render.page(a_form(), Reader("en"), base="/api")
    page = Page(body)
    inside = [a.get("href") or a.get("action") or a.get("src") for _, a in page.tags]

    assert all(link.startswith("/api/") for link in inside if link and link.startswith("/"))


def test_what_a_resident_wrote_is_text_and_nothing_else():
    nasty = '"><script>alert(1)</script>{{ 7*7 }}'
    form, _ = render.page(a_form(values={"words": nasty, "spot": nasty}), Reader("en"))
    status, _ = render.page(a_status(words=nasty, question=nasty), Reader("en"))

    for body in (form, status):
        assert "<script>alert" not in body
        assert "{{ 7*7 }}" in body


@pytest.mark.parametrize("lang", languages())
def test_a_page_says_its_language_and_offers_the_others(lang):
    body, _ = shown("form", lang)

    assert f'<html lang="{lang}"' in body
    for other, name in (("en", "English"), ("zh-Hans", "简体中文"), ("zh-Hant", "繁體中文")):
        assert f'?lang={other}" lang="{other}"' in body
        assert name in body


def test_large_mode_offers_fewer_topics_first():
    normal, large = shown("form")[0], shown("form", large=True)[0]

    assert '<html lang="en" class="large">' in large
    dangers = normal.count('class="chip"')
    tile = 'type="radio" name="topic"'
    assert normal.split("<details")[0].count(tile) == dangers + 9
    assert large.split("<details")[0].count(tile) == dangers + 5
    assert large.count(tile) == normal.count(tile)


def test_the_number_to_call_stands_before_the_form():
    body, _ = shown("form")

    assert body.index("tel:+85223456789") < body.index("<form")


def test_words_are_kept_whatever_went_wrong():
    for name in ("form-again", "form-limited", "form-expired"):
        view = PAGES[name]()
        assert view.values["words"] in shown(name)[0]


def test_an_address_that_somebody_made_up_breaks_no_page():
    body, _ = render.page(a_status(saved="nonsense", errors=["nonsense"]), Reader("en"))

    assert "nonsense" not in body


def test_an_unknown_label_tells_nothing_of_any_community():
    assert "Harbour" not in shown("label")[0]


def test_assets_are_found_by_the_hash_of_what_they_hold():
    body, headers = render.asset(render.hashed("resident.js"))

    assert b"function" in body and not re.search(rb"^[ \t]*//", body, re.M)
    assert "immutable" in headers["Cache-Control"]
    assert render.asset("resident.js") is None
    assert render.asset("../settings.py") is None


def test_compiled_templates_are_the_same_pages(tmp_path):
    from jinja2 import ModuleLoader

    render.compile_to(tmp_path)
    compiled = ModuleLoader(tmp_path)
    names = {path.name for path in render.PAGES.glob("*.html")}

    assert {compiled.get_module_filename(name) for name in names} == {
        path.name for path in tmp_path.glob("*.py")
    }


def test_a_script_is_sent_without_the_lines_that_are_comments() -> None:
    written = b"// Why.\nconst at = 'https://a.example'; // stays\n  // How.\n\nsend(at);\n"
    assert without_comments(written) == (b"const at = 'https://a.example'; // stays\n\nsend(at);\n")
