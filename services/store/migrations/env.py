"""What Alembic runs: the steps, on the connection that `services.store.migrate` has opened as the owner."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    version_table="schema_version",
    version_table_schema="trygghet",
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
