"""The marks by which a test says what it proves of the handbook: `@rule(47)`, `@shows(…)`, `@each(…)`."""

import pytest

rule = pytest.mark.rule
"""`@rule(47)`: the rules of the handbook that it proves."""

shows = pytest.mark.shows
"""`@shows("R47 clearance_missing", "forbidden", "allowed")`: the sides of a guard that it shows. What it claims is held
against what its stories came to (tests/support/witness.py)."""

each = pytest.mark.each
"""`@each("duty", "before", "due", "answered")`: it is run for every one of a table that has to be whole."""
