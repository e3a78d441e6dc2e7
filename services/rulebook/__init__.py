"""The rulebook as people read it: every number of the handbook, what carries it out, and the tests that prove it."""
