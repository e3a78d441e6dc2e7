"""How often Python's cyclic collector looks at what there is."""

import gc


def not_yet() -> None:
    """Leave alone what a command imports (200 000 objects, a tenth of its start): nothing of that becomes garbage."""
    gc.set_threshold(400_000, 20, 50)


def no_more() -> None:
    """At the end of a process: Python would look through all that there is once more (150 ms), to give back what the
    system takes back anyway."""
    gc.freeze()


def settle() -> None:
    """For a process that records facts, when what it works with is imported: leave that alone for good, and look at a
    batch once and not ten times (a third less CPU of casework, measured)."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
