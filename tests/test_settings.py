"""Settings: all that is missing or unsafe is named at once, and no secret is ever printed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from coordinator.settings import BadSettings, Settings

KEY = "vT9qLw2Zr8Xn4Bk6Pm1Hs7Yd3Fc5Jg0AaQe"
GOOD = {
    "COORDINATOR_DATABASE_URL": "postgresql://app:dbsesame@db.example/coordinator",
    "COORDINATOR_BROKER_URL": "redis://:brokersesame@broker.example:6379/0",
    "COORDINATOR_SMTP_URL": "smtp+starttls://relay:relaysesame@mail.example:587",
    "COORDINATOR_MAIL_FROM": "desk@beacon.example",
    "COORDINATOR_FAX_ADDRESS": "{number}@fax.example",
    "COORDINATOR_BASE_URL": "https://coordinator.example/",
    "COORDINATOR_FILES_DIR": "/srv/files",
    "COORDINATOR_SECRET_KEY": KEY,
}


def problems(environ):
    with pytest.raises(BadSettings) as refusal:
        Settings.from_environment(environ)
    return refusal.value.problems


def test_good_settings_are_read_and_the_rest_has_defaults():
    settings = Settings.from_environment(GOOD | {"COORDINATOR_CLOCK_START": "2026-11-23T09:00:00-06:00"})

    assert settings.database_url == "postgresql+psycopg://app:dbsesame@db.example/coordinator"
    assert settings.base_url == "https://coordinator.example"
    assert settings.files_dir == Path("/srv/files")
    assert settings.clock_start == datetime(2026, 11, 23, 15, tzinfo=UTC)
    assert (settings.lease_seconds, settings.tick_seconds, settings.safe_mode) == (30.0, 2.0, False)
    assert settings.playbook.name == "second_opinion.yaml"


def test_everything_missing_is_named_at_once():
    named = [line.split()[0] for line in problems({})]

    assert sorted(named) == sorted(GOOD)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "sqlite:///x.db"),
        ("DATABASE_URL", "postgresql"),
        ("BROKER_URL", "amqp://broker.example"),
        ("SMTP_URL", "http://mail.example"),
        ("SMTP_URL", "smtp://"),
        ("SMTP_URL", "smtp://mail.example:port"),
        ("SMTP_URL", "smtp://relay:password@mail.example"),
        ("MAIL_FROM", "Desk <desk@beacon.example>"),
        ("MAIL_FROM", "desk@beacon.example, other@beacon.example"),
        ("MAIL_FROM", "desk@beacon.example\nBcc: x@y.example"),
        ("FAX_ADDRESS", "fax@fax.example"),
        ("FAX_ADDRESS", "{number} at fax.example"),
        ("BASE_URL", "coordinator.example"),
        ("BASE_URL", "http://coordinator.example"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "change-me-change-me-change-me-change-me"),
        ("SECRET_KEY", "django-insecure-8f3kd93kd93kd93kd9fkd93kd"),
        ("SECRET_KEY", "abababababababababababababababababababab"),
        ("PLAYBOOK", "/nowhere/playbook.yaml"),
        ("SAFE_MODE", "yes"),
        ("SAFE_RECIPIENTS", "all of them"),
        ("LEASE_SECONDS", "0"),
        ("TICK_SECONDS", "soon"),
        ("WEB_PORT", "99999"),
        ("LOG_LEVEL", "loud"),
        ("MAIL_LOG", "/nowhere/mail.log"),
        ("MAIL_LOG_WAIT_SECONDS", "-1"),
        ("SMTP_PER_MINUTE", "many"),
        ("SMTP_PER_MINUTE", "600, fax.example=0"),
        ("CLOCK_START", "2026-11-23T15:00:00"),
    ],
)
def test_a_bad_value_is_one_clear_line_that_names_the_variable(name, value):
    (line,) = problems(GOOD | {f"COORDINATOR_{name}": value})

    assert line.startswith(f"COORDINATOR_{name} ")
    assert "\n" not in line


def test_several_problems_are_told_together():
    bad = {"COORDINATOR_SECRET_KEY": "short", "COORDINATOR_SMTP_URL": "ftp://x", "COORDINATOR_MAIL_FROM": "nobody"}

    assert len(problems(GOOD | bad)) == 3


def test_a_secret_can_come_from_a_file(tmp_path):
    file = tmp_path / "key"
    file.write_text(f"{KEY}\n")
    file.chmod(0o600)
    environ = {name: value for name, value in GOOD.items() if name != "COORDINATOR_SECRET_KEY"}

    settings = Settings.from_environment(environ | {"COORDINATOR_SECRET_KEY_FILE": str(file)})

    assert settings.secret_key == KEY


def test_a_secret_file_that_everybody_can_read_is_refused(tmp_path):
    file = tmp_path / "key"
    file.write_text(KEY)
    file.chmod(0o644)
    environ = {name: value for name, value in GOOD.items() if name != "COORDINATOR_SECRET_KEY"}

    (line,) = problems(environ | {"COORDINATOR_SECRET_KEY_FILE": str(file)})

    assert line.startswith("COORDINATOR_SECRET_KEY_FILE ")


def test_a_file_that_is_not_there_and_a_value_given_twice_are_problems():
    found = problems(GOOD | {"COORDINATOR_BRAND_NAME_FILE": "/nowhere", "COORDINATOR_SMTP_URL_FILE": "/nowhere"})

    assert [line.split()[0] for line in found] == ["COORDINATOR_SMTP_URL", "COORDINATOR_BRAND_NAME_FILE"]


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "SMTP_URL", "BROKER_URL"])
def test_a_bad_secret_is_not_quoted(name):
    (line,) = problems(GOOD | {f"COORDINATOR_{name}": "amqp://app:sesame@x"})

    assert "sesame" not in line


def test_secrets_are_not_printed():
    text = repr(Settings.from_environment(GOOD))

    assert not [word for word in ("dbsesame", "brokersesame", "relaysesame", KEY) if word in text]
    assert "desk@beacon.example" in text


def test_a_pace_may_differ_by_the_domain_mails_go_to():
    settings = Settings.from_environment(GOOD | {"COORDINATOR_SMTP_PER_MINUTE": "600, Fax.example=60"})

    assert settings.smtp_per_minute == {"*": 600, "fax.example": 60}
