"""Which version made the states, so that one that would fold them otherwise asks to be migrated before it begins."""

from alembic import op

from services.store.migrations.step import run

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Keep the versions of fold and rules that the whole record stands at."""
    run(op.get_bind(), "v0006_folded")
