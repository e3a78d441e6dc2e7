"""What processes have cost, as the kernel counts it."""

import os
from collections.abc import Iterable
from pathlib import Path

_TICK = 1_000_000 / os.sysconf("SC_CLK_TCK")
_UTIME = 11  # of /proc/PID/stat, counted after the closing parenthesis of the name; then stime, cutime, cstime


def cpu_microseconds(roots: Iterable[int]) -> float:
    """User and system time of these processes and all below them, also of those that have ended and been waited for.

    Each counts once, whether it is named, below one that is, or both: the embedded servers are children of their owner.
    """
    parents: dict[int, list[int]] = {}
    spent: dict[int, float] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        pid = int(stat.parent.name)
        parents.setdefault(int(fields[1]), []).append(pid)
        spent[pid] = sum(int(field) for field in fields[_UTIME : _UTIME + 4]) * _TICK
    counted: set[int] = set()
    left = list(roots)
    while left:
        pid = left.pop()
        if pid not in counted:
            counted.add(pid)
            left += parents.get(pid, ())
    return sum(spent.get(pid, 0.0) for pid in counted)
