"""The page and the server hear the same dangers."""

from playwright.sync_api import expect

from chalicelib.cases.danger.emergency import is_emergency
from infra.danger.corpus import DATA, read


def test_page_and_server_agree_on_every_message_of_the_corpus(samples, phone):
    words = [
        each.text for name in ("held", "seen", "ordinary") for each in read(DATA / f"{name}.tsv")
    ]
    words += ["Help!", "救命！", "help.\nHelp", "Help! How do I book?"]
    words += [" ".join(words[at : at + 12]) for at in range(0, 600, 12)]
    words += [sign.join(words[at : at + 2]) for sign in (". ", "。") for at in range(0, 600, 2)]
    phone.goto(samples.url("form"))
    heard = phone.evaluate("(words) => words.map((each) => alarms(each))", words)

    assert heard == [bool(is_emergency(each)) for each in words]


def test_call_first_stands_under_the_words_inside_the_screen(samples, phone):
    phone.set_viewport_size({"width": 360, "height": 740})
    phone.goto(samples.url("form"))
    phone.locator("#words").scroll_into_view_if_needed()
    phone.fill("#words", "thick smoke is coming out of the garage")
    box, words = phone.locator("#danger a"), phone.locator("#words")

    expect(box).to_be_visible()
    expect(box).to_have_attribute("href", "tel:+85223456789")
    assert (
        0
        <= box.bounding_box()["y"] - words.bounding_box()["y"] - words.bounding_box()["height"]
        < 40
    )
    assert box.bounding_box()["y"] + box.bounding_box()["height"] <= 740


def test_every_danger_stands_on_the_first_screen(samples, phone):
    phone.set_viewport_size({"width": 360, "height": 740})
    for lang in ("en", "zh-Hans", "zh-Hant"):
        phone.goto(samples.url("form-known", lang))
        for code in (
            "gas",
            "fire",
            "trapped",
            "shock",
            "flooding",
            "structure",
            "medical",
            "crime",
        ):
            chip = phone.locator(f"label[for=topic-{code}]").bounding_box()
            assert chip["y"] + chip["height"] <= 740, (lang, code)
