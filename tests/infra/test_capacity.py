"""The capacity page says what its constants say, and which limit comes first."""

from infra import capacity


def test_the_page_is_what_the_numbers_make_of_it():
    assert capacity.FILE.read_text() == capacity.text(), "run python -m infra.capacity"


def test_every_part_says_which_setting_moves_it():
    for row in capacity.rows():
        assert row.peak > 0 and row.limit > 0 and row.setting, row.part


def test_what_gives_way_first_stands_first():
    found = capacity.rows()

    assert found[0].headroom == min(row.headroom for row in found)


def test_what_is_ours_to_set_carries_a_large_company_as_it_is():
    for row in capacity.rows():
        if "Service Quotas" not in row.setting:
            assert row.headroom > 1, row.part
