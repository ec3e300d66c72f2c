"""The first load on a bad line: small, from one host, painted and usable before patience ends."""

import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from chalicelib.i18n import languages
from infra.front import Front
from tests.browser.screens import PHONE

FIRST_ROUND_TRIP = 14_600
FIRST_LOAD = 30_000
MOST_FILES = 3

SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""400 kbit/s and 400 ms there and back."""
CPU_SLOWER = 4
PAINTED_MS, USABLE_MS = 2_000, 2_500
TRIES = 3
"""The best of three: what is measured is the page, not what else this machine does."""

TIMES = """() => {
  const page = performance.getEntriesByType('navigation')[0];
  const paint = performance.getEntriesByName('first-contentful-paint')[0];
  return [paint.startTime, page.domContentLoadedEventEnd];
}"""


@pytest.fixture
def front(samples) -> Iterator[str]:
    """The gzip front before the pages, as on one machine and as a CDN would do it."""
    server = Front(0, samples.base, "", {})
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", ["form", "form-known", "in-hand"])
def test_the_first_load_is_small_and_from_one_host(front, phone, name, lang):
    wire = phone.context.new_cdp_session(phone)
    wire.send("Network.enable")
    asked, arrived = {}, {}
    wire.on(
        "Network.requestWillBeSent", lambda e: asked.update({e["requestId"]: e["request"]["url"]})
    )
    wire.on(
        "Network.loadingFinished",
        lambda e: arrived.update({e["requestId"]: e["encodedDataLength"]}),
    )
    phone.goto(f"{front}/{name}?lang={lang}", wait_until="networkidle")
    first, *_ = (number for number, url in asked.items() if f"/{name}" in url)
    own = {number: url for number, url in asked.items() if "photo.png" not in url}

    assert arrived[first] <= FIRST_ROUND_TRIP
    assert sum(arrived[number] for number in own) <= FIRST_LOAD
    assert len(own) <= MOST_FILES
    assert {urlsplit(url).netloc for url in asked.values()} == {urlsplit(front).netloc}


# Told by a clock, and so by what else this machine does.
@pytest.mark.campaign
@pytest.mark.parametrize("name", ["form", "in-hand"])
def test_it_is_painted_and_usable_in_a_lift(front, browser, name):
    runs = [_on_a_slow_phone(browser, f"{front}/{name}?lang=zh-Hant") for _ in range(TRIES)]
    painted, usable = (min(times) for times in zip(*runs, strict=True))
    print(f"{name}: painted after {painted:.0f} ms, usable after {usable:.0f} ms")

    assert painted <= PAINTED_MS
    assert usable <= USABLE_MS


def _on_a_slow_phone(browser, address):
    """Return when a page is painted and when its script is ready, in ms, nothing cached."""
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.send("Network.emulateNetworkConditions", SLOW)
        wire.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWER})
        page.goto(address, wait_until="load")
        page.wait_for_timeout(200)
        return page.evaluate(TIMES)
