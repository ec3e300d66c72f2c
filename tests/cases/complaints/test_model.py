"""Complaints about people: who may look into one, and where it waits."""

import pytest
from msgspec import structs

from chalicelib.cases.complaints.model import barred, manager_of, named, queue_of
from tests.support.builders import member

SAM = member("sam", "staff", "security", name="Sam Wong")
MAY = member("may", "staff", "cleaning", name="May Li")
CHAN = member("chan", "staff", "security", name="陳大文")
MARA = member("mara", "manager", name="Mara Lee")
MONA = member("mona", "manager", name="Mona Yip")
ADA = member("ada", "admin", name="Ada Ho")
QUEENIE = member("queenie", "manager", community="qv")
EVERYBODY = [SAM, MAY, CHAN, MARA, ADA]


@pytest.mark.parametrize(
    ("about", "ids"),
    [
        ("Sam", ["sam"]),
        ("the guard sam wong, at night", ["sam"]),
        ("陳大文先生", ["chan"]),
        ("the manager", ["mara"]),
        ("你们的经理", ["mara"]),
        ("somebody in a uniform", []),
        ("same person as before", []),
        ("", []),
    ],
)
def test_who_is_named_in_free_words(about: str, ids: list[str]) -> None:
    assert named(about, EVERYBODY) == ids


def test_somebodys_manager_is_the_one_written_down_else_the_only_one() -> None:
    assert manager_of("sam", EVERYBODY) == "mara"
    assert manager_of("sam", [*EVERYBODY, MONA]) == ""
    assert manager_of("sam", [structs.replace(SAM, manager="mona"), MARA, MONA]) == "mona"
    assert manager_of("mara", EVERYBODY) == ""


COMPANY = {"hv": [SAM, MARA, ADA], "qv": [QUEENIE]}

MATRIX = [
    # concerned, first handlers, members of hv,          barred,            where it waits
    ([], [], [SAM, MARA, MONA], [], "hv.conduct"),
    (["sam"], [], [SAM, MARA, MONA], ["sam"], "hv.conduct"),
    (["mara"], [], [SAM, MARA, MONA], ["mara", "mona"], "qv.conduct"),
    (["sam"], [], [SAM, MARA], ["mara", "sam"], "qv.conduct"),
    (["sam"], ["mona"], [SAM, MARA, MONA], ["mona", "sam"], "hv.conduct"),
    ([], ["mara"], [SAM, MARA], ["mara"], "qv.conduct"),
    (["sam"], ["mara", "mona"], [SAM, MARA, MONA], ["mara", "mona", "sam"], "qv.conduct"),
]


@pytest.mark.parametrize(("whom", "first", "members", "out", "where"), MATRIX)
def test_whom_it_is_kept_from_and_where_it_waits(whom, first, members, out, where) -> None:
    found = barred(whom, members, first)
    assert found == out
    assert queue_of("hv", found, {"hv": members, "qv": [QUEENIE]}) == where


def test_without_another_manager_in_the_company_it_is_the_admins() -> None:
    assert queue_of("hv", ["mara"], {"hv": [MARA, ADA]}) == "hv.oversight"
    assert queue_of("hv", ["mara"], {"hv": [MARA], "qv": [ADA]}) == "qv.oversight"
    gone = structs.replace(QUEENIE, disabled=True)
    assert queue_of("hv", ["mara"], {"hv": [MARA], "qv": [gone]}) == "hv.oversight"
