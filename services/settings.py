"""What an installation may set from outside (environment, prefix TRYGGHET_); local practice is policy, never a setting.

Every setting says what it is for; a test fails on one that does not.
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, PositiveFloat, PositiveInt, SecretStr
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

Port = Annotated[int, Field(ge=0, le=65535)]


def _begins_with(*schemes: str) -> AfterValidator:
    """An address of another kind is told when settings are read, not by whoever tries to connect to it."""

    def address(url: SecretStr) -> SecretStr:
        if not url.get_secret_value().startswith(schemes):
            raise PydanticCustomError("wrong_address", "{schemes} …", {"schemes": " / ".join(schemes)})
        return url

    return AfterValidator(address)


DatabaseUrl = Annotated[SecretStr, _begins_with("postgresql://", "postgres://")]
NatsUrl = Annotated[SecretStr, _begins_with("nats://", "tls://", "ws://", "wss://")]
SmtpUrl = Annotated[SecretStr, _begins_with("smtp://", "smtps://")]


class Settings(BaseSettings):
    """One installation's settings, read once by bootstrap and handed on as arguments.

    URLs may hold a password and are therefore secrets: `.get_secret_value()` where the connection is made,
    never in a log or a message.
    """

    model_config = SettingsConfigDict(
        env_prefix="TRYGGHET_", env_ignore_empty=True, frozen=True, extra="forbid", hide_input_in_errors=True
    )

    data: Path = Field(
        default=Path("trygghet-data"),
        description="Folder of the installation: embedded servers, keys, logs. Made with 0700 when it is missing.",
    )
    database_url: DatabaseUrl | None = Field(
        default=None,
        description="PostgreSQL 16 or newer of your own, as postgresql://owner:password@host/name. "
        "Empty: an embedded one in the data folder.",
    )
    nats_url: NatsUrl | None = Field(
        default=None,
        description="NATS 2.14 or newer with JetStream of your own, as nats://user:password@host:4222. "
        "Empty: an embedded one in the data folder.",
    )
    host: str = Field(
        default="127.0.0.1", description="Address for probes and Prometheus; the default is this machine only."
    )
    port: Port = Field(
        default=8080,
        description="Port of the desk, which answers this machine only; 0 takes a free one and prints it.",
    )
    ops_port: Port = Field(
        default=0, description="Port of /healthz, /readyz and /metrics; 0 takes a free one and prints it."
    )
    nats_port: Port = Field(
        default=0, description="Port of the embedded bus on 127.0.0.1; 0 takes a free one and keeps it from then on."
    )
    smtp_url: SmtpUrl | None = Field(
        default=None,
        description="Where reminders are mailed, as smtp://user:password@host:587 (smtps:// for TLS from the start). "
        "Empty: no mail is sent, and the page of operations says so.",
    )
    mail_from: str = Field(
        default="trygghet@example.org", description="Sender of reminder mails; a mailbox that somebody reads."
    )
    accessibility_contact: str = Field(
        default="",
        description="Whom those tell who cannot use the desk, as it stands in its accessibility statement: "
        "a mailbox that somebody reads, or a telephone. Empty: the statement refers to the leader of the unit.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least serious log lines that are written to stderr."
    )
    log_format: Literal["auto", "json", "console"] = Field(
        default="auto", description="Log lines as JSON or for the eye; auto is JSON unless stderr is a terminal."
    )
    batch_size: PositiveInt = Field(
        default=500, description="Most facts that casework decides in one transaction (measured best near 500)."
    )
    batch_wait_seconds: PositiveFloat = Field(
        default=0.05, description="How long casework waits for more facts before it decides those that it has."
    )
    lock_timeout_seconds: PositiveFloat = Field(
        default=10.0, description="How long a transaction waits for a lock; then it is rolled back and tried again."
    )
    statement_timeout_seconds: PositiveFloat = Field(
        default=30.0, description="How long one statement may take; a stopped worker loses its work, not the database."
    )
    idle_transaction_timeout_seconds: PositiveFloat = Field(
        default=30.0, description="How long a transaction may stand still; a stopped worker loses its locks and commit."
    )
    connect_timeout_seconds: PositiveFloat = Field(
        default=10.0,
        description="How long to try to reach the database or the bus before saying that it is out of reach.",
    )
    pool_size: PositiveInt = Field(default=4, description="Most database connections that one service holds.")
    server_start_seconds: PositiveFloat = Field(
        default=60.0,
        description="How long an embedded server may take to be ready, recovery after a power cut included.",
    )
    server_stop_seconds: PositiveFloat = Field(
        default=20.0, description="How long an embedded server may take to stop before it is ended by force."
    )
    join_seconds: PositiveFloat = Field(
        default=60.0, description="How long to wait for the owner of the embedded servers to say that they are ready."
    )
    leave_seconds: PositiveFloat = Field(
        default=20.0, description="How long a finished command keeps its embedded servers for others still using them."
    )
    nats_max_bytes: PositiveInt = Field(
        default=4 * 1024**3,
        description="Most bytes that the embedded bus keeps on disk; publishers get an error beyond.",
    )
    postgres_bin: Path | None = Field(
        default=None,
        description="Folder with postgres and initdb, 16 or newer, for the embedded database; empty: the wheel's.",
    )
    minimum_free_bytes: PositiveInt = Field(
        default=256 * 1024**2, description="Free disk below which the embedded servers are not started."
    )
