"""The keys that make personal data readable, outside PostgreSQL: whoever destroys one has erased what it opened.

`master.key` wraps the epoch key, the index key and the ledger key, each in a file of its own (0600); the epoch key
wraps the keys of subjects, which lie in table `keys`. A deleted row of that table can be found again in recycled WAL;
the epoch that would open it cannot.
"""

import hmac
import re
import unicodedata
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from services.clock import Clock
from services.private import private_folder, write_private
from services.store.faults import KeyDamaged, KeyMissing
from services.store.shred import shred

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
TOKEN_BYTES: Final = 16
INSTALLATION: Final = ("installation", "-")
"""The subject whose key seals what belongs to no case: quarantine, and facts that wait for a case (D30)."""

_EPOCH_FILE = re.compile(r"epoch-(\d{6})\.key")
_MOST_OPEN = 20_000


class SealError(Exception):
    """A sealed part does not open with the key of its subject: changed, moved to another place, or not its own."""


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A row of table `keys`: the subject's key, wrapped by the key of `epoch`."""

    subject_kind: str
    subject_id: str
    key_id: UUID
    epoch: int
    wrapped: bytes


class KeyRing:
    """The keys of one installation. Shared by all threads of a process; several processes may have the same folder."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        """Open the keys in `folder`. Raises KeyMissing or KeyDamaged."""
        self.folder = folder
        self._clock = clock
        self._master = self._read("master.key")
        self._index = hmac.new(self._opened("index.key"), digestmod="sha256")
        self._ledger = Ed25519PrivateKey.from_private_bytes(self._opened("ledger.key"))
        self._lock = Lock()
        self._epochs: dict[int, bytes] = {}
        self._open: OrderedDict[UUID, bytes] = OrderedDict()
        self.epoch()

    @classmethod
    def make(cls, folder: Path, clock: Clock) -> "KeyRing":
        """Open the keys in `folder`, making those that are missing: for setting up, before the first subject."""
        private_folder(folder)
        master = folder / "master.key"
        if not master.exists():
            write_private(master, clock.token(KEY_BYTES))
        wrapper = _whole(master.read_bytes(), "master.key", folder)
        for name in ("index.key", "ledger.key"):
            if not (folder / name).exists():
                write_private(folder / name, aes_key_wrap(wrapper, clock.token(KEY_BYTES)))
        if not epochs_in(folder):
            write_private(epoch_file(folder, 1), aes_key_wrap(wrapper, clock.token(KEY_BYTES)))
        return cls(folder, clock)

    def epoch(self) -> int:
        """The present epoch, by a look into the folder: another process may have begun one or destroyed one."""
        there = epochs_in(self.folder)
        with self._lock:
            self._epochs = {n: self._epochs.get(n) or self._opened(epoch_file(self.folder, n).name) for n in there}
        if not there:
            raise KeyMissing(what="epoch-*.key", folder=self.folder)
        return there[-1]

    def new_subject_key(self, kind: str, subject_id: str, epoch: int | None = None) -> tuple[KeyRow, bytes]:
        """A key for a new subject, and the row to keep of it.

        `epoch` is what `epoch()` said a moment ago, for many keys at once; where it has been replaced since, the record
        refuses the row (its trigger `present_epoch`), and whoever tries again looks again.
        """
        key, wrapper = self._clock.token(KEY_BYTES), self._epochs.get(epoch) if epoch is not None else None
        if epoch is None or wrapper is None:
            epoch = self.epoch()
            wrapper = self._epochs[epoch]
        row = KeyRow(kind, subject_id, self._clock.new_id(), epoch, aes_key_wrap(wrapper, key))
        self._remember(row.key_id, key)
        return row, key

    def open_key(self, row: KeyRow) -> bytes:
        """The subject's key. Raises KeyMissing when its epoch is gone, KeyDamaged when it does not open."""
        with self._lock:
            key = self._open.get(row.key_id)
            if key is not None:
                self._open.move_to_end(row.key_id)
                return key
        if row.epoch not in self._epochs:
            self.epoch()
        wrapper = self._epochs.get(row.epoch)
        if wrapper is None:
            raise KeyMissing(what=epoch_file(self.folder, row.epoch).name, folder=self.folder)
        try:
            key = aes_key_unwrap(wrapper, row.wrapped)
        except InvalidUnwrap:
            raise KeyDamaged(what=f"{row.subject_kind}/{row.subject_id}", folder="keys") from None
        self._remember(row.key_id, key)
        return key

    def rewrapped(self, row: KeyRow) -> KeyRow:
        """The same key under the present epoch."""
        epoch = self.epoch()
        wrapped = aes_key_wrap(self._epochs[epoch], self.open_key(row))
        return KeyRow(row.subject_kind, row.subject_id, row.key_id, epoch, wrapped)

    def forget(self, key_id: UUID) -> None:
        """Drop an opened key from memory."""
        with self._lock:
            self._open.pop(key_id, None)

    def begin_epoch(self) -> int:
        """A new epoch key on the disk; from now on new keys are wrapped by it, in every process."""
        number = self.epoch() + 1
        write_private(epoch_file(self.folder, number), aes_key_wrap(self._master, self._clock.token(KEY_BYTES)))
        return self.epoch()

    def end_epochs_before(self, number: int) -> tuple[int, ...]:
        """Destroy the files of all earlier epochs, on the disk before this returns; which they were."""
        ended = tuple(n for n in epochs_in(self.folder) if n < number)
        for old in ended:
            shred(epoch_file(self.folder, old))
        self.epoch()
        return ended

    def index_token(self, kind: str, value: str) -> bytes:
        """What a value is looked up by: 16 bytes of its normal form that only this installation can compute."""
        keyed = self._index.copy()
        keyed.update(f"{kind}\0{normal_form(kind, value)}".encode())
        return keyed.digest()[:TOKEN_BYTES]

    def sign(self, message: bytes) -> bytes:
        """Ed25519 signature of a head of the ledger, 64 bytes."""
        return self._ledger.sign(message)

    def signed(self, message: bytes, signature: bytes) -> bool:
        """Whether the signature is this installation's."""
        try:
            self._ledger.public_key().verify(signature, message)
        except InvalidSignature:
            return False
        return True

    @property
    def ledger_public_key(self) -> bytes:
        """What others check the ledger's signatures with, 32 bytes."""
        return self._ledger.public_key().public_bytes_raw()

    def _remember(self, key_id: UUID, key: bytes) -> None:
        with self._lock:
            self._open[key_id] = key
            if len(self._open) > _MOST_OPEN:
                self._open.popitem(last=False)

    def _read(self, name: str) -> bytes:
        try:
            return _whole((self.folder / name).read_bytes(), name, self.folder)
        except FileNotFoundError:
            raise KeyMissing(what=name, folder=self.folder) from None

    def _opened(self, name: str) -> bytes:
        try:
            return aes_key_unwrap(self._master, self._read(name))
        except InvalidUnwrap:
            raise KeyDamaged(what=name, folder=self.folder) from None


