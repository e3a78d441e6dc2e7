"""Contracts: what may be said. Pydantic models without I/O; nothing of ours is imported here."""
