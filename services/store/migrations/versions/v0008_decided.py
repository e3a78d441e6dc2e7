"""Which version of a practice was decided last is known by its place, not by what it is called."""

from alembic import op

from services.store.migrations.step import run

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """The order in which practice was decided."""
    run(op.get_bind(), "v0008_decided")
