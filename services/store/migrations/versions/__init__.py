"""One module for each step, run by Alembic in the order that they name."""
