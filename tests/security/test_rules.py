"""Every rule of the audit has an example of what it is there to catch; the audit tries them."""

import yaml

from .bad_examples import BAD, RULES


def test_every_rule_has_bad_examples_where_it_looks() -> None:
    rules = [rule["id"] for rule in yaml.safe_load(RULES.read_text())["rules"]]

    assert sorted(rules) == sorted(BAD)
    assert all(lines for _, lines in BAD.values())
