"""Every reader of what comes from outside: a value, or a refusal of its own kind, and soon."""

import contextlib
import gc
import random
import time
import tracemalloc
from functools import cache
from io import BytesIO

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from chalicelib.cases.contacts import model as contacts
from chalicelib.cases.photos.images import develop
from chalicelib.cases.photos.model import Refused
from chalicelib.cases.tasks import cursors
from chalicelib.kernel import ids, links
from chalicelib.kernel.errors import InvalidInput
from chalicelib.platform.http.call import MOST_BYTES, Call
from chalicelib.web import language
from chalicelib.wiring import doors

SUBMIT = "POST /api/v1/requests"
ROUTES = doors.routes()
BODIES = {name: route.body for name, route in ROUTES.items() if route.body}
SECRETS = {1: b"one" * 11, 2: b"two" * 11}
ODD = st.text(max_size=120) | st.sampled_from(
    ["\0", "\ud800", "\u202e", "é" * 60, "%" * 60, "~" * 60]
)
LINK = links.sign("hv-" + "7" * 26, link_version=1, secrets=SECRETS, current=2)
CURSOR = cursors.encode(cursors.Cursor(at=1, full=1, queues=("hv.engineering",)))
QUICK = settings(deadline=2_000, suppress_health_check=list(HealthCheck))


class Sent:
    """What Chalice hands on of one call."""

    def __init__(self, body: bytes = b"", **headers: str) -> None:
        self.raw_body, self.headers, self.query_params = body, headers, None
        self.context, self.path, self.method = {"path": "/x"}, "/x", "POST"


def spoiled(good: str) -> st.SearchStrategy[str]:
    """Return a strategy of a good text, cut, doubled, or with something odd put into it."""
    at = st.integers(0, len(good))
    return st.one_of(
        st.builds(lambda n: good[:n], at),
        st.builds(lambda n, odd: good[:n] + odd + good[n:], at, ODD),
        st.builds(lambda n, odd: good[:n] + odd[:1] + good[n + 1 :], at, ODD),
        st.just(good * 3),
    )


@QUICK
@given(ODD | spoiled(LINK))
def test_a_link_that_is_not_ours_opens_nothing(text: str) -> None:
    for verify in (links.verify, links.verify_task):
        try:
            assert text == LINK and verify(text, secrets=SECRETS)
        except (links.InvalidLink, AssertionError):
            assert text != LINK or verify is links.verify_task


@QUICK
@given(st.lists(ODD | spoiled(LINK) | st.just(LINK), max_size=60))
def test_a_cookie_holds_what_is_ours_and_no_more_than_fits(parts: list[str]) -> None:
    cookie = "~".join(parts)

    found = links.remembered(cookie, secrets=SECRETS)
    kept = links.remember(cookie, LINK)

    assert {link.request_id for link in found} <= {"hv-" + "7" * 26}
    assert kept.startswith(LINK) and len(kept) < 4_096 and kept.isascii() and ";" not in kept


@QUICK
@given(ODD | spoiled(CURSOR))
def test_a_cursor_is_ours_or_none(text: str) -> None:
    try:
        cursors.decode(text)
    except cursors.BadCursor:
        return


@QUICK
@given(ODD | spoiled("7KQ2M9X0AB3CDE"))
def test_a_place_code_and_a_reference_are_plain_or_none(text: str) -> None:
    for read, length in ((ids.normalise_place_code, 14), (ids.normalise_reference, 7)):
        try:
            found = read(text)
        except ids.BadId:
            continue
        assert len(found) == length and found.isascii() and found.isalnum()


@QUICK
@given(ODD | spoiled("hv-" + "7" * 26 + ".1.engineering"))
def test_an_id_is_whole_or_none(text: str) -> None:
    for read in (ids.parse_task_id, ids.parse_queue_id, ids.community_of):
        try:
            read(text)
        except ids.BadId:
            continue
        assert text.isascii() and not set(text) & set(" /#?%\n")


@QUICK
@example("rosa\0@example.com")
@example("rosa\u202e@example.com")
@given(ODD | spoiled("rosa@example.com") | spoiled("+852 5555 0100"))
def test_an_address_holds_nothing_that_begins_a_header(text: str) -> None:
    found = contacts.parse(text)

    assert found is None or (found[1].isascii() and found[1].isprintable())
    assert found is None or not set(found[1]) & set(",;<> ")


