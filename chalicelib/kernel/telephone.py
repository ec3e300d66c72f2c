"""
Telephone numbers as people write them, and as they are dialled from everywhere (E.164).

phonenumbers knows the plan of every country. It is imported when a number is read, and by
nothing that reads none.
"""

import re
from typing import Any

_SEPARATORS = re.compile(r"[\s().\-/\u2010-\u2015\u2212\u30fb\u00b7]")
_DIGITS = re.compile(r"\+?[0-9]{5,17}", re.ASCII)


def e164(text: str, country: str) -> str | None:
    """Return a number as "+85291234567", or None when it is none.

    `country` is the calling code ("852") of where it is typed; without one a number that does
    not say its country stays as it is.
    """
    digits = _digits(text)
    if digits is None or not (digits.startswith("+") or country):
        return digits
    number = _number(digits, country)
    return None if number is None else _formatted(number)


def earlier_forms(text: str, country: str) -> list[str]:
    """Return how a release before may have stored the same number: as somebody typed it."""
    digits = _digits(text)
    number = _number(digits, country) if digits else None
    if digits is None or number is None:
        return []
    import phonenumbers

    own = phonenumbers.national_significant_number(number)
    at_home = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    code = str(number.country_code)
    national = [own, re.sub(r"\D", "", at_home)] if code == country else []
    typed = _SEPARATORS.sub("", text.strip())
    forms = [*national, code + own, f"00{code}{own}", digits, typed]
    return [form for form in dict.fromkeys(forms) if form != _formatted(number)]


def _digits(text: str) -> str | None:
    """Return the digits of a number, with the plus of its country if it says one."""
    digits = _SEPARATORS.sub("", text)
    if not _DIGITS.fullmatch(digits):
        return None
    # Here and not by the plan of the country: Hong Kong's takes 008 for a company's own prefix.
    return f"+{digits[2:]}" if digits.startswith("00") else digits


def _number(digits: str, country: str) -> Any:
    import phonenumbers

    region = phonenumbers.region_code_for_country_code(int(country)) if country else None
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    # Possible and not valid: the plans change faster than a library.
    kind = phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE
    return number if phonenumbers.is_possible_number_for_type(number, kind) else None


def _formatted(number: Any) -> str:
    import phonenumbers

    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
