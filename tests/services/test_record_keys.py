"""Keys are for us alone, and one that is destroyed opens nothing any more, whenever the destroying was interrupted."""

import stat
from pathlib import Path

import pytest

from services.clock import SystemClock
from services.store.faults import KeyDamaged, KeyMissing
from services.store.keys import KeyRing, epoch_file, epochs_in, normal_form, seal, unseal
from services.store.shred import shred


@pytest.fixture
def keyring(tmp_path: Path) -> KeyRing:
    return KeyRing.make(tmp_path / "keys", SystemClock())


def test_every_key_is_a_file_for_us_alone(keyring: KeyRing):
    assert stat.S_IMODE(keyring.folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in keyring.folder.iterdir()} == {0o600}


def test_another_process_opens_what_this_one_made(keyring: KeyRing):
    row, key = keyring.new_subject_key("case", "T-1")
    other = KeyRing(keyring.folder, SystemClock())
    assert other.open_key(row) == key
    assert row.wrapped != key
    assert other.index_token("person", "01 02 03 12345") == keyring.index_token("person", "01020312345")
    assert other.signed(b"head", keyring.sign(b"head"))
    assert not other.signed(b"other head", keyring.sign(b"head"))


def test_making_again_keeps_what_is_there(keyring: KeyRing):
    row, key = keyring.new_subject_key("case", "T-1")
    assert KeyRing.make(keyring.folder, SystemClock()).open_key(row) == key


def test_a_missing_or_foreign_key_is_named(keyring: KeyRing, tmp_path: Path):
    other = KeyRing.make(tmp_path / "other", SystemClock())
    epoch_file(keyring.folder, 1).write_bytes(epoch_file(other.folder, 1).read_bytes())
    with pytest.raises(KeyDamaged, match=r"epoch-000001\.key"):
        KeyRing(keyring.folder, SystemClock())
    (keyring.folder / "index.key").unlink()
    with pytest.raises(KeyMissing, match=r"index\.key"):
        KeyRing(keyring.folder, SystemClock())
    (other.folder / "master.key").write_bytes(b"short")
    with pytest.raises(KeyDamaged, match=r"master\.key"):
        KeyRing(other.folder, SystemClock())


def test_a_new_epoch_is_noticed_by_every_process(keyring: KeyRing):
    other = KeyRing(keyring.folder, SystemClock())
    old, key = other.new_subject_key("case", "T-1")
    assert keyring.begin_epoch() == 2
    fresh, _ = other.new_subject_key("case", "T-2")
    assert (old.epoch, fresh.epoch) == (1, 2)
    assert other.rewrapped(old).epoch == 2
    assert KeyRing(keyring.folder, SystemClock()).open_key(other.rewrapped(old)) == key


def test_what_a_destroyed_epoch_wrapped_opens_nowhere(keyring: KeyRing):
    row, _ = keyring.new_subject_key("case", "T-1")
    keyring.begin_epoch()
    assert keyring.end_epochs_before(2) == (1,)
    assert epochs_in(keyring.folder) == (2,)
    with pytest.raises(KeyMissing, match="epoch-000001"):
        KeyRing(keyring.folder, SystemClock()).open_key(row)
    assert keyring.end_epochs_before(2) == ()


def test_a_file_that_is_gone_is_destroyed(tmp_path: Path):
    shred(tmp_path / "gone")
    (tmp_path / "there").write_bytes(b"secret")
    linked = tmp_path / "linked"
    linked.hardlink_to(tmp_path / "there")
    shred(tmp_path / "there")
    assert linked.read_bytes() == bytes(6)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("person", "010203 12345", "01020312345"),
        ("phone", "+47 22 00 00 00", "22000000"),
        ("phone", "0047 22000000", "22 00 00 00"),
        ("report", "12345678 1234/26", "12345678-1234-26"),
        ("report", "ab 12", "AB12"),
        ("name", "Ola  NORDMANN ", "ola nordmann"),
        ("name", "Bla\u030aba\u0308r", "Blåbär"),
        ("born", "2010-05-01|Ola  Nordmann", "2010-05-01|OLA NORDMANN"),
    ],
)
def test_two_spellings_of_the_same_are_one(keyring: KeyRing, kind: str, one: str, other: str):
    assert normal_form(kind, one) == normal_form(kind, other)
    assert keyring.index_token(kind, one) == keyring.index_token(kind, other)
    assert keyring.index_token(kind, one) != keyring.index_token("row", normal_form(kind, one))
    assert len(keyring.index_token(kind, one)) == 16


def test_a_sealed_part_is_the_nonce_and_the_rest():
    sealed = seal(bytes(32), "case/T-1|1|x", b"what was said", b"n" * 12)
    assert sealed.startswith(b"n" * 12)
    assert unseal(bytes(32), "case/T-1|1|x", sealed) == b"what was said"


def test_thousands_of_keys_are_kept_open_and_the_oldest_is_opened_again(
    keyring: KeyRing, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("services.store.keys._MOST_OPEN", 3)
    rows = [keyring.new_subject_key("case", f"T-{n}") for n in range(5)]
    assert [keyring.open_key(row) for row, _ in rows] == [key for _, key in rows]
