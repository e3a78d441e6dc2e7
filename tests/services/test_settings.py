"""Settings say what they are for, come from the environment, and keep their secrets."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from services.settings import Settings


def test_every_setting_says_what_it_is_for():
    undocumented = [name for name, field in Settings.model_fields.items() if len(field.description or "") < 20]
    assert undocumented == []


def test_the_defaults_are_an_installation_of_its_own_in_this_folder():
    settings = Settings()
    assert settings.data == Path("trygghet-data")
    assert settings.database_url is None
    assert settings.nats_url is None
    assert settings.smtp_url is None


def test_the_environment_sets_them(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TRYGGHET_DATA", "/srv/trygghet")
    monkeypatch.setenv("TRYGGHET_BATCH_SIZE", "100")
    monkeypatch.setenv("TRYGGHET_NATS_URL", "")
    settings = Settings()
    assert settings.data == Path("/srv/trygghet")
    assert settings.batch_size == 100
    assert settings.nats_url is None


def test_a_password_is_never_shown(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TRYGGHET_DATABASE_URL", "postgresql://eier:hemmelig@database.example.org/trygghet")
    settings = Settings()
    assert settings.database_url is not None
    assert settings.database_url.get_secret_value().startswith("postgresql://eier:hemmelig@")
    assert "hemmelig" not in repr(settings)


def test_a_wrong_value_is_refused_without_quoting_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TRYGGHET_PORT", "hemmelig")
    with pytest.raises(ValidationError) as refused:
        Settings()
    assert "port" in str(refused.value)
    assert "hemmelig" not in str(refused.value)


@pytest.mark.parametrize("name", ["DATABASE_URL", "NATS_URL", "SMTP_URL"])
def test_an_address_of_another_kind_is_refused_without_quoting_it(monkeypatch: pytest.MonkeyPatch, name: str):
    monkeypatch.setenv(f"TRYGGHET_{name}", "http://user:hemmelig@example.org")
    with pytest.raises(ValidationError, match="://") as refused:
        Settings()
    assert "hemmelig" not in str(refused.value)
