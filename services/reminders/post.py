"""Sends mail by SMTP and tells what became of each: sent, refused for good, or to be tried again."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final, Literal
from urllib.parse import unquote, urlsplit

import aiosmtplib

from services import log
from services.errors import OutOfReach
from services.reminders.letters import Letter

Sent = Literal["sent", "refused", "no_address", "later"]

_SECONDS: Final = 20.0
_PERMANENT: Final = 500

_log = log.get("reminders")


class Post:
    """One SMTP server. A letter that this process has sent is not sent again while it lives."""

    def __init__(self, smtp_url: str, sender: str, link: Callable[[str], str | None]) -> None:
        """`smtp_url`: smtp://user:password@host:587, or smtps:// for TLS at once; `link` gives a subject's URL."""
        self._url = urlsplit(smtp_url)
        self._sender = sender
        self._link = link
        self._sent: set[str] = set()

    async def deliver(self, letters: Sequence[Letter], addresses: Mapping[str, str], now: datetime) -> dict[str, Sent]:
        """What became of each letter, by its id. A server that is away makes all that are left `later`."""
        found: dict[str, Sent] = {letter.id: "sent" for letter in letters if letter.id in self._sent}
        to_send = []
        for letter in letters:
            if letter.id in found:
                continue
            if letter.to in addresses:
                to_send.append(letter)
            else:
                found[letter.id] = "no_address"
        if not to_send:
            return found
        try:
            async with self._server() as server:
                for letter in to_send:
                    found[letter.id] = await self._one(server, letter, addresses[letter.to], now)
        except (aiosmtplib.SMTPException, OSError):
            _log.warning("mail_server_away", host=self._url.hostname, port=self._port(), exc_info=True)
        self._sent |= {name for name, became in found.items() if became == "sent"}
        return {letter.id: found.get(letter.id, "later") for letter in letters}

    async def look(self) -> None:
        """See whether the server answers, without sending anything. Raises OutOfReach."""
        try:
            async with self._server() as server:
                await server.noop()
        except (aiosmtplib.SMTPException, OSError) as fault:
            raise OutOfReach(address=f"{self._url.hostname}:{self._port()}") from fault

    async def _one(self, server: aiosmtplib.SMTP, letter: Letter, address: str, now: datetime) -> Sent:
        message = letter.message(address, self._sender, self._link, now)
        try:
            await server.send_message(message)
        except aiosmtplib.SMTPRecipientsRefused as fault:
            return _judged(min((each.code for each in fault.recipients), default=_PERMANENT))
        except aiosmtplib.SMTPServerDisconnected:
            raise
        except aiosmtplib.SMTPResponseException as fault:
            return _judged(fault.code)
        return "sent"

    def _server(self) -> aiosmtplib.SMTP:
        """With a password nothing is said before TLS; without one TLS is used where it is offered."""
        user = unquote(self._url.username) if self._url.username else None
        tls = self._url.scheme == "smtps"
        return aiosmtplib.SMTP(
            hostname=self._url.hostname,
            port=self._port(),
            username=user,
            password=unquote(self._url.password) if self._url.password else None,
            use_tls=tls,
            start_tls=None if tls or user is None else True,
            timeout=_SECONDS,
        )

    def _port(self) -> int:
        return self._url.port or (465 if self._url.scheme == "smtps" else 587 if self._url.username else 25)


def _judged(code: int) -> Sent:
    if code >= _PERMANENT:
        _log.error("mail_refused", status=code)
        return "refused"
    _log.warning("mail_postponed", status=code)
    return "later"
