"""A yearly report is made once, and kept for as long as the log says nothing else of its day."""

from alembic import op

from services.store.migrations.step import run

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """The reports that are kept."""
    run(op.get_bind(), "v0009_reports")
