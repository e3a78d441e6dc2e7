"""The record from its first day: tables, what may only be added to, who may do what, who sees which unit."""

from alembic import op

from services.store.migrations.step import run

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make everything; the SQL stands beside, in four files to be read one by one."""
    for part in ("v0001_subjects", "v0001_flow", "v0001_append_only", "v0001_rights"):
        run(op.get_bind(), part)
