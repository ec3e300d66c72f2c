"""Forms of the app and the board, drawn in a browser from as little as there may be."""

import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page

from chalicelib.wiring.static_apps import STATIC

NOT_A_WORD = re.compile(r"\b(false|true|undefined|null|NaN)\b|\[object")
DRAW = """async (lang) => {
  const words = await import("/staff/shared/words.js");
  await words.choose(lang);
  const { signIn } = await import("/staff/shared/form.js");
  const forms = await import("/staff/static/forms.js");
  const { form } = await import("/staff/shared/task_form.js");
  const telling = await import("/staff/static/telling.js");
  const outages = await import("/manage/static/outages.js");
  const fields = await import("/manage/static/fields.js");
  const does = new Proxy({}, { get: () => () => undefined });
  const at = [{ code: "hv", name: "Harbour View", queues: [], departments: [] }];
  const task = { title: "Noise", place: "Lobby", queue: "hv.security", clean_up_check: false };
  const some = { departments: [], people: [], topics: [] };
  const made = [];
  const actions = ["pause", "ask", "hand_over", "decline", "assign", "done", "note", "retopic"];
  for (const action of actions) made.push(...form(task, action, some, does));
  made.push(...signIn({}, does), ...signIn({ password_login: true }, does));
  made.push(...forms.finder(at, () => 0), ...telling.start(at, "hv", { kinds: [] }, does));
  made.push(...telling.caring([], [], does), ...telling.hearing(at[0], { topics: [] }, {}, does));
  made.push(...telling.filing({ places: [], topics: [] }, {}, does));
  made.push(...forms.me({ name: "Paco", communities: at }, [], [], () => 0, () => 0));
  const outage = {
    id: "o", titles: ["Water"], place: "Lobby", state: "running", from_at: 0, words: {}, joined: 0,
    allowed: ["change", "end"],
  };
  const told = {
    outages: { outages: [outage], may_open: true, languages: ["en"] },
    filing: { places: [], topics: [] },
  };
  const given = { community: at[0], ask: async (what) => told[what] };
  const page = document.createElement("main");
  document.body.append(page, ...made.filter(Boolean));
  page.append(...(await outages.section(given)));
  page.querySelector("[data-id=o]").click();
  const read = (root) => {
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), found = [];
    while (walk.nextNode()) found.push(walk.currentNode.data);
    return found;
  };
  const panel = read(page);
  page.querySelector("[data-id=new-outage]").click();
  const each = [fields.line("a", "A"), fields.text("b", "B"), fields.texts("c", "C", ["en"])];
  page.append(fields.form([...each, fields.pictures("p", "P", [], [])], "send", "Send", () => 0));
  const filled = [...document.querySelectorAll("[value], [placeholder]")];
  const held = filled.map((field) => `${field.value} ${field.placeholder || ""}`);
  return [...panel, ...read(document.body), ...held].join("\\n");
}"""
"""Draw every form once and return all that can be read of them."""


class Files(SimpleHTTPRequestHandler):
    """The scripts under the addresses that they import each other by."""

    def translate_path(self, path: str) -> str:
        part, _, name = path.partition("?")[0].strip("/").partition("/")
        return str(STATIC / (name if name.startswith("shared/") else f"{part}/{name[7:]}"))

    def do_GET(self) -> None:
        if self.path == "/":
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def blank(browser: Browser) -> Iterator[Page]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(STATIC)))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{server.server_address[1]}/")
    yield page
    page.close()
    server.shutdown()
    thread.join()
    server.server_close()


def test_no_form_shows_what_is_not_a_word(blank: Page) -> None:
    said = blank.evaluate(DRAW, "en")

    assert "Area left clean" in said
    assert NOT_A_WORD.findall(said) == []


@pytest.mark.parametrize(
    ("lang", "region", "begins"),
    [
        ("en", "HK", "28/11/2026"),
        ("en", "US-NY", "11/28/26"),
        ("en", "", "28/11/2026"),
        ("zh-Hant", "HK", "28/11/2026"),
        ("zh-Hans", "", "2026/11/28"),
    ],
)
def test_a_date_has_the_order_of_the_community_and_its_time_runs_to_24(
    blank: Page, lang: str, region: str, begins: str
) -> None:
    said = blank.evaluate(
        """async ([lang, region]) => {
          const words = await import("/staff/shared/words.js");
          const format = await import("/staff/shared/format.js");
          await words.choose(lang);
          format.keepTimeOf({ zone: "Asia/Hong_Kong", region });
          return format.clock(Date.UTC(2026, 10, 28, 13, 31));
        }""",
        [lang, region],
    )

    assert said.startswith(begins)
    assert said.endswith(" 21:31")
