"""The page of an outside contractor: one task by a signed link, and nothing else opens."""

import re

import pytest
from msgspec import structs

from chalicelib.cases.contractors.model import contractor_of, link_version
from chalicelib.cases.photos import model as photos
from chalicelib.cases.photos import store as stored_photos
from chalicelib.cases.requests import resident_actions
from chalicelib.cases.requests import store as requests
from chalicelib.cases.tasks import store as tasks
from chalicelib.estate import store as estate
from chalicelib.kernel.errors import NotFound
from chalicelib.platform.services import job_link
from tests.support.builders import DAY, GRACE, HARBOUR, LENA, World, key, member
from tests.support.door import Door, token_of
from tests.support.pages import form_of, sent

LIFTS = {"name": "Kowloon Lifts", "channel": "email", "address": "dispatch@lifts.example"}
WITH_LIFTS = structs.replace(
    HARBOUR,
    departments=[*HARBOUR.departments, "lifts"],
    topics={"lift_stopped": {"departments": ["lifts"]}},
    contractors={"lifts": {**LIFTS, "language": "en"}},
)

LEAD = member("liam", "lead", "lifts")


class Contract:
    """A lift that stands still, routed to its contractor, and the contractor's link."""

    def __init__(self, door: Door, **changes: str) -> None:
        estate.put_community(WITH_LIFTS)
        answer, _ = sent(door, topic="lift_stopped", words="Lift 2 stands still.", **changes)
        token = answer.headers["location"].split("/r/")[1].partition(".")[0]
        stored = requests.get(token)
        assert stored is not None
        self.now = stored.created_at
        self.world = World()
        self.world.tools = structs.replace(self.world.tools, job=self.address)
        self.world.enqueue(token, "request", "1#route")
        self.world.drain(self.now)
        (self.task,) = tasks.of_request(token)
        self.door = door
        member = contractor_of(WITH_LIFTS, "lifts")
        assert member is not None
        self.path = f"/t/{job_link(self.task.id, link_version(member))}"

    def address(self, task_id: str, version: int) -> str:
        return f"https://hv.example/t/{job_link(task_id, version)}"

    def page(self) -> str:
        return self.door.get(self.path).text

    def does(self, do: str, **more: str):
        return self.door.post_form(self.path, {**form_of(self.page(), do), **more})

    def stored(self):
        found = tasks.get(self.task.id)
        assert found is not None
        return found


@pytest.fixture
def contract(door: Door) -> Contract:
    return Contract(door)


def test_the_new_task_is_sent_to_the_contractors_address_with_its_link(contract: Contract) -> None:
    from chalicelib.channels.deliver import words

    # At whatever hour this test runs: at night it is sent when the contractor's day begins.
    for hours in range(0, 24 * 4, 2):
        contract.world.sweep(contract.now + hours * 3_600_000 + GRACE)

    notice, *_ = [each for each in contract.world.sent if each.template == "bundle"]
    assert (notice.address, notice.lang) == ("dispatch@lifts.example", "en")
    link, *_ = re.findall(r"https://hv\.example(/t/\S+)", words(notice)[1])
    assert contract.door.get(link).status == 200


def test_the_page_says_what_where_and_when_and_works_without_javascript(contract: Contract) -> None:
    page = contract.page()

    for said in ("Lift out of order", "Lift 2", "Lift 2 stands still.", "Kowloon Lifts"):
        assert said in page
    assert "<script" not in page and "@" not in page.split("<main")[1]


def test_a_contractor_takes_starts_pauses_goes_on_and_finishes(contract: Contract) -> None:
    from datetime import UTC, datetime

    tomorrow = datetime.fromtimestamp((contract.now + 2 * DAY) / 1000, UTC).date().isoformat()
    for do, more, state in (
        ("claim", {}, "claimed"),
        ("start", {}, "working"),
        ("pause", {"reason": "The part comes tomorrow.", "until": tomorrow}, "paused"),
        ("resume", {}, "working"),
        ("done", {"resolution": "New brake."}, "done"),
    ):
        assert contract.does(do, **more).headers["location"].endswith("?saved=job"), do
        assert contract.stored().state == state
    assert contract.stored().holder_name == "Kowloon Lifts"
    contract.world.enqueue(contract.task.request, "task#1.lifts", "6#settle")
    contract.world.drain(contract.now)
    request = requests.get(contract.task.request)
    assert request is not None and request.state == "resolved"


def test_declining_needs_a_reason_that_the_resident_reads(contract: Contract) -> None:
    contract.does("claim")
    assert contract.does("decline").status == 422
    assert contract.does("decline", reason="Not our lift.").status == 303
    assert (contract.stored().state, contract.stored().reason) == ("declined", "Not our lift.")


@pytest.mark.parametrize("more", [{"until": "soon"}, {"until": "2001-01-01"}, {"until": ""}])
def test_a_pause_without_a_day_to_come_is_refused_with_the_field(contract: Contract, more) -> None:
    contract.does("claim")
    answer = contract.does("pause", reason="Wait.", **more)
    assert answer.status == 422 and "Choose a date in the next 12 months." in answer.text
    assert contract.stored().state == "claimed"


