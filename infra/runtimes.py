"""Until when AWS keeps the Python runtimes of Lambda."""

from datetime import date, timedelta

from infra.say import Refused

ENDS = {
    "python3.11": date(2027, 6, 30),
    "python3.12": date(2028, 10, 31),
    "python3.13": date(2029, 6, 30),
    "python3.14": date(2029, 6, 30),
}
"""Runtime to the day of its deprecation, as AWS announces it ("Lambda runtimes", November 2026)."""

NOTICE = timedelta(days=365)
"""So long a deployment has to be kept up without anybody's hurry."""


def check(runtime: str, today: date) -> None:
    """Refuse to deploy on a runtime that AWS deprecates within a year; raise Refused."""
    ends = ENDS.get(runtime)
    if ends is not None and ends - today >= NOTICE:
        return
    good = [name for name, end in ENDS.items() if end - today >= NOTICE]
    known = f"AWS deprecates {runtime} on {ends:%Y-%m-%d}" if ends else f"AWS has no {runtime}"
    better = ", ".join(name.removeprefix("python") for name in good) or "a newer one"
    raise Refused(f"{known}; deploy with Python {better}: make deploy PYTHON=/path/to/python …")
