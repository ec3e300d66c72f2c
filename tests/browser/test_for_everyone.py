"""Every page in every state: no finding, large enough, nothing cut off.

The campaign looks at each in every language and size, and keeps a picture.
"""

from typing import Any

import pytest
from msgspec import Struct
from playwright.sync_api import expect

from chalicelib.i18n import languages
from tests.browser.screens import PHONE, TARGETS, WIDER_THAN_THE_PHONE, findings, shoot
from tests.support.samples import PAGES

PRINTED = {"poster"}
"""What is read from paper, in the one size of that."""
SMALLEST = {"width": 320, "height": 568}
ENLARGED = {"width": 320, "height": 256}
SMALLEST_TEXT = 17.9
LARGE_TEXT = 23.9
SMALLEST_TARGET = 44
SMALLEST_MAIN_TARGET = 60

TEXT_SIZES = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const at = walker.currentNode.parentElement;
    if (walker.currentNode.textContent.trim() && at.checkVisibility() && at.tagName !== 'NOSCRIPT')
      found.push([parseFloat(getComputedStyle(at).fontSize), at.textContent.trim().slice(0, 40)]);
  }
  return found;
}"""


LONGER = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  for (const node of nodes) {
    const words = node.textContent.trim();
    const more = words.slice(0, Math.ceil(words.length * 0.4));
    if (words) node.textContent = '[' + words + ' ' + more + ']';
  }
}"""
"""A language that needs forty per cent more room than English."""

TOPS = """() => [...document.querySelectorAll('main > *, form > *, section > *')]
  .filter((at) => at.checkVisibility() && !at.closest('.trap, .unseen'))
  .map((at) => Math.round(at.getBoundingClientRect().top))"""


class Seen(Struct):
    """What was measured of one page on a phone, in English."""

    findings: list[Any]
    tops: list[int]
    tabs: int
    """Elements that a page puts out of the order of reading."""
    texts: list[Any]
    targets: list[Any]
    main: list[Any]
    cut: list[str]
    cut_longer: list[str]
    """Of words that need forty per cent more room than English."""
    width: int
    """At 400 % of a screen of 1,280 px, which leaves 320; the fonts grow with it."""
    large: list[Any]
    """The texts in large letters."""
    cut_large: list[str]


class Large(Struct):
    """What was measured of each eighth page in large letters, in Chinese."""

    findings: list[Any]
    cut: list[str]


@pytest.fixture(scope="module")
def seen(browser, served) -> dict[str, Seen]:
    """Every page, opened once: opening one takes longer than to measure it."""
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        return {name: look(page, served.url(name)) for name in PAGES}


def look(page, address) -> Seen:
    page.set_viewport_size(PHONE)
    page.goto(address)
    found, tops = findings(page), page.evaluate(TOPS)
    tabs = page.locator("[tabindex]:not([tabindex='-1'])").count()
    open_everything(page)
    texts = page.evaluate(TEXT_SIZES)
    fields = labels(page)
    targets = page.evaluate(TARGETS, "a, button, summary, label, input[type=file], select")
    main = page.evaluate(TARGETS, ".send, .second, .tile label, .sos, .pick label, textarea")
    page.set_viewport_size(SMALLEST)
    cut = page.evaluate(WIDER_THAN_THE_PHONE)
    page.set_viewport_size(ENLARGED)
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(SMALLEST)
    page.evaluate("document.documentElement.classList.add('large')")
    large, cut_large = page.evaluate(TEXT_SIZES), page.evaluate(WIDER_THAN_THE_PHONE)
    page.evaluate("document.documentElement.classList.remove('large')")
    page.evaluate(LONGER)
    return Seen(
        found, tops, tabs, texts, [each for each in targets if each[2] not in fields], main, cut,
        page.evaluate(WIDER_THAN_THE_PHONE), width, large, cut_large,
    )  # fmt: skip


@pytest.fixture(scope="module")
def large(browser, served) -> dict[str, Large]:
    with browser.new_context(viewport=SMALLEST) as context:
        page = context.new_page()
        return {name: look_large(page, served, n, name) for n, name in enumerate([*PAGES][::8])}


def look_large(page, served, n, name) -> Large:
    page.goto(served.url(name, ("zh-Hant", "zh-Hans")[n % 2], large=True))
    found = findings(page)
    open_everything(page)
    return Large(found, page.evaluate(WIDER_THAN_THE_PHONE))


