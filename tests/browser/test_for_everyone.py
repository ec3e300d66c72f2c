"""Every page in every state and language: no finding, large enough, nothing cut off."""

import pytest

from chalicelib.i18n import languages
from tests.browser.screens import PHONE, SHOTS, TARGETS, WIDER_THAN_THE_PHONE, findings
from tests.support.samples import PAGES

SMALLEST_TEXT = 17.9
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


@pytest.mark.parametrize("lang", languages())
def test_axe_finds_nothing_on_any_page(samples, phone, lang):
    found = {}
    for name in PAGES:
        phone.goto(samples.url(name, lang))
        found[name] = findings(phone)
        shoot(phone, f"{name}-{lang}")

    assert {name: said for name, said in found.items() if said} == {}


@pytest.mark.parametrize("lang", languages())
def test_axe_finds_nothing_in_large_mode(samples, phone, lang):
    found = {}
    for name in PAGES if lang == "zh-Hant" else ("form", "form-errors", "in-hand", "check"):
        phone.goto(samples.url(name, lang, large=True))
        found[name] = findings(phone)
        shoot(phone, f"{name}-{lang}-large")

    assert {name: said for name, said in found.items() if said} == {}


def test_what_is_read_aloud_is_in_the_order_of_what_is_seen(samples, phone):
    for name in PAGES:
        phone.goto(samples.url(name))
        tops = phone.evaluate(TOPS)

        assert tops == sorted(tops), name
        assert phone.locator("[tabindex]:not([tabindex='-1'])").count() == 0


def test_a_problem_takes_the_focus_and_leads_to_its_field(samples, phone):
    for name in ("form-errors", "form-again", "form-limited", "form-expired", "check-errors",
                 "waiting-errors"):  # fmt: skip
        phone.goto(samples.url(name))
        phone.wait_for_timeout(150)

        assert phone.evaluate("document.activeElement.id") == "problems", name
        for link in phone.locator("#problems a[href^='#']").all():
            assert phone.locator(link.get_attribute("href")).count() == 1, name


def test_text_and_targets_are_large_enough(samples, phone):
    for name in PAGES:
        phone.goto(samples.url(name))
        open_everything(phone)
        small = [said for said in phone.evaluate(TEXT_SIZES) if said[0] < SMALLEST_TEXT]
        targets = phone.evaluate(TARGETS, "a, button, summary, label, input[type=file], select")
        main = phone.evaluate(TARGETS, ".send, .second, .tile label, .sos, .pick label, textarea")

        assert small == [], name
        assert [t for t in targets if t[1] < SMALLEST_TARGET and not labels(t, phone)] == [], name
        assert [t for t in main if t[1] < SMALLEST_MAIN_TARGET or t[0] < SMALLEST_TARGET] == [], (
            name
        )


def test_large_mode_is_large(samples, phone):
    for name in ("form", "in-hand", "check"):
        phone.goto(samples.url(name, large=True))

        assert [said for said in phone.evaluate(TEXT_SIZES) if said[0] < 23.9] == [], name


@pytest.mark.parametrize("large", [False, True])
def test_nothing_is_cut_off_on_the_smallest_phone(samples, phone, large):
    phone.set_viewport_size({"width": 320, "height": 568})
    for name in PAGES:
        phone.goto(samples.url(name, "en", large=large))
        open_everything(phone)

        assert phone.evaluate(WIDER_THAN_THE_PHONE) == [], name


def test_a_language_with_longer_words_still_fits(samples, phone):
    phone.set_viewport_size({"width": 320, "height": 568})
    for name in PAGES:
        phone.goto(samples.url(name))
        open_everything(phone)
        phone.evaluate(LONGER)

        assert phone.evaluate(WIDER_THAN_THE_PHONE) == [], name


def test_a_page_enlarged_four_times_needs_no_sideways_scrolling(samples, phone):
    # 400 % on a screen of 1,280 px leaves 320 px; the fonts grow with it.
    phone.set_viewport_size({"width": 320, "height": 256})
    for name in PAGES:
        phone.goto(samples.url(name))
        open_everything(phone)

        assert phone.evaluate("document.documentElement.scrollWidth") <= 320, name


def test_the_page_can_be_walked_by_keyboard_alone(samples, phone):
    phone.goto(samples.url("form"))
    phone.keyboard.press("Tab")
    assert phone.evaluate("document.activeElement.className") == "skip"
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


def labels(target, page):
    """Say whether this is the text above a field, which is a target itself."""
    above = page.evaluate("[...document.querySelectorAll('label.head, .other label')]"
                          ".map((at) => at.textContent.trim().slice(0, 40))")  # fmt: skip
    return target[2] in above


def shoot(page, name):
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
    assert page.viewport_size == PHONE
