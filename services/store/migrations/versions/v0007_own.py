"""Whoever takes part in cases finds them by the index, however many others there are."""

from alembic import op

from services.store.migrations.step import run

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """The references of the cases in which somebody has a part."""
    run(op.get_bind(), "v0007_own")
