"""Words of danger: heard in every language, and not heard where there is none."""

import pytest

from chalicelib.cases.danger import emergency
from chalicelib.cases.danger.duties import kind_of
from chalicelib.cases.danger.emergency import NAMES, is_emergency
from chalicelib.kernel.fragments import fragments, normal, unpacked
from infra.danger.coding import packed
from infra.danger.corpus import DANGER, DATA, EVERYDAY, read

PLAIN = [each for each in read(DATA / "seen.tsv") if each.id.startswith("p-")]
"""Short messages as most people write them, the cases of real trouble among them."""


def test_what_most_people_write_in_danger_is_heard():
    deaf = [each.text for each in PLAIN if each.label == DANGER and not is_emergency(each.text)]
    assert not deaf


def test_what_most_people_write_on_other_days_alarms_nobody():
    loud = [each.text for each in PLAIN if each.label == EVERYDAY and is_emergency(each.text)]
    assert not loud


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("电梯困人", "trapped"),
        ("电梯突然下坠，里面有孕妇", "trapped"),
        ("An old man collapsed in the lobby and is not breathing", "medical"),
        ("a man with a knife", "crime"),
        ("Manhole cover missing", "structure"),
        ("the wall is leaning over the path", "structure"),
        ("rain is running into the lift shaft", "water"),
        ("Strong smell of gas in my kitchen", "gas"),
        ("Fire in garage B1", "fire"),
        ("I got an electric shock from the lamp", "electric"),
        ("Ｗａｔｅｒ ｐｏｕｒｉｎｇ down", "water"),
        ("FIRE!!!", "fire"),
        ("火燭", "fire"),
        ("There is a fire", "fire"),
        ("आग लगी है", "fire"),
        ("Help!", "danger"),
        ("救命！！", "danger"),
        ("Tolong!", "danger"),
    ],
)
def test_a_danger_is_called_by_its_kind(words, kind):
    assert is_emergency(words) == kind


@pytest.mark.parametrize(
    "words",
    [
        "热水出不来",
        "Help! How do I book the tennis court?",
        "一旦发生火灾怎么办",
        "消防通道有火灾隐患，请整改",
        "上个月的火灾赔偿",
        "No one is trapped, but the lift stopped",
        "The floodlight is too bright",
        "",
        "\u200d",
        "?",
    ],
)
def test_what_only_looks_like_danger_is_not(words):
    assert is_emergency(words) is None


def test_a_danger_in_the_middle_of_a_long_letter_is_heard():
    polite = "Thank you all for the lovely flowers at the gate, we enjoy them very much. "
    letter = polite * 8 + "Water is pouring through the ceiling onto the sockets. " + polite * 8

    assert len(letter) > emergency.LONG
    assert is_emergency(letter)
    assert not is_emergency(polite * 16)


@pytest.mark.parametrize("end", [". ", "\n", "! "])
@pytest.mark.parametrize(
    ("everyday", "danger"),
    [
        ("The lamp on our floor flickers", "Strong smell of gas in my kitchen"),
        ("The plants in the lobby are dry", "Two people stuck in the lift"),
        ("走廊的灯坏了", "煤气泄漏"),
    ],
)
def test_an_everyday_sentence_beside_it_hides_no_danger(everyday, danger, end):
    kind = is_emergency(danger)

    assert kind is not None
    assert is_emergency(everyday) is None
    assert is_emergency(f"{everyday}{end}{danger}") == kind
    assert is_emergency(f"{danger}{end}{everyday}") == kind


def test_width_case_and_signs_do_not_matter():
    assert normal("Ｆｉｒｅ!!  In\tB12 ?") == "fire in b0 ?"


def test_a_message_is_cut_into_words_pairs_stems_and_short_runs_of_han():
    assert set(fragments("the smoking lift")) == {
        " the ", " smoking ", " lift ", " the smoking ", " smoking lift ",
        " smok", " smoki", " smokin",
    }  # fmt: skip
    assert set(fragments("困𨋢呀")) == {"困", "𨋢", "呀", "困𨋢", "𨋢呀", "困𨋢呀"}


def test_weights_are_unpacked_as_they_were_packed():
    weights = {0: 1, 1: -7, 63: 2, 64: -1, 700_000: 3}
    assert unpacked(packed(weights, emergency.model.GAP), emergency.model.GAP) == weights


def test_every_kind_has_a_name_and_duties():
    assert all(kind in NAMES and kind_of(kind) == kind for kind in emergency.KINDS)