def test_the_same_form_twice_is_one_action_and_an_old_one_changes_nothing(
    contract: Contract,
) -> None:
    form = form_of(contract.page(), "claim")
    for _ in range(2):
        contract.door.post_form(contract.path, form)
    assert contract.stored().version == 2

    old = {**form_of(contract.page(), "start"), "version": "1"}
    assert contract.door.post_form(contract.path, old).headers["location"].endswith("saved=nothing")


def test_a_form_that_is_not_ours_does_nothing(contract: Contract) -> None:
    contract.door.post_form(contract.path, {"do": "claim", "key": key(), "token": "forged"})
    assert contract.stored().state == "open"


def test_a_contractor_offers_times_and_says_that_it_is_on_the_way(contract: Contract) -> None:
    contract.does("claim")
    assert contract.does("offer_times").status == 422
    first, second, *_ = re.findall(r'name="(time\.\d+-\d+)"', contract.page())
    contract.does("offer_times", **{first: "yes", second: "yes"})
    offered = [[int(n) for n in each[5:].split("-")] for each in (first, second)]
    assert contract.stored().windows == offered and "Times on offer" in contract.page()
    assert 'value="coming"' not in contract.page()

    contract.does("visit", until="2026-03-04T10:30")
    assert 'value="call_off"' in contract.page() and not contract.stored().windows
    contract.does("coming")
    assert contract.stored().state == "working"


@pytest.mark.parametrize("do", ["assign", "hand_over", "release", "ask", "note", "retopic", "fly"])
def test_a_contractor_cannot_do_what_is_the_companys(contract: Contract, do: str) -> None:
    contract.does("claim")
    form = {**form_of(contract.page(), "start"), "do": do, "staff": "paco", "department": "lifts"}
    assert contract.door.post_form(contract.path, form).status == 404
    assert contract.stored().version == 2


def test_a_finished_task_tells_nothing_but_that(contract: Contract) -> None:
    contract.does("claim")
    contract.does("done")
    page = contract.page()
    assert "You finished it." in page
    assert "stands still" not in page and "Lift 2" not in page


def test_a_task_that_was_withdrawn_or_given_to_another_leaves_the_link(contract: Contract) -> None:
    resident_actions.withdraw(
        contract.task.request, key=key("off"), now=contract.now, enqueue=contract.world.enqueue
    )
    contract.world.drain(contract.now)
    page = contract.page()
    assert "no longer needed" in page and "stands still" not in page and "<form" not in page


def test_another_contract_ends_the_links_of_the_old_one(contract: Contract) -> None:
    other = {"lifts": {**LIFTS, "name": "Another Company", "address": "other@lifts.example"}}
    estate.put_community(structs.replace(WITH_LIFTS, contractors=other))
    assert contract.door.get(contract.path).status == 404
    estate.put_community(structs.replace(WITH_LIFTS, contractors={}))
    assert contract.door.get(contract.path).status == 404


@pytest.mark.parametrize("change", ["signature", "task", "status"])
def test_a_link_opens_its_own_task_and_nothing_else_of_the_estate(
    contract: Contract, change: str
) -> None:
    token = contract.path.removeprefix("/t/")
    other = token.replace(".lifts.", ".engineering.")
    forged = {
        "signature": "/t/" + token[:-1] + ("0" if token[-1] != "0" else "1"),
        "task": f"/t/{other}",
        "status": f"/r/{token}",
    }[change]
    assert contract.door.get(forged).status in (401, 404)


def test_a_link_of_a_department_that_is_no_contractor_opens_nothing(door: Door) -> None:
    from chalicelib.cases.contractors import actions as use
    from chalicelib.kernel.links import TaskLink

    contract = Contract(door)
    with pytest.raises(NotFound):
        use.opened(TaskLink(contract.task.id.replace("lifts", "engineering"), 1), now=contract.now)


def test_a_contractor_that_does_not_answer_is_chased_and_then_the_manager_is(
    contract: Contract,
) -> None:
    for hours in range(24 * 5):
        contract.world.sweep(contract.now + hours * 3_600_000)
        contract.world.sweep(contract.now + hours * 3_600_000 + GRACE)

    # A month that begins meanwhile asks leads what they heard, which is about no task.
    told = [
        notice.address
        for notice in contract.world.sent
        if any(line["reference"] for line in notice.lines)
    ]
    assert told[0] == "dispatch@lifts.example"
    assert {"dispatch@lifts.example", "mara@acme.example"} == set(told)


def test_what_a_contractor_holds_goes_back_when_the_contract_ends(contract: Contract) -> None:
    contract.does("claim")
    estate.put_community(structs.replace(WITH_LIFTS, contractors={}))
    for hours in range(0, 24 * 5, 2):
        contract.world.sweep(contract.now + hours * 3_600_000)
    assert (contract.stored().state, contract.stored().holder) == ("open", "")


def relinks(contract: Contract, action: str, n: str = "", who=LEAD):
    headers = {**token_of(who), "idempotency-key": key(n or action)}
    path = f"/staff/v1/tasks/{contract.task.id}/link"
    return contract.door.post_json(path, {"action": action}, headers)


