"""The lock file of a data folder: it names the process that owns the embedded servers, and says when they are ready.

The lock is the kernel's (`flock`), so a process killed with -9 lets go of it by dying; what stands in the file is for
those who wait and for messages, never the lock itself.
"""

import fcntl
import os
import sys
import weakref
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar, Final

import orjson
from pydantic import BaseModel, ConfigDict, ValidationError

from services.private import private_folder
from services.processes import Identity


class Owner(BaseModel):
    """What an owner says about itself."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    pid: int
    started: int
    boot: str
    command: str
    stays: bool  # a service, not a command that ends by itself
    ready: frozenset[str] = frozenset()  # the servers that answer
    settled: bool = False  # nothing more will be started
    leaving: bool = False  # do not join any more
    addresses: dict[str, str] = {}  # where they answer, without passwords

    @property
    def identity(self) -> Identity:
        """The process itself."""
        return Identity(pid=self.pid, started=self.started, boot=self.boot)


_WITH_VALUE: Final = ("--data", "--as")
"""Options that may stand before the command and are followed by their value."""


def command_of(words: Sequence[str]) -> str:
    """`trygghet cases` out of all that was typed; the rest may name somebody, and others read the lock file."""
    program, rest = Path(words[0]).name or "python", iter(words[1:])
    for word in rest:
        if word in _WITH_VALUE:
            next(rest, None)
        elif not word.startswith("-"):
            return f"{program} {word}"
    return program


class _Flock:
    """A file's advisory lock, held by this object and by no fork of this process."""

    _all: ClassVar["weakref.WeakSet[_Flock]"] = weakref.WeakSet()

    def __init__(self, path: Path) -> None:
        self.path = path
        self.descriptor: int | None = None
        _Flock._all.add(self)

    def take(self, kind: int) -> bool:
        """Take it without waiting; False when somebody else has it."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self.descriptor = descriptor
        return True

    def release(self) -> None:
        """Let go of it; letting go of what is not held is no error."""
        if self.descriptor is not None:
            os.close(self.descriptor)
            self.descriptor = None

    @classmethod
    def forget_all(cls) -> None:
        """A fork has copies of the descriptors; it must not keep the locks of a parent that died."""
        for lock in list(cls._all):
            lock.release()


os.register_at_fork(after_in_child=_Flock.forget_all)


class OwnerLock:
    """The lock on a data folder, and the list of those who use its servers without owning them."""

    def __init__(self, data: Path) -> None:
        private_folder(data)
        self._path = data / "lock"
        self._own = _Flock(self._path)
        self._guests = _Flock(data / "guests")
        self._owner: Owner | None = None

    def take(self, *, stays: bool) -> bool:
        """Become the owner if nobody is. What a dead owner has written is gone then."""
        if not self._own.take(fcntl.LOCK_EX):
            return False
        own = Identity.own()
        command = command_of(sys.argv)
        self._owner = Owner(pid=own.pid, started=own.started, boot=own.boot, command=command, stays=stays)
        self.say()
        return True

    @property
    def settled(self) -> bool:
        """Whether this process owns, and has said that everything needed answers."""
        return self._owner is not None and self._owner.settled

    def say(self, **news: Any) -> None:
        """Tell those who wait; only the owner speaks."""
        if self._owner is None or self._own.descriptor is None:
            raise AssertionError("only the owner writes into the lock file")
        self._owner = self._owner.model_copy(update=news)
        content = orjson.dumps(self._owner.model_dump(mode="json"))
        os.ftruncate(self._own.descriptor, 0)
        os.pwrite(self._own.descriptor, content, 0)

    def owner(self) -> Owner | None:
        """Who owns it now, as far as it has said so; None when nobody does or it is just about to say so."""
        try:
            owner = Owner.model_validate_json(self._path.read_bytes())
        except (FileNotFoundError, ValidationError):
            return None
        return owner if owner.identity.alive() else None

    def join(self, needs: Iterable[str]) -> bool:
        """Be a guest of an owner that has everything needed and will wait for us before it stops; False when not so.

        First a guest, then a look: an owner first says that it is leaving and then looks for guests, so that one of
        both sees the other.
        """
        if not self._guests.take(fcntl.LOCK_SH):
            return False
        owner = self.owner()
        if owner is not None and not owner.leaving and owner.ready.issuperset(needs):
            return True
        self._guests.release()
        return False

    def without_guests(self) -> bool:
        """Whether nobody uses the servers but us; new guests are kept out from then on, until `release()`."""
        return self._guests.take(fcntl.LOCK_EX)

    def release(self) -> None:
        """Own no longer, be guest no longer."""
        if self._own.descriptor is not None:
            os.ftruncate(self._own.descriptor, 0)
        self._owner = None
        self._own.release()
        self._guests.release()


def owner_of(data: Path) -> Owner | None:
    """Who owns the embedded servers of a data folder, for `doctor` and messages; None when nobody does."""
    return OwnerLock(data).owner() if data.is_dir() else None
