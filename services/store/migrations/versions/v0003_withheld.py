"""What was told on the wrong case is sealed there: nobody who reads the case gets it from the record."""

from alembic import op

from services.store.migrations.step import run

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Withhold what was struck before this step too."""
    run(op.get_bind(), "v0003_withheld")