def links_sent(contract: Contract) -> list[str]:
    from chalicelib.channels.deliver import words

    for hours in range(0, 24 * 4, 2):
        contract.world.sweep(contract.now + hours * 3_600_000 + GRACE)
    told = [each for each in contract.world.sent if each.address == LIFTS["address"]]
    return [
        link for each in told for link in re.findall(r"https://hv\.example(/t/\S+)", words(each)[1])
    ]


def test_a_withdrawn_link_opens_nothing_more_and_a_new_one_does(contract: Contract) -> None:
    estate.put_member(LEAD)
    before = contract.stored().version
    assert contract.door.get(contract.path).status == 200

    assert relinks(contract, "withdraw_link").status == 200
    assert contract.door.get(contract.path).status == 404
    assert contract.door.post_form(contract.path, {"do": "claim"}).status == 404
    # An honest phone's action stays good: nothing moved that it must know.
    assert contract.stored().version == before

    assert relinks(contract, "send_link").status == 200
    contract.world.enqueue(contract.task.request, "task#1.lifts", "1.2#offer")
    contract.world.drain(contract.now)
    *_, link = links_sent(contract)
    assert link != contract.path
    assert contract.door.get(link).status == 200
    assert contract.door.get(contract.path).status == 404


def test_while_a_link_is_withdrawn_no_reminder_brings_another(contract: Contract) -> None:
    estate.put_member(LEAD)
    relinks(contract, "withdraw_link")

    assert links_sent(contract) == []


def test_the_same_key_withdraws_once(contract: Contract) -> None:
    estate.put_member(LEAD)
    for _ in range(2):
        assert relinks(contract, "withdraw_link").status == 200
    assert contract.stored().links == 1


def test_links_are_for_leads_of_tasks_that_a_contractor_has(contract: Contract) -> None:
    estate.put_member(LEAD)
    worker = member("walt", "staff", "lifts")
    estate.put_member(worker)

    assert relinks(contract, "withdraw_link", who=worker).status == 403
    assert relinks(contract, "withdraw_link", who=LENA).status == 404
    assert relinks(contract, "burn").status == 422
    contract.does("claim")
    contract.does("start")
    contract.does("done", resolution="New brake.")
    assert relinks(contract, "send_link").status == 409


def test_a_lead_reads_whether_the_link_opens(contract: Contract) -> None:
    estate.put_member(LEAD)
    path = f"/staff/v1/tasks/{contract.task.id}"
    told = contract.door.get(path, headers=token_of(LEAD)).json["contractor"]
    relinks(contract, "withdraw_link")
    after = contract.door.get(path, headers=token_of(LEAD)).json

    assert (told["name"], told["opens"]) == ("Kowloon Lifts", True)
    assert not after["contractor"]["opens"]
    assert after["history"][-1]["action"] == "withdraw_link"


def a_photo(contract: Contract, n: int = 1, state: str = "ready") -> None:
    photo = photos.Photo(
        request=contract.task.request, slot=f"1.lifts.after.{n}", source=f"{'0' * 10}-a{n}",
        state=state, at=contract.now,
    )  # fmt: skip
    assert stored_photos.take_slot(photo)


def test_a_contractor_photographs_the_place_without_javascript_three_times_at_most(
    contract: Contract,
) -> None:
    assert "multipart/form-data" not in contract.page()
    contract.does("claim")
    form = re.search(r"<form[^>]*multipart.*?</form>", contract.page(), re.S)
    assert form and f"incoming/{contract.task.request}/1.lifts.after.1." in form[0]
    assert "saved=photo" in form[0]

    for n in (1, 2, 3):
        a_photo(contract, n)
    page = contract.page()
    assert "multipart/form-data" not in page
    assert page.count('width="96"') == 3


def test_a_photo_on_its_way_is_said_and_has_its_slot(contract: Contract) -> None:
    contract.does("claim")
    found = contract.door.get(contract.path, query={"photo": ["0123456789"], "saved": ["photo"]})

    assert "We are checking photo" in found.text
    assert ".after.2." in found.text


def test_where_a_photo_is_wanted_the_work_is_not_done_without_one(contract: Contract) -> None:
    topics = {"lift_stopped": {"departments": ["lifts"], "clean_up_check": True}}
    estate.put_community(structs.replace(WITH_LIFTS, topics=topics, photo_when_done=True))
    contract.does("claim")

    refused = contract.does("done", clean="yes")
    assert refused.status == 422
    assert "Please add a photo of the area after the work." in refused.text
    a_photo(contract)
    assert contract.does("done", clean="yes").status == 303
    assert contract.stored().state == "done"


def test_a_contractor_sees_no_photo_of_another_department(contract: Contract) -> None:
    other = photos.Photo(
        request=contract.task.request, slot="1.cleaning.after.1", source="1111111111-b",
        state="ready", at=contract.now,
    )  # fmt: skip
    stored_photos.take_slot(other)
    contract.does("claim")

    assert "1111111111" not in contract.page()
