"""What a phone does beyond the form: nothing is lost, nothing is sent twice."""

import pytest
from msgspec import structs
from playwright.sync_api import expect

from tests.browser.screens import DOT
from tests.support.heif import heic
from tests.support.samples import PAGES

WORDS = "Water is dripping."
NOTHING_KEPT = "() => Object.keys(localStorage).length === 0"


def write(phone, samples, words=WORDS):
    phone.goto(samples.url("form"))
    phone.get_by_text("Water leak").click()
    phone.fill("#words", words)
    expect(phone.locator("#topic-leak")).to_be_checked()


def test_a_draft_survives_closing_the_page(samples, phone):
    write(phone, samples)
    phone.goto("about:blank")
    phone.goto(samples.url("form", "zh-Hans"))

    expect(phone.locator("#words")).to_have_value(WORDS)
    expect(phone.locator("#topic-leak")).to_be_checked()


def test_a_draft_is_gone_once_it_is_sent(samples, phone):
    write(phone, samples)
    phone.click("#send")
    phone.wait_for_url("**/receipt")

    phone.wait_for_function(NOTHING_KEPT)
    assert [sent["words"] for sent in samples.sent] == [WORDS]


def test_without_signal_it_is_kept_and_sent_once_when_the_signal_is_back(samples, phone):
    write(phone, samples)
    phone.context.set_offline(True)
    phone.click("#send")
    phone.get_by_text("Not sent yet: there is no signal.").wait_for()
    assert samples.sent == []

    phone.context.set_offline(False)
    phone.wait_for_url("**/receipt")

    assert [sent["words"] for sent in samples.sent] == [WORDS]
    phone.wait_for_function(NOTHING_KEPT)


def test_what_was_not_sent_goes_out_from_the_next_visit_under_its_own_key(samples, phone):
    write(phone, samples)
    key = phone.input_value("#report input[name=key]")
    phone.context.set_offline(True)
    phone.click("#send")
    phone.get_by_text("Not sent yet: there is no signal.").wait_for()
    phone.goto("about:blank")
    phone.context.set_offline(False)
    samples.shown["form"] = structs.replace(PAGES["form"](), key=key[::-1])
    phone.goto(samples.url("form"))
    phone.wait_for_url("**/receipt")

    assert [(sent["words"], sent["key"]) for sent in samples.sent] == [(WORDS, key)]
    phone.wait_for_function(NOTHING_KEPT)


def test_a_double_tap_sends_once(samples, phone):
    write(phone, samples)
    phone.dblclick("#send")
    phone.wait_for_url("**/receipt")

    assert len({sent["key"] for sent in samples.sent}) == 1
    assert len(samples.sent) == 1


def test_two_tabs_do_not_send_each_other(samples, phone):
    write(phone, samples)
    other = phone.context.new_page()
    other.goto(samples.url("form"))
    other.fill("#words", "The lift is stuck.")
    other.click("#send")
    other.wait_for_url("**/receipt")
    phone.click("#send")
    phone.wait_for_url("**/receipt")

    assert [sent["words"] for sent in samples.sent] == ["The lift is stuck.", WORDS]


def test_danger_is_seen_while_somebody_writes(samples, phone):
    phone.goto(samples.url("form"))
    phone.fill("#words", "It smells of GAS here")

    expect(phone.locator("#danger")).to_be_visible()


def test_an_empty_sentence_is_answered_by_the_page_that_says_so(samples, phone):
    phone.goto(samples.url("form"))
    phone.click("#send")

    expect(phone.locator("#problems")).to_be_focused()


def pick(phone, wide, high, said="✓ p.png"):
    """Choose a photo of a size, and wait until the page has made it small."""
    data = phone.evaluate(
        """async ([wide, high]) => {
          const canvas = new OffscreenCanvas(wide, high);
          canvas.getContext('2d').fillRect(0, 0, wide, high);
          const blob = await canvas.convertToBlob({ type: 'image/png' });
          return [...new Uint8Array(await blob.arrayBuffer())];
        }""",
        [wide, high],
    )
    picked = {"name": "p.png", "mimeType": "image/png", "buffer": bytes(data)}
    phone.set_input_files("#photo", picked)
    phone.get_by_text(said).wait_for()


def test_a_photo_is_made_small_and_follows_the_words(samples, phone):
    write(phone, samples)
    pick(phone, 4000, 3000)
    phone.click("#send")
    phone.wait_for_url("**/receipt")

    assert len(samples.sent) == len(samples.uploads) == 1
    assert size_of_jpeg(samples.uploads[0]) == (2048, 1536)


def test_a_photo_whose_answer_is_hidden_is_not_passed_over(samples, phone):
    write(phone, samples)
    pick(phone, 40, 30)
    phone.route("**/upload", lambda route: route.abort())
    phone.click("#send")
    phone.wait_for_url("**/receipt?saved=photo_unheard*")


