"""What a key with the right `export` opens: files of its communities, words by another right."""

import pytest
from msgspec import structs

from chalicelib.estate import store as estate
from chalicelib.privacy.copies import store as copies
from chalicelib.privacy.copies.model import Copy
from chalicelib.privacy.daily import store as daily
from chalicelib.privacy.daily.model import Daily
from chalicelib.programs.keys import store as keys
from chalicelib.programs.keys.model import EXPORT, PER_MINUTE, RIGHTS, WORDS
from tests.programs.keys.samples import program_key
from tests.support.builders import HARBOUR, MARA, key
from tests.support.door import Answer, Door, token_of

EXPORTS = "/api/v1/programs/export"
PLAIN = Daily(
    id="hv-2026-03-01", community="hv", date="2026-03-01", since=1, until=2, made_at=1,
    state="ready", size=9, written=2,
)  # fmt: skip
WORDED = structs.replace(PLAIN, id="hv-2026-03-02", date="2026-03-02", words=True)
WRITING = structs.replace(PLAIN, id="hv-2026-03-03", date="2026-03-03", state="writing")
COPY = Copy(id="hv-0000000000", community="hv", made_at=1, made_by="Mara", state="ready")


@pytest.fixture(autouse=True)
def stands(door: Door) -> None:
    for file in (PLAIN, WORDED, WRITING):
        daily.FILES.insert(file)
    copies.COPIES.insert(COPY)


def shows(*rights: str, community: str = "hv", name: str = "taker") -> dict[str, str]:
    made, text = program_key(name, community, list(rights))
    keys.insert(made)
    return {"authorization": f"Bearer {text}"}


def asked(door: Door, headers: dict[str, str], path: str) -> Answer:
    return door.get(f"{EXPORTS}/{path}", headers=headers)


def copy_asked(door: Door, headers: dict[str, str], n: int = 1, **body: object) -> Answer:
    return door.post_json(f"{EXPORTS}/copies", body, headers | {"idempotency-key": key(n)})


def test_a_key_with_the_right_lists_the_days_and_fetches_one(door: Door) -> None:
    headers = shows(EXPORT)

    listed = asked(door, headers, "daily").json
    fetched = asked(door, headers, f"daily/{PLAIN.id}/file")

    assert [each["date"] for each in listed["files"]] == ["2026-03-03", "2026-03-02", "2026-03-01"]
    assert listed["next_at"] > 0
    assert "/changes/hv/2026-03-01/changes.jsonl.gz?" in fetched.json["address"]
    assert asked(door, headers, f"daily/{WRITING.id}/file").status == 409


def test_every_other_right_opens_no_file(door: Door) -> None:
    headers = shows(*(right for right in RIGHTS if right != EXPORT))

    paths = ("daily", f"daily/{PLAIN.id}/file", "copies", f"copies/{COPY.id}/file")
    assert {asked(door, headers, path).status for path in paths} == {403}
    assert copy_asked(door, headers).status == 403


def test_a_file_with_words_needs_the_right_to_words(door: Door) -> None:
    bare = shows(EXPORT)
    assert asked(door, bare, f"daily/{WORDED.id}/file").status == 403
    assert copy_asked(door, bare, words=True).status == 403

    both = shows(EXPORT, WORDS, name="reader")
    assert asked(door, both, f"daily/{WORDED.id}/file").status == 200
    assert copy_asked(door, both, words=True).json["words"] is True


def test_a_key_of_another_community_finds_nothing(door: Door) -> None:
    headers = shows(EXPORT, community="qy")

    assert asked(door, headers, f"daily/{PLAIN.id}/file").status == 404
    assert asked(door, headers, f"copies/{COPY.id}/file").status == 404
    assert asked(door, headers, "daily").json["files"] == []
    assert copy_asked(door, headers, community="hv").status == 404


def test_a_copy_is_begun_once_a_key_and_the_manager_reads_by_whom(door: Door) -> None:
    headers = shows(EXPORT)

    first, again = copy_asked(door, headers), copy_asked(door, headers)
    assert (first.status, first.json["id"]) == (201, again.json["id"])
    refused = copy_asked(door, headers, 2)
    assert (refused.status, refused.json["state"]) == (409, "writing")
    assert "version" not in refused.json

    listed = door.get("/staff/v1/copies", headers=token_of(MARA), query={"community": ["hv"]})
    assert listed.json["copies"][0]["made_by"] == "taker"
    assert asked(door, headers, f"copies/{COPY.id}/file").status == 200


def test_too_many_calls_are_told_when_to_come_again(door: Door) -> None:
    headers = shows(EXPORT)
    for _ in range(PER_MINUTE):
        last = asked(door, headers, "copies")
    assert last.status == 200

    over = asked(door, headers, "daily")
    assert over.status == 429
    assert int(over.headers["retry-after"]) > 0
    assert copy_asked(door, headers).status == 429


def test_a_manager_sees_the_days_of_their_community_alone(door: Door) -> None:
    def listed(community: str) -> int:
        query = {"community": [community]}
        return door.get("/staff/v1/daily", headers=token_of(MARA), query=query).status

    assert listed("hv") == 200
    assert listed("qy") == 404


def test_the_setting_is_changed_and_stands_in_the_history(door: Door) -> None:
    before = estate.fresh_community("hv")
    assert before == HARBOUR
    body = {"community": "hv", "daily_files": True}
    door.post_json("/staff/v1/settings", body, token_of(MARA) | {"if-match": '"0"'})

    after = estate.fresh_community("hv")
    assert after is not None
    assert after.daily_files
    assert not after.daily_words
    listed = door.get("/staff/v1/changes", headers=token_of(MARA), query={"community": ["hv"]})
    assert listed.json["changes"][0]["fields"] == {"daily_files": {"from": False, "to": True}}
