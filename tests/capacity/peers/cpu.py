"""What processes took of CPU, user and system together, as Linux counts it."""

from pathlib import Path

PROC = Path("/proc")
NANOSECONDS = 1e9


def missing() -> str:
    """Return why it cannot be told on this machine, in a sentence, or an empty text."""
    if not (PROC / "self" / "schedstat").is_file():
        return "the CPU of other processes is read in /proc, as Linux has it"
    return ""


def of_tree(pid: int) -> float:
    """Return the CPU seconds of a process and of all that it started and that still live."""
    return sum(_of(each) for each in _tree(pid))


def _tree(pid: int) -> list[int]:
    found = [pid]
    for task in (PROC / str(pid) / "task").glob("*/children"):
        for child in task.read_text().split():
            found += _tree(int(child))
    return found


def _of(pid: int) -> float:
    """Return what all threads of a process took: `schedstat` has nanoseconds, `stat` 10 ms."""
    took = 0.0
    for thread in (PROC / str(pid) / "task").glob("*/schedstat"):
        try:
            took += int(thread.read_text().split()[0]) / NANOSECONDS
        except OSError:
            # It ended meanwhile.
            continue
    return took
