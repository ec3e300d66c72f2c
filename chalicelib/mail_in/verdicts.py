"""
Whether a mail comes from where it says: SPF, DKIM and DMARC, as the server that took it found.

A sender's address is a claim. DMARC that passed makes it evidence; where a domain has no such
policy, SPF or DKIM do if they passed for that same domain.
"""

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

PASS, FAIL = "PASS", "FAIL"
SERVERS = ("amazonses.com", "steward.local")
"""Whose word counts: SES, and the door on one machine. They write above what a sender wrote."""

_RESULT = re.compile(r"\b(spf|dkim|dmarc)\s*=\s*([a-z]+)([^;]*)", re.I)
_DOMAIN = re.compile(
    r"\b(?:header\.(?:i|d|from)|smtp\.mailfrom)\s*=\s*\"?(?:[^\s;@\"]*@)?([A-Za-z0-9.-]+)", re.I
)
_SAID = re.compile(r'"(?:\\.|[^"\\])*"|\([^()]*\)')
"""What a sender may have written into a verdict: `envelope-from="a; dkim=pass …"@evil.example`."""


class Verdicts(Struct, frozen=True):
    """What was found; a name to PASS, FAIL, GRAY or PROCESSING_FAILED."""

    found: Mapping[str, str] = {}
    passed: tuple[tuple[str, str], ...] = ()
    """Each check that passed, and for which domain."""

    def is_spam(self) -> bool:
        return self.found.get("spam") == FAIL

    def has_virus(self) -> bool:
        return self.found.get("virus") == FAIL

    def vouch_for(self, address: str) -> bool:
        """Say whether a mail that names this sender comes from there."""
        domain = address.rpartition("@")[2].lower()
        if self.found.get("dmarc") == PASS:
            checked = {other for check, other in self.passed if check == "dmarc"}
            return not checked or domain in checked
        if self.found.get("dmarc") == FAIL:
            return False
        return any(
            check in ("spf", "dkim") and _is_aligned(domain, other) for check, other in self.passed
        )


def of(envelope: Mapping[str, str], headers: Iterable[tuple[str, str]]) -> Verdicts:
    """Return the verdicts of the envelope, else of the first header of our server.

    `envelope` is what the receiving server says beside the message; a name it lacks is looked
    for in the message, where only what stands above the sender's own headers is believed.
    """
    found: dict[str, str] = {}
    passed: list[tuple[str, str]] = []
    for name, value in headers:
        low = name.lower()
        if low == "authentication-results" and not found.keys() & {"spf", "dkim", "dmarc"}:
            if value.strip().lower().split(";")[0].split(" ")[0] not in SERVERS:
                break
            for check, result, more in _RESULT.findall(_SAID.sub(_muted, value)):
                outcome = _outcome(result)
                domain = _DOMAIN.search(more)
                if outcome == PASS and domain:
                    passed.append((check.lower(), domain[1].lower().strip(".")))
                if found.get(check.lower()) != PASS:
                    found[check.lower()] = outcome
        elif low in ("x-ses-spam-verdict", "x-ses-virus-verdict"):
            found.setdefault(low.split("-")[2], value.strip().upper()[:20])
        elif low in _SENDERS_OWN:
            break
    return Verdicts(found | {k: v for k, v in envelope.items() if v}, tuple(passed))


_SENDERS_OWN = frozenset({"from", "subject", "date", "to", "message-id", "mime-version"})


def _muted(said: re.Match[str]) -> str:
    return re.sub(r"[;=\s]", "", said[0])


def _outcome(result: str) -> str:
    return {"pass": PASS, "fail": FAIL, "softfail": FAIL, "permerror": FAIL}.get(
        result.lower(), "GRAY"
    )


def _is_aligned(domain: str, other: str) -> bool:
    """Say whether two domains are of one owner: one is the other, or stands within it."""
    if domain.count(".") < 1 or other.count(".") < 1:
        return False
    return domain == other or domain.endswith(f".{other}") or other.endswith(f".{domain}")
