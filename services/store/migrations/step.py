"""Runs a file of SQL as it stands, in the transaction of the migration."""

from importlib.resources import files

from psycopg import Connection
from sqlalchemy import Connection as Bound


def run(bound: Bound, part: str) -> None:
    """Every statement of `versions/<part>.sql`, in order; the driver gets the text untouched (no parameters)."""
    statements = files("services.store.migrations.versions").joinpath(f"{part}.sql").read_bytes()
    connection = bound.connection.driver_connection
    if not isinstance(connection, Connection):
        raise TypeError(f"the migration needs psycopg, not {type(connection)}")
    connection.execute(statements)
