"""Decisions: what may happen, what is owed, and why. Pure; clock, ids and I/O live in services."""
