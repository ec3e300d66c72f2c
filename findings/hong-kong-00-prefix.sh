#!/usr/bin/env bash
# phonenumberslite 9.0.42 reads "0085291234567", typed in Hong Kong, as a number of Mexico. "00" and
# the country is how the number is written everywhere else; but by Hong Kong's plan a company's
# prefix is 00 and one more digit, so that the library takes 008 away and finds +52 in what is left.
# The number is a possible one, so that `is_possible_number` lets it pass; it is not a valid one.
#
# Seen on 2026-11-28: +5291234567, possible, not valid; typed in China it is +85291234567.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet "phonenumberslite==9.0.42"
"$work/venv/bin/python" - <<'PYTHON'
import phonenumbers

seen = {}
for region in ("HK", "CN"):
    number = phonenumbers.parse("0085291234567", region)
    seen[region] = (
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164),
        phonenumbers.is_possible_number(number),
        phonenumbers.is_valid_number(number),
    )
print(seen)
assert seen == {"HK": ("+5291234567", True, False), "CN": ("+85291234567", True, True)}
PYTHON
