"""Cases are listed a page at a time, and who has seen a case is told to those who may know."""

from alembic import op

from services.store.migrations.step import run

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """An order to list cases in, and the reads of a case."""
    run(op.get_bind(), "v0005_listed")
