"""The page suggests what the server takes; words stay on the phone until they are sent."""

from playwright.sync_api import expect

from chalicelib.cases.topics.guess import suggested
from chalicelib.estate.topics import base
from infra.topics.corpus import DATA, read

ASK = """async ([words, taken]) => {
  const report = document.getElementById("report");
  const files = {};
  for (const name of ["latin", "han"])
    files[name] = topics.read(await (await fetch(report.dataset[name])).json());
  return words.map((each) => topics.suggested(each, files, taken));
}"""
WORDS = "water drips from the ceiling, flat 12B"


def test_page_and_server_agree_on_every_third_message(samples, phone):
    words = [each.text for name in ("held", "seen") for each in read(DATA / f"{name}.tsv")][::3]
    words += [", ".join(words[at : at + 9]) for at in range(0, 900, 9)]
    words += ["", "12B", "3-1203？", "ＬＩＦＴ 壞咗", "é à", "𨋢" * 500]
    taken = sorted(base().keys() - {"other"})
    phone.goto(samples.url("form"))

    assert phone.evaluate(ASK, [words, taken]) == [suggested(each, taken) for each in words]


def test_nothing_is_fetched_before_the_first_key_and_no_word_leaves_before_send(samples, phone):
    asked: list[str] = []
    phone.goto(samples.url("form"), wait_until="networkidle")
    phone.on("request", lambda each: asked.append(each.url + (each.post_data or "")))
    assert asked == []

    phone.fill("#words", WORDS)
    phone.wait_for_selector("#guess:not([hidden])")

    assert ["topics-latin" in url for url in asked] == [True]
    assert not any("drips" in url for url in asked)


def test_a_tap_takes_the_suggestion_another_changes_it_and_a_tile_ends_it(samples, phone):
    phone.goto(samples.url("form"))
    phone.fill("#words", WORDS)
    phone.click("#guess button >> nth=0")
    chosen = phone.locator("[name=topic]:checked")
    expect(chosen).to_have_value("leak")

    other = phone.locator("#guess button").nth(1)
    code = other.get_attribute("data-code")
    other.click()
    expect(chosen).to_have_value(code)
    expect(phone.locator("#guess [aria-pressed=true]")).to_have_count(1)

    phone.click("label[for=topic-parking]")
    expect(phone.locator("#guess")).to_be_hidden()


def test_what_is_too_long_is_counted_and_stays(samples, phone):
    phone.goto(samples.url("form"))
    phone.fill("#words", "x" * 2_928)

    expect(phone.locator("#count")).to_contain_text("2928")
    expect(phone.locator("#words")).to_have_value("x" * 2_928)
