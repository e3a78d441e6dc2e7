"""The versions by which a record tells whether its states were made by the rules that are asked now."""

from typing import Final

FOLD_VERSION: Final = 10
"""Grows when the same log gives another state; stored states of an older one are folded anew by `migrate`."""

RULES_VERSION: Final = "2026-11-27-12"
"""Grows when the same facts may get another outcome, or another duty."""