@QUICK
@given(ODD | spoiled("zh-HK,zh;q=0.9,en;q=0.8"), ODD, ODD)
def test_a_reader_has_one_of_our_languages(accepts: str, chosen: str, cookie: str) -> None:
    reader = language.reader({"lang": chosen, "large": chosen}, {"lang": cookie}, accepts)

    assert reader.lang in language.languages()
    assert all(line.isascii() and "\n" not in line for line in reader.set_cookies)


@QUICK
@given(ODD)
def test_cookies_are_read_whatever_the_header_holds(text: str) -> None:
    assert "" not in Call(Sent(cookie=text), ROUTES[SUBMIT]).cookies()


@QUICK
@given(st.binary(max_size=400) | ODD.map(lambda text: text.encode("utf-8", "replace")))
def test_a_form_is_read_or_refused(body: bytes) -> None:
    try:
        fields = Call(Sent(body), ROUTES[SUBMIT]).form()
    except InvalidInput:
        return
    assert len(fields) <= 60


@QUICK
@given(st.sampled_from(sorted(BODIES)), st.data())
def test_a_body_is_read_or_its_field_is_named(route: str, data: st.DataObject) -> None:
    raw = data.draw(st.binary(max_size=100) | ODD.map(lambda t: t.encode("utf-8", "replace")))
    value = data.draw(st.recursive(st.none() | st.integers() | st.text(max_size=9), st.lists))
    names = [field.encode_name for field in msgspec.structs.fields(BODIES[route])]
    made = dict.fromkeys(data.draw(st.lists(st.sampled_from(names))), value)
    for body in (raw, msgspec.json.encode(made)):
        try:
            Call(Sent(body), ROUTES[route]).json(BODIES[route])
        except InvalidInput as error:
            assert error.fields and all(len(name) <= 60 for name in error.fields)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 60_000, b'{"a":' * 10_000, b'"' + b"\\u0000" * 10_000 + b'"', b"1" * 60_000,
        b"&".join(b"a=1" for _ in range(15_000)), b"a=" + b"%" * 60_000, b"x" * (MOST_BYTES + 1),
    ],
)  # fmt: skip
def test_a_body_that_is_made_to_cost_is_refused_at_once(body: bytes) -> None:
    began = time.monotonic()
    call = Call(Sent(body), ROUTES[SUBMIT])
    for read in (call.form, lambda: call.json(BODIES[SUBMIT])):
        try:
            read()
        except InvalidInput:
            continue
    assert time.monotonic() - began < 1


@cache
def photo(kind: str) -> bytes:
    """Return a photo of noise, so that every byte of the file carries something."""
    noise = random.Random(7).randbytes(64 * 48 * 3)
    out = BytesIO()
    Image.frombytes("RGB", (64, 48), noise).save(out, kind)
    return out.getvalue()


@settings(deadline=10_000, max_examples=120, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(["JPEG", "PNG", "WEBP"]),
    st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=4)), max_size=5),
    st.floats(0, 1),
)
def test_a_damaged_photo_is_cleaned_or_refused_in_a_word(
    kind: str, changes: list[tuple[float, bytes]], cut: float
) -> None:
    data = bytearray(photo(kind))
    for where, what in changes:
        at = int(where * len(data))
        data[at : at + len(what)] = what
    for damaged in (bytes(data), bytes(data[: int(cut * len(data))])):
        try:
            made = develop(damaged)
        except Refused as refused:
            assert refused.code in {"empty", "type", "size", "broken"}
            continue
        assert made.full.startswith(b"\xff\xd8\xff") and made.thumb.startswith(b"\xff\xd8\xff")


def test_nothing_grows_with_what_was_refused() -> None:
    odd = [f"{n}\u202e{LINK[:n]}" for n in range(80)]

    def read_all(times: int) -> int:
        for _ in range(times):
            for text in odd:
                language.reader({"lang": text}, {"lang": text}, text)
                links.remembered(text, secrets=SECRETS)
                with contextlib.suppress(cursors.BadCursor):
                    cursors.decode(text)
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        before = read_all(3)
        assert read_all(20) - before < 50_000
    finally:
        tracemalloc.stop()