def seal(key: bytes, aad: str, plaintext: bytes, nonce: bytes) -> bytes:
    """Nonce (12 bytes, never used before with this key), then AES-256-GCM; it opens only with the same `aad`."""
    return nonce + AESGCM(key).encrypt(nonce, plaintext, aad.encode())


def unseal(key: bytes, aad: str, sealed: bytes) -> bytes:
    """What was sealed. Raises SealError."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], aad.encode())
    except InvalidTag:
        raise SealError(aad) from None


def normal_form(kind: str, value: str) -> str:
    """The form in which two spellings of the same value are equal.

    person: its digits; phone: digits without +47; report: letters and digits, upper case; name and born
    (`2010-05-01|Name`): case folded, single spaces; any other kind: as it is.
    """
    if kind == "person":
        return re.sub(r"\D", "", value)
    if kind == "phone":
        return re.sub(r"\D", "", re.sub(r"^\s*(\+|00)\s*47", "", value))
    if kind == "report":
        return re.sub(r"[\W_]", "", unicodedata.normalize("NFC", value)).upper()
    if kind in ("name", "born"):
        return " ".join(unicodedata.normalize("NFC", value).casefold().split())
    return value


def key_values(row: KeyRow) -> tuple[str, str, UUID, int, bytes]:
    """A row's values in the order of the query `keep_key`."""
    return row.subject_kind, row.subject_id, row.key_id, row.epoch, row.wrapped


def epochs_in(folder: Path) -> tuple[int, ...]:
    """The epochs whose keys are there, oldest first."""
    found = (_EPOCH_FILE.fullmatch(entry.name) for entry in folder.iterdir())
    return tuple(sorted(int(match.group(1)) for match in found if match))


def epoch_file(folder: Path, number: int) -> Path:
    """Where the wrapped key of an epoch lies."""
    return folder / f"epoch-{number:06d}.key"


def _whole(content: bytes, name: str, folder: Path) -> bytes:
    if len(content) not in (KEY_BYTES, KEY_BYTES + 8):
        raise KeyDamaged(what=name, folder=folder)
    return content
