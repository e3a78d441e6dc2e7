"""What somebody has begun to write is kept, sealed, until it is recorded or two weeks old."""

from alembic import op

from services.store.migrations.step import run

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Keep drafts, each for whoever wrote it alone."""
    run(op.get_bind(), "v0004_drafts")
