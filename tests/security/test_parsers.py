"""Every reader of what comes from outside: a value, or a refusal of its own kind, and soon."""

import contextlib
import gc
import json
import random
import time
import tracemalloc
from functools import cache
from io import BytesIO
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from chalicelib.cases.contacts import model as contacts
from chalicelib.cases.photos import model as photos
from chalicelib.cases.photos.images import develop
from chalicelib.cases.photos.model import Refused
from chalicelib.cases.tasks import cursors
from chalicelib.channels import chats
from chalicelib.i18n.form_words import PHOTO_REFUSED
from chalicelib.kernel import ids, links
from chalicelib.kernel.errors import InvalidInput
from chalicelib.notifications import bounces
from chalicelib.platform import settings as platform_settings
from chalicelib.platform.http.call import MOST_BYTES, Call
from chalicelib.web import language
from chalicelib.wiring import doors, workers

SUBMIT = "POST /api/v1/requests"
ROUTES = doors.routes()
BODIES = {name: route.body for name, route in ROUTES.items() if route.body}
SECRETS = {1: b"one" * 11, 2: b"two" * 11}
ODD = st.text(max_size=120) | st.sampled_from(
    ["\0", "\ud800", "\u202e", "é" * 60, "%" * 60, "~" * 60]
)
LINK = links.sign("hv-" + "7" * 26, link_version=1, secrets=SECRETS, current=2)
CURSOR = cursors.encode(cursors.Cursor(at=1, full=1, queues=("hv.engineering",)))
REQUEST = "hv-" + "7" * 26
HOME = links.sign_home(REQUEST, "a" * 32, until=9, secrets=SECRETS, current=2)
PROOF = links.prove(REQUEST, "a" * 32, secret=SECRETS[1])
UPLOAD = photos.incoming(REQUEST, "1", photos.nonce("hv-a.1.engineering", "k" * 22))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | ODD,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ODD, inner, max_size=3),
    max_leaves=8,
)
MESSAGES = (
    ODD
    | JSON
    | st.fixed_dictionaries(
        {"eventType": st.just("Bounce") | JSON, "mail": JSON},
        optional={"bounce": st.just({"bounceType": "Permanent"}) | JSON, "v": st.just(1)},
    )
)
QUICK = settings(deadline=20_000, suppress_health_check=list(HealthCheck))


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
@given(ODD | spoiled(HOME) | spoiled(PROOF))
def test_nothing_that_is_not_ours_opens_a_home_or_proves_an_address(text: str) -> None:
    for good, read in (
        (HOME, lambda said: links.verify_home(said, secrets=SECRETS, now=1)),
        (PROOF, lambda said: links.proven(said, REQUEST, secrets=SECRETS.values())),
    ):
        try:
            read(text)
        except links.InvalidLink:
            continue
        # What a sentence puts behind a link is no part of it.
        assert links.tidy(text) == good


@QUICK
@given(ODD | spoiled(UPLOAD))
def test_a_photo_is_read_by_the_key_of_an_upload_form_alone(key: str) -> None:
    try:
        found = photos.parse(key)
    except photos.BadKey:
        return
    assert photos.incoming(found.request, found.slot, found.nonce) == key
    assert ".." not in key and "//" not in key


@QUICK
@given(
    ODD
    | spoiled("https://hooks.slack.com/services/T0/B0/x")
    | spoiled("https://oapi.dingtalk.com/")
)
def test_a_robot_is_spoken_to_at_a_service_we_know_or_not_at_all(address: str) -> None:
    form = chats.spoken_form(address)

    assert not form or address.lower().lstrip().startswith("https://")


@QUICK
@given(st.lists(MESSAGES, max_size=5))
def test_of_any_messages_each_is_done_or_comes_again_alone(bodies: list[Any]) -> None:
    """Whatever stands in a queue: bytes of nobody's, an event of another service, deep JSON."""
    records = [
        {"messageId": f"m{n}", "body": body if isinstance(body, str) else json.dumps(body)}
        for n, body in enumerate(bodies)
    ]
    event = SimpleNamespace(to_dict=lambda: {"Records": records})

    def handle(body: dict[str, Any]) -> str:
        bounces.read(body)
        return "done"

    with patch.object(platform_settings, "partial_batch_is_on", lambda: True):
        answer = workers.each(event, handle)

    again = [each["itemIdentifier"] for each in answer["batchItemFailures"]]
    assert set(again) <= {record["messageId"] for record in records}
    assert len(again) == len(set(again))


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
    found = contacts.parse(text, "852")

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


@settings(deadline=20_000, max_examples=120, suppress_health_check=list(HealthCheck))
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
            assert refused.code in set(PHOTO_REFUSED)
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
