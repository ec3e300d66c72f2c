"""The memory of processes while they work: sampled, and how it grows."""

import os
import threading
from pathlib import Path
from types import TracebackType

from msgspec import Struct

PAGE_KB = os.sysconf("SC_PAGESIZE") // 1024
EVERY_S = 0.5


class Grown(Struct, frozen=True):
    """How one process grew after it was warm: by a straight line through its samples."""

    pid: int
    kb: float
    """At the end."""
    kb_in_all: float
    """What the line climbs from its begin to its end."""

    def __str__(self) -> str:
        return f"process {self.pid}: {self.kb / 1024:.1f} MB, grew {self.kb_in_all:+.0f} KB"


def resident_kb(pid: int | str = "self") -> int:
    """Return what a process holds in memory."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_KB


def climb(samples: list[float]) -> float:
    """Return how much the straight line through the samples climbs, warming up left out."""
    kept = samples[len(samples) // 4 :]
    if len(kept) < 2:
        return 0.0
    middle, mean = (len(kept) - 1) / 2, sum(kept) / len(kept)
    across = sum((n - middle) * (each - mean) for n, each in enumerate(kept))
    along = sum((n - middle) ** 2 for n in range(len(kept)))
    return across / along * (len(kept) - 1)


class Watch:
    """Samples the memory of processes until the block ends."""

    def __init__(self, pids: list[int]) -> None:
        self.samples: dict[int, list[float]] = {pid: [] for pid in pids}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(EVERY_S):
            for pid, samples in self.samples.items():
                samples.append(resident_kb(pid))

    def grown(self) -> list[Grown]:
        return [
            Grown(pid, samples[-1], climb(samples))
            for pid, samples in self.samples.items()
            if samples
        ]
