"""How often Python's cyclic collector looks at what there is."""

import gc


def not_yet() -> None:
    """Leave alone what a command imports (200 000 objects, a tenth of its start): nothing of that becomes garbage."""
    gc.set_threshold(400_000, 20, 50)


def settle() -> None:
    """For a process that records facts, when what it works with is imported: leave that alone for good, and look at a
    batch once and not ten times (a third less CPU of casework, measured)."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
