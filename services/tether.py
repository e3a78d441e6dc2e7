"""Ties a server to the process that started it: when that one dies, however it dies, the server gets a signal.

Run as `python -I -S tether.py PARENT_PID SIGNAL PROGRAM ARGUMENT...`; it replaces itself with PROGRAM. It
stands between because the kernel forgets the tie at a change of user (seen with `Popen(user=...)`), so it must be last
before the program, and because a fork of a process with threads must not run Python code of its own.
"""

import ctypes
import os
import resource
import sys

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Set the tie, make sure that the parent is still there, forbid core dumps (they hold names), be the program."""
    parent, sign, program, *rest = sys.argv[1:]
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(sign), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    if os.getppid() != int(parent):
        sys.exit(f"the process {parent} that asked for {program} is gone")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.umask(0o077)
    os.execv(program, [program, *rest])  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main()
