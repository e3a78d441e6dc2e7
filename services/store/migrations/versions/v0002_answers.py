"""What stands in no log is owed and answered too: messages put aside, facts without a subject."""

from alembic import op

from services.store.migrations.step import run

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Let duties be owed on them, and keep who answered."""
    run(op.get_bind(), "v0002_answers")
