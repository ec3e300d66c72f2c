"""The page of what helps at home: by the resident's own link, without JavaScript."""

from chalicelib.cases.requests import addresses
from chalicelib.cases.requests import store as requests
from chalicelib.cases.tasks import store as tasks
from chalicelib.wiring import effect_handlers
from tests.support import clock
from tests.support.builders import CLEO, LIFT, OTTO, PACO, SAM, World, key
from tests.support.door import token_of
from tests.support.pages import HIDDEN, own_link


def reported(door, *, confirmed: bool = True) -> tuple[str, str]:
    """Submit a request with an address; return its id and its link."""
    body = {"place": LIFT.code, "words": "Water drips.", "topic": "plumbing"}
    made = door.post_json("/api/v1/requests", body, {"idempotency-key": key()}).json
    addresses.leave_contact(
        made["id"], "rosa@resident.example", secret=b"x" * 32, now=1, enqueue=lambda *_: None
    )
    (contact,) = requests.aggregate(made["id"]).contacts
    if confirmed:
        addresses.confirm_contact(made["id"], contact.hash, now=2)
    return made["id"], made["status_token"]


def at_home(door) -> str:
    """Report with a confirmed address; return the household's own link."""
    request_id, _ = reported(door)
    (contact,) = requests.aggregate(request_id).contacts
    return own_link(request_id, contact.hash)


def page(door, link: str, **query: str):
    return door.get(f"/home/{link}", query={name: [value] for name, value in query.items()})


def sent(door, link: str, **fields: str):
    hidden = dict(HIDDEN.findall(page(door, link).text))
    return door.post_form(f"/home/{link}", {**hidden, **fields})


def test_a_resident_tells_sees_and_takes_back(door) -> None:
    link = at_home(door)

    assert sent(door, link, do="tell", code="knock").status == 303
    assert "Kept until" in page(door, link).text
    assert sent(door, link, do="withdraw", code="knock").status == 303

    assert "Kept until" not in page(door, link).text


def test_what_is_sensitive_without_a_tick_is_asked_for_again_and_not_kept(door) -> None:
    link = at_home(door)

    again = sent(door, link, do="tell", code="wheelchair")

    assert again.status == 422
    assert "tick to agree" in again.text
    assert "Kept until" not in page(door, link).text
    assert sent(door, link, do="tell", code="wheelchair", consent="yes").status == 303


def test_hours_are_two_times(door) -> None:
    link = at_home(door)

    assert sent(door, link, do="tell", code="quiet", **{"from": "13:00", "to": ""}).status == 422
    assert (
        sent(door, link, do="tell", code="quiet", **{"from": "13:00", "to": "14:30"}).status == 303
    )
    assert "13:00-14:30" in page(door, link).text


def test_before_an_address_is_confirmed_the_page_says_what_to_do(door) -> None:
    _, link = reported(door, confirmed=False)

    shown = page(door, link)

    assert shown.status == 200
    assert 'name="code"' not in shown.text


def test_another_link_a_forged_form_and_another_site_open_nothing(door) -> None:
    link = at_home(door)
    request_id, hash, *_ = link.split(".")

    assert page(door, request_id).status == 401
    assert page(door, link[:-1] + ("0" if link[-1] != "0" else "1")).status == 401
    assert page(door, own_link(request_id, hash, until=clock.now() - 60_000)).status == 401
    assert page(door, own_link(request_id, "0" * 32)).status == 401
    forged = {"do": "tell", "code": "knock", "key": key(9), "token": "1.forged"}
    assert door.post_form(f"/home/{link}", forged).status == 303
    assert "Kept until" not in page(door, link).text


def test_whoever_gave_somebody_elses_address_neither_reads_nor_changes_their_home(door) -> None:
    own = at_home(door)
    sent(door, own, do="tell", code="alone", consent="yes")
    strangers = key(2)
    body = {"place": LIFT.code, "words": "Noise.", "topic": "noise"}
    made = door.post_json("/api/v1/requests", body, {"idempotency-key": strangers}).json
    hash = own.split(".")[1]
    addresses.leave_contact(
        made["id"], "rosa@resident.example", secret=b"x" * 32, now=1, enqueue=lambda *_: None
    )
    addresses.confirm_contact(made["id"], hash, now=2)
    link = made["status_token"]

    assert "json" not in page(door, link, **{"as": "json"}).headers["content-type"]
    assert "Kept until" not in page(door, link).text
    for action in ("forget", "withdraw", "tell"):
        sent(door, link, do=action, code="alone", consent="yes")
    assert "Kept until" in page(door, own).text
    for _ in range(2):
        answer = sent(door, link, do="link")
    assert answer.headers["location"].endswith("?saved=link_sent")


def test_whoever_did_not_ask_says_so_and_the_request_reaches_that_address_no_more(door) -> None:
    own = at_home(door)
    request_id = own.partition(".")[0]
    sent(door, own, do="tell", code="knock")

    assert "Thank you for telling us" in sent(door, own, do="not_me").text

    assert [each.state for each in requests.aggregate(request_id).contacts] == ["stopped"]
    assert page(door, own).status == 401


def test_the_page_speaks_each_language_and_may_be_stored_nowhere(door) -> None:
    link = at_home(door)

    shown = page(door, link, lang="zh-Hant")

    assert "住戶特別需要" in shown.text
    assert shown.headers["cache-control"] == "no-store"


def test_who_has_the_task_is_shown_what_fits_and_nobody_else(door) -> None:
    link = at_home(door)
    request_id = link.partition(".")[0]
    sent(door, link, do="tell", code="language", value="yue")
    now = clock.now()
    world = World()
    effect_handlers.perform(request_id, "request", "1#route", now=now, tools=world.tools)
    (task,) = tasks.of_request(request_id)
    path = f"/staff/v1/tasks/{task.id}/preferences"
    assert door.post_json(path, {}, token_of(PACO)).status == 403

    world.act(task.id, "claim", task.version, now=now)

    shown = door.post_json(path, {}, token_of(PACO)).json["preferences"]
    assert [(each["code"], each["value"]) for each in shown] == [("language", "Cantonese")]
    assert door.post_json(path, {}).status == 401
    for other in (CLEO, SAM, OTTO):
        assert door.post_json(path, {}, token_of(other)).status == 404


def test_what_was_told_is_taken_along_as_a_file_by_its_own_link_only(door) -> None:
    link = at_home(door)
    request_id = link.partition(".")[0]
    assert "as=json" not in page(door, link).text
    sent(door, link, do="tell", code="quiet", **{"from": "13:00", "to": "14:30"})

    copy = page(door, link, **{"as": "json"})

    assert "as=json" in page(door, link).text
    assert [each["value"] for each in copy.json["household"]] == ["13:00-14:30"]
    assert "attachment" in copy.headers["content-disposition"]
    assert copy.headers["cache-control"] == "no-store"
    assert door.get(f"/home/{request_id}", query={"as": ["json"]}).status == 401
