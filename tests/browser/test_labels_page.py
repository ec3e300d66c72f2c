"""The page of labels in a real browser: what there is, print it, replace it."""

import subprocess

import pytest
from playwright.sync_api import expect

from chalicelib.estate.labels import address
from tests.browser.screens import WIDER_THAN_THE_PHONE, findings, shoot
from tests.support.builders import LIFT, LOBBY, MARA
from tests.support.door import token_of

CONFIG = {"password_login": True, "client_id": "app", "authorize_url": "", "token_url": ""}


@pytest.fixture
def manager(site, phone):
    """Mara, signed in, looking at the labels of Harbour View."""
    token = token_of(MARA)["authorization"].removeprefix("Bearer ")
    phone.route("**/staff/app/config", lambda route: route.fulfill(json=CONFIG))
    phone.route("**/staff/app/login", lambda route: route.fulfill(json={"id_token": token}))
    phone.add_init_script("window.print = () => { window.printed = (window.printed || 0) + 1; };")
    phone.goto(f"{site}/manage/labels")
    phone.fill("#user", "mara")
    phone.fill("#password", "Mara's own")
    phone.get_by_role("button", name="Sign in").click()
    phone.get_by_role("button", name="Print all labels").wait_for()
    return phone


@pytest.mark.campaign
def test_a_manager_sees_the_labels_and_prints_them_all(manager, tmp_path):
    manager.get_by_role("button", name="Print all labels").click()
    manager.locator("#paper img").first.wait_for(state="attached")

    manager.wait_for_function("() => window.printed === 1")
    assert manager.locator(".labels li").count() == 2

    paper = tmp_path / "paper.pdf"
    manager.pdf(path=paper, format="A4", print_background=True)
    assert read_from(paper) == {address("http://localhost:8000", p.code) for p in (LIFT, LOBBY)}


@pytest.mark.campaign
def test_one_poster_is_printed_by_itself(manager, tmp_path):
    manager.get_by_role("button", name="Print poster: Lift 2").click()
    manager.locator("#paper img").first.wait_for(state="attached")

    paper = tmp_path / "paper.pdf"
    manager.pdf(path=paper, format="A4", print_background=True)
    assert read_from(paper) == {address("http://localhost:8000", LIFT.code)}


def test_replacing_asks_for_the_code_and_shows_what_replaced_it(manager):
    lift = manager.locator(".labels li", has=manager.get_by_role("heading", name="Lift 2"))
    lift.locator("summary").click()
    typed = lift.get_by_label("code")
    typed.fill(LOBBY.code)
    lift.get_by_role("button", name="Replace: Lift 2").click()
    lift.get_by_text("not the code of this QR label").wait_for()
    expect(typed).to_have_value(LOBBY.code)
    shoot(manager, "label-replace")

    typed.fill(LIFT.code.lower())
    lift.get_by_role("button", name="Replace: Lift 2").click()
    manager.get_by_text("Replaced by").wait_for()

    expect(manager.locator(".labels li.old")).to_have_count(1)
    assert LIFT.code not in manager.locator(".labels li.old .actions").inner_text()


def test_the_page_has_no_finding_and_nothing_is_cut_off(manager):
    shoot(manager, "labels")

    assert findings(manager) == []
    assert manager.evaluate(WIDER_THAN_THE_PHONE) == []


def read_from(paper):
    """Return what a scanner reads from the only page of a PDF."""
    picture = paper.with_suffix(".png")
    told = subprocess.run(["pdfinfo", paper], capture_output=True, text=True, check=True).stdout
    assert "Pages:           1\n" in told
    draw = ["pdftoppm", "-r", "200", "-png", "-singlefile", paper, paper.with_suffix("")]
    subprocess.run(draw, check=True)
    scan = ["zbarimg", "--quiet", "--raw", picture]
    return set(subprocess.run(scan, capture_output=True, text=True, check=True).stdout.split())
