"""What comes of calling the address of another program."""

from msgspec import Struct


class Called(Struct, frozen=True):
    """What came of one try: a status, or in a word why there is none."""

    status: int = 0
    why: str = ""
    """"address", "connect", "tls", "timeout" or "broken"; "" where it answered."""
    took_ms: int = 0
    wait_s: int = 0
    """What Retry-After asks for."""
