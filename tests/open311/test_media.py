"""Open311 with photos: forms of several parts, as clients that send files write them."""

import pytest
import requests as client

from chalicelib.cases.photos import model as photos
from chalicelib.cases.requests import store as requests
from chalicelib.kernel import tuning
from chalicelib.platform.aws import photo_bucket
from chalicelib.programs.keys.model import SUBMIT
from tests.support.door import Answer, Door
from tests.support.open311 import given
from tests.support.photos import a_scene, saved

ROOT = "/open311/v2/"
FIELDS = {
    "jurisdiction_id": "hv", "service_code": "dirty", "lat": "22.281", "long": "114.158",
    "description": "垃圾桶滿了", "attribute[unknown]": "1",
}  # fmt: skip
PHOTO = saved(a_scene())


@pytest.fixture
def handed_in(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Key to bytes of what the photo worker gets."""
    found: dict[str, bytes] = {}
    monkeypatch.setattr(photo_bucket, "hand_in", found.__setitem__)
    return found


def posted(door: Door, *files: bytes, **more: str) -> Answer:
    """Post a form as the library requests writes it."""
    parts = [("media", (f"IMG_{n}.JPG", file, "image/jpeg")) for n, file in enumerate(files)]
    made = client.Request("POST", "http://x", data=FIELDS | more, files=parts or {"": b""})
    sent = made.prepare()
    headers = {"content-type": str(sent.headers["Content-Type"])}
    return sent_as(door, sent.body, headers)


def sent_as(door: Door, body: bytes, headers: dict[str, str]) -> Answer:
    path = f"{ROOT}requests.json"
    return door("POST", path, route=f"{ROOT}{{name}}", body=body, headers=headers)


def test_photos_of_a_form_go_to_the_photo_worker_and_once(door: Door, handed_in) -> None:
    text = given(SUBMIT)

    first, again = (posted(door, PHOTO, api_key=text).json for _ in range(2))

    assert first == again
    id_ = first[0]["service_request_id"]
    assert requests.get(id_).words == "垃圾桶滿了"
    ((at, file),) = handed_in.items()
    assert (photos.parse(at).request, photos.parse(at).slot, file) == (id_, "1", PHOTO)


def test_what_is_no_picture_or_too_much_is_left_and_the_report_is_taken(
    door: Door, handed_in
) -> None:
    many = [saved(a_scene(20 + n, 20)) for n in range(tuning.MOST_EACH + 1)]

    answer = posted(door, b"%PDF-1.7 a letter", b"", *many, api_key=given(SUBMIT))

    assert answer.status == 200
    assert list(handed_in.values()) == many[: tuning.MOST_EACH]


def test_a_danger_with_a_photo_needs_no_key(door: Door, handed_in) -> None:
    answer = posted(door, PHOTO, description="Someone is trapped in the lift", service_code="")

    assert requests.get(answer.json[0]["service_request_id"]).emergency
    assert len(handed_in) == 1


def test_a_form_of_parts_that_cannot_be_read_is_refused_and_brings_no_photo(
    door: Door, handed_in
) -> None:
    whole = {"content-type": "multipart/form-data; boundary=one"}
    part = b'--one\r\nContent-Disposition: form-data; name="media"; filename="a.jpg"\r\n\r\n'

    for body, headers in (
        (part + PHOTO, whole),
        (part + PHOTO + b"\r\n--one--\r\n", {"content-type": "multipart/form-data"}),
        (b"", whole),
    ):
        answer = sent_as(door, body, headers)
        assert (answer.status, answer.json[0]["code"]) == (400, "400")
    assert handed_in == {}


def test_fields_of_parts_are_as_short_as_those_of_another_form(door: Door, handed_in) -> None:
    answer = posted(door, PHOTO, description="x" * 70_000, api_key=given(SUBMIT))
    assert (answer.status, handed_in) == (400, {})


@pytest.mark.parametrize(
    ("charset", "status"),
    [("UTF-8", 200), ("ISO-8859-1", 200), ("utf-7", 400), ("idna", 400), ("none", 400)],
)
@pytest.mark.parametrize("of_part", [True, False])
def test_fields_are_read_in_the_charsets_of_clients_and_in_no_other(
    door: Door, handed_in, charset: str, status: int, of_part: bool
) -> None:
    said = f"; charset={charset}"
    fields = FIELDS | {"description": "It drips", "api_key": given(SUBMIT)}
    kind = f"\r\nContent-Type: text/plain{said * of_part}"
    body = "".join(
        f'--one\r\nContent-Disposition: form-data; name="{name}"{kind}\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    headers = {"content-type": f"multipart/form-data; boundary=one{said * (not of_part)}"}

    assert sent_as(door, f"{body}--one--\r\n".encode(), headers).status == status
