"""The mark by which a test says which rules of the handbook it proves: `@rule(47)`."""

import pytest

rule = pytest.mark.rule
