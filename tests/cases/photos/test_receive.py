"""Photos from the bucket to the page: once, in order, and never for a request that is gone."""

import hashlib

import pytest
from msgspec import structs

from chalicelib.cases.photos import model as life
from chalicelib.cases.photos import receive
from chalicelib.cases.photos import store as stored
from chalicelib.cases.photos.model import File, Picture, Refused
from chalicelib.cases.photos.receive import Darkroom
from chalicelib.cases.requests import queries
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import ERASED
from chalicelib.kernel.errors import NotAllowed, NotFound
from tests.support.builders import MONDAY_TEN, OTTO, PACO, World, staff


class Bucket:
    """Objects by key, and a darkroom that takes any file which does not say "hostile"."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.developed = 0
        self.meanwhile = lambda: None
        self.darkroom = Darkroom(self.read, self.write, self.delete, self.develop)

    def upload(self, request: str, n: int = 1, slot: str = "1", data: bytes = b"") -> str:
        key = life.incoming(request, slot, f"{n:010d}")
        self.objects[key] = data or b"photo %d" % n
        return key

    def clean(self, key: str) -> str:
        return receive.clean(key, now=MONDAY_TEN, darkroom=self.darkroom)

    def read(self, key: str) -> File | None:
        data = self.objects.get(key)
        return None if data is None else File(hashlib.md5(data).hexdigest(), data)

    def write(self, key: str, data: bytes) -> None:
        self.objects[key] = data

    def delete(self, key: str) -> None:
        self.objects.pop(key, None)

    def develop(self, data: bytes) -> Picture:
        self.developed += 1
        self.meanwhile()
        if data == b"hostile":
            raise Refused("type")
        return Picture(b"clean " + data, b"small " + data, 40, 30)


@pytest.fixture
def bucket() -> Bucket:
    return Bucket()


@pytest.fixture
def request_id(world: World) -> str:
    made = world.submit()
    world.drain(MONDAY_TEN)
    return made.request_id


def shown(request_id: str) -> list[tuple[str, str, str]]:
    return [(p.slot, p.state, p.refused) for p in stored.of_request(request_id)]


def test_a_photo_becomes_two_clean_copies_and_the_upload_goes(bucket, request_id) -> None:
    key = bucket.upload(request_id)

    assert bucket.clean(key) == "ready"

    (photo,) = stored.of_request(request_id)
    assert bucket.objects == {
        life.clean_key(photo): b"clean photo 1",
        life.thumb_key(photo): b"small photo 1",
    }
    assert (photo.width, photo.height, photo.at) == (40, 30, MONDAY_TEN)


def test_the_same_message_twice_does_its_work_once(bucket, request_id) -> None:
    key = bucket.upload(request_id)

    assert [bucket.clean(key), bucket.clean(key)] == ["ready", "nothing to do"]

    assert bucket.developed == 1
    assert shown(request_id) == [("1", "ready", "")]


def test_the_same_file_sent_twice_from_one_form_is_one_photo(bucket, request_id) -> None:
    bucket.clean(bucket.upload(request_id))
    again = bucket.upload(request_id)

    assert bucket.clean(again) == "nothing to do"

    assert shown(request_id) == [("1", "ready", "")]
    assert again not in bucket.objects


def test_a_worker_that_dies_before_it_deletes_does_no_harm(bucket, request_id) -> None:
    key = bucket.upload(request_id)
    kept = dict(bucket.objects)
    bucket.clean(key)
    bucket.objects |= kept

    assert bucket.clean(key) == "nothing to do"

    assert shown(request_id) == [("1", "ready", "")]
    assert key not in bucket.objects


def test_two_at_once_put_one_photo_into_one_slot(bucket, request_id) -> None:
    key = bucket.upload(request_id)
    other = Bucket()
    other.objects = bucket.objects

    def the_other_is_faster() -> None:
        bucket.meanwhile = lambda: None
        other.clean(key)

    bucket.meanwhile = the_other_is_faster
    bucket.clean(key)

    assert shown(request_id) == [("1", "ready", "")]
    assert len(bucket.objects) == 2


def test_two_forms_that_wished_for_one_slot_lose_nothing(bucket, request_id) -> None:
    for n in (1, 2, 3):
        assert bucket.clean(bucket.upload(request_id, n)) == "ready"

    assert [slot for slot, _, _ in shown(request_id)] == ["1", "2", "3"]
    assert len(bucket.objects) == 6


def test_a_fourth_photo_is_deleted(bucket, request_id) -> None:
    for n in (1, 2, 3):
        bucket.clean(bucket.upload(request_id, n))
    before = dict(bucket.objects)

    assert bucket.clean(bucket.upload(request_id, 4)) == "all slots taken"

    assert bucket.objects == before


def test_a_hostile_file_is_refused_with_its_code_and_leaves_nothing(bucket, request_id) -> None:
    assert bucket.clean(bucket.upload(request_id, data=b"hostile")) == "refused"

    assert shown(request_id) == [("1", "refused", "type")]
    assert bucket.objects == {}


def test_a_file_that_was_too_large_to_read_is_refused_by_its_size(bucket, request_id) -> None:
    key = bucket.upload(request_id)
    unread = structs.replace(bucket.darkroom, read=lambda _: File("abc", None))

    assert receive.clean(key, now=MONDAY_TEN, darkroom=unread) == "refused"

    assert shown(request_id) == [("1", "refused", "size")]


def test_a_good_photo_takes_the_slot_of_a_refused_one(bucket, request_id) -> None:
    bucket.clean(bucket.upload(request_id, data=b"hostile"))

    assert bucket.clean(bucket.upload(request_id, 2)) == "ready"

    assert shown(request_id) == [("1", "ready", "")]


def test_a_photo_of_a_request_that_never_was_is_deleted(world, bucket) -> None:
    key = bucket.upload("hv-" + "0" * 26)

    assert bucket.clean(key) == "request is gone"

    assert bucket.objects == {}
    assert bucket.developed == 0


def test_a_late_photo_of_an_erased_request_is_deleted(bucket, request_id) -> None:
    erase(request_id)

    assert bucket.clean(bucket.upload(request_id)) == "request is gone"

    assert bucket.objects == {}
    assert shown(request_id) == []


def test_a_request_that_is_erased_while_its_photo_is_made_keeps_nothing(bucket, request_id) -> None:
    bucket.meanwhile = lambda: erase(request_id)

    assert bucket.clean(bucket.upload(request_id)) == "request is gone"

    assert bucket.objects == {}
    assert shown(request_id) == []


def test_a_photo_that_arrives_after_the_end_is_kept(world, bucket, request_id) -> None:
    from chalicelib.cases.requests import resident_actions

    resident_actions.withdraw(request_id, key="k" * 22, now=MONDAY_TEN, enqueue=world.enqueue)

    assert bucket.clean(bucket.upload(request_id)) == "ready"


@pytest.mark.parametrize("key", ["", "clean/x", "incoming/../1", "incoming/hv-1/1.svg"])
def test_a_key_that_no_form_named_is_left_alone(bucket, key) -> None:
    assert bucket.clean(key) == "not ours"


def test_a_photo_that_never_arrives_leaves_the_request_as_it_was(request_id) -> None:
    found = queries.status(request_id, 1)

    assert found.photos == []
    assert receive.next_of_resident(found) == "1"


def test_the_next_slot_counts_a_photo_that_is_on_its_way(bucket, request_id) -> None:
    waiting = f"{1:010d}"
    key = bucket.upload(request_id)

    assert receive.next_of_resident(queries.status(request_id, 1), waiting=waiting) == "2"
    bucket.clean(key)
    found = queries.status(request_id, 1)

    assert not receive.is_waiting(found, waiting)
    assert receive.next_of_resident(found, waiting=waiting) == "2"


def test_nobody_waits_for_an_upload_that_is_only_claimed(request_id) -> None:
    assert not receive.is_waiting(queries.status(request_id, 1), "<script>")


def test_the_photos_come_with_the_request_in_its_one_query(bucket, request_id) -> None:
    bucket.clean(bucket.upload(request_id))

    assert [photo.slot for photo in requests.aggregate(request_id).photos] == ["1"]


def test_staff_add_three_photos_to_a_task_of_theirs(world, bucket) -> None:
    (task,) = world.routed()
    slots = []
    for n in (1, 2, 3):
        request_id, slot = receive.next_of_task(task.id, staff(PACO))
        slots.append(slot)
        bucket.clean(bucket.upload(request_id, n, slot))

    assert [slot[-2:] for slot in slots] == [".1", ".2", ".3"]
    with pytest.raises(NotAllowed):
        receive.next_of_task(task.id, staff(PACO))


def test_staff_of_another_company_add_nothing(world) -> None:
    (task,) = world.routed()

    with pytest.raises(NotFound):
        receive.next_of_task(task.id, staff(OTTO))


def erase(request_id: str) -> None:
    found = requests.get(request_id)
    assert found is not None
    requests.save(found, structs.replace(found, state=ERASED))