def test_several_photos_are_seen_taken_away_and_sent_one_after_the_other(samples, phone):
    write(phone, samples)
    for wide, high in ((40, 30), (20, 60), (50, 10)):
        pick(phone, wide, high)
    pick(phone, 10, 10, said="You can add up to three photos.")
    expect(phone.locator("#chosen canvas")).to_have_count(3)
    phone.locator("#chosen button").nth(1).click()
    expect(phone.locator("#photo")).to_be_focused()
    phone.click("#send")
    phone.wait_for_url("**/receipt")

    assert [size_of_jpeg(each) for each in samples.uploads] == [(40, 30), (50, 10)]


def test_photos_wait_while_the_form_comes_back_with_a_question(samples, phone):
    write(phone, samples)
    pick(phone, 40, 30)
    samples.asks, samples.shown["form"] = "form", PAGES["form-offer"]()
    phone.click("#send")
    phone.locator("#problems").wait_for()
    phone.locator("#chosen li").wait_for()
    phone.locator("[name=again][value=different]").click()
    phone.wait_for_url("**/receipt")

    assert samples.sent[-1]["again"] == "different"
    assert [size_of_jpeg(each) for each in samples.uploads] == [(40, 30)]
    samples.shown.clear()
    phone.goto(samples.url("form"))
    assert phone.locator("#chosen li").count() == 0


def test_a_photo_that_only_the_server_can_read_is_sent_as_it_is(samples, phone):
    photo = heic()
    write(phone, samples)
    picked = {"name": "IMG_1.HEIC", "mimeType": "image/heic", "buffer": photo}
    phone.set_input_files("#photo", picked)
    phone.get_by_text("✓ IMG_1.HEIC").wait_for()
    phone.click("#send")
    phone.wait_for_url("**/receipt")

    assert len(samples.uploads) == 1 and photo in samples.uploads[0]


@pytest.mark.parametrize(
    ("name", "kind", "data", "said"),
    [
        ("p.png", "image/png", DOT[:20], "We cannot open this photo."),
        ("p.mov", "video/quicktime", bytes(40), "This is a video"),
        ("p.pdf", "application/pdf", b"%PDF-1.7 " + bytes(40), "We cannot open this photo."),
    ],
)
def test_what_is_no_photo_is_refused_at_once_and_the_words_stay(
    samples, phone, name, kind, data, said
):
    write(phone, samples)
    phone.set_input_files("#photo", {"name": name, "mimeType": kind, "buffer": data})

    phone.get_by_text(f"{name}: {said}").wait_for()
    assert phone.input_value("#words") == WORDS and phone.locator("#chosen li").count() == 0


@pytest.mark.parametrize("typing", [False, True])
def test_news_shows_by_itself_and_never_under_somebody_who_writes(samples, phone, typing):
    phone.clock.install()
    phone.goto(samples.url("receipt"))
    if typing:
        phone.get_by_text("Add a note").click()
        phone.fill("#text", "One more thing")
    samples.shown["receipt"] = PAGES["in-hand"]()
    phone.clock.run_for(31_000)
    phone.get_by_text("In progress").wait_for()

    if typing:
        assert phone.input_value("#text") == "One more thing"


def test_the_first_load_is_at_most_three_files_from_one_host(samples, phone):
    asked = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.goto(samples.url("form-known"), wait_until="networkidle")

    assert len(asked) <= 3
    assert {url.split("/")[2] for url in asked} == {samples.base.split("/")[2]}


def test_the_console_stays_silent_on_every_page(samples, phone):
    told = []
    phone.on("console", lambda message: told.append(message.text))
    phone.on("pageerror", lambda error: told.append(str(error)))
    for name in PAGES:
        phone.goto(samples.url(name))

    assert told == []


def size_of_jpeg(body):
    """Return width and height as the frame header of the JPEG in a form body says them."""
    data = body[body.index(b"\xff\xd8\xff") :]
    frame = min(at for mark in (b"\xff\xc0", b"\xff\xc2") if (at := data.find(mark)) > 0)
    return int.from_bytes(data[frame + 7 : frame + 9]), int.from_bytes(data[frame + 5 : frame + 7])


def test_what_was_kept_for_another_label_goes_out_from_any_page(samples, phone):
    write(phone, samples)
    phone.context.set_offline(True)
    phone.click("#send")
    phone.get_by_text("Not sent yet: there is no signal.").wait_for()
    phone.goto("about:blank")
    phone.context.set_offline(False)
    phone.goto(samples.url("mine"))
    phone.get_by_text("Your other request has been sent.").click()
    phone.wait_for_url("**/receipt")

    assert [sent["words"] for sent in samples.sent] == [WORDS]
    phone.wait_for_function(NOTHING_KEPT)


def test_a_page_that_is_closed_while_it_sends_sends_the_same_key_next_time(samples, phone):
    write(phone, samples)
    key = phone.input_value("#report input[name=key]")
    phone.route("**/form?sent=1", lambda route: None)
    phone.click("#send")
    phone.get_by_text("Sending…").wait_for()
    phone.goto("about:blank")
    phone.unroute("**/form?sent=1")
    phone.goto(samples.url("form"))
    phone.wait_for_url("**/receipt")

    assert [sent["key"] for sent in samples.sent] == [key]