def test_axe_finds_nothing_on_any_page(seen, large):
    assert {name: each.findings for name, each in seen.items() if each.findings} == {}
    assert {name: each.findings for name, each in large.items() if each.findings} == {}


def test_what_is_read_aloud_is_in_the_order_of_what_is_seen(seen):
    for name, each in seen.items():
        assert each.tops == sorted(each.tops), name
        assert each.tabs == 0, name


def test_text_and_targets_are_large_enough(seen):
    for name, each in seen.items():
        assert [said for said in each.texts if said[0] < SMALLEST_TEXT] == [], name
        assert [at for at in each.targets if at[1] < SMALLEST_TARGET] == [], name
        assert [
            at for at in each.main if at[1] < SMALLEST_MAIN_TARGET or at[0] < SMALLEST_TARGET
        ] == [], name


def test_large_mode_is_large(seen):
    small = {n: [said for said in each.large if said[0] < LARGE_TEXT] for n, each in seen.items()}

    assert {name for name, said in small.items() if said} == PRINTED


def test_nothing_is_cut_off_on_the_smallest_phone(seen, large):
    assert {name: each.cut for name, each in seen.items() if each.cut} == {}
    assert {name: each.cut_large for name, each in seen.items() if each.cut_large} == {}
    assert {name: each.cut for name, each in large.items() if each.cut} == {}


def test_a_language_with_longer_words_still_fits(seen):
    assert {name: each.cut_longer for name, each in seen.items() if each.cut_longer} == {}


def test_a_page_enlarged_four_times_needs_no_sideways_scrolling(seen):
    assert {name: each.width for name, each in seen.items() if each.width > 320} == {}


@pytest.mark.campaign
@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("lang", languages())
def test_axe_finds_nothing_in_any_language_and_size(samples, phone, lang, large):
    found = {}
    for name in PAGES:
        phone.goto(samples.url(name, lang, large=large))
        found[name] = findings(phone)
        shoot(phone, f"{name}-{lang}{'-large' * large}")
        open_everything(phone)
        phone.set_viewport_size(SMALLEST)
        found[name] += phone.evaluate(WIDER_THAN_THE_PHONE)
        phone.set_viewport_size(PHONE)

    assert {name: said for name, said in found.items() if said} == {}


def test_a_problem_takes_the_focus_and_leads_to_its_field(samples, phone):
    for name in ("form-errors", "form-again", "form-limited", "form-expired", "check-errors",
                 "waiting-errors"):  # fmt: skip
        phone.goto(samples.url(name))

        expect(phone.locator("#problems")).to_be_focused()
        for link in phone.locator("#problems a[href^='#']").all():
            assert phone.locator(link.get_attribute("href")).count() == 1, name


def test_the_page_can_be_walked_by_keyboard_alone(samples, phone):
    phone.goto(samples.url("form"))
    phone.keyboard.press("Tab")
    expect(phone.locator(":focus")).to_have_class("skip")
    phone.locator("#topic-leak").focus()
    phone.keyboard.press("Space")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Tab")
    phone.keyboard.type("Water on the stairs.")
    phone.locator("#send").focus()
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/receipt")

    assert samples.sent[0]["topic"] == "leak"
    assert samples.sent[0]["words"] == "Water on the stairs."


def open_everything(page):
    page.evaluate("document.querySelectorAll('details').forEach((at) => { at.open = true; })")


def labels(page):
    """Return the texts above fields, which are targets themselves."""
    return page.evaluate("[...document.querySelectorAll('label.head, .other label')]"
                         ".map((at) => at.textContent.trim().slice(0, 40))")  # fmt: skip


def test_axe_finds_nothing_in_the_dark(samples, phone):
    phone.emulate_media(color_scheme="dark")
    for name in ("form-emergency", "in-hand", "check", "public", "poster"):
        phone.goto(samples.url(name))
        assert findings(phone) == [], name
    phone.goto(samples.url("form"))
    dark = phone.evaluate("getComputedStyle(document.body).backgroundColor")
    phone.emulate_media(color_scheme="dark", media="print")
    assert dark != phone.evaluate("getComputedStyle(document.body).backgroundColor")
