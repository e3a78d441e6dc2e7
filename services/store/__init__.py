"""The record: what was said, decided and owed stands in PostgreSQL, and nothing else is the truth."""
