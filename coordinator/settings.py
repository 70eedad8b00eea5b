"""What the environment tells the program. Everything wrong with it is said at once, one line a problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Self

from coordinator.environment import BadSettings, Environment
from coordinator.paths import default_playbook

__all__ = ["BadSettings", "Settings"]


@dataclass(frozen=True)
class Settings:
    """The settings of one process. Names and secrets come from the environment only; the secret ones never print.

    ``clock_start`` (aware, UTC) is set where the stack runs on a virtual clock. ``lease_seconds`` and
    ``tick_seconds`` are real seconds. ``fax_address`` holds ``{number}``, which takes the digits of a fax number.
    ``fax_number`` is our own.
    In ``safe_mode`` nothing leaves except to ``safe_recipients``. Mail comes in from ``inbound_dir``, from the mailbox
    of ``imap_url``, and by post to ``/inbound`` with ``inbound_token``; each may be left out.
    ``mail_log`` is the relay's log, where uncertain sends are looked up; one that the log does not name although it
    goes on ``mail_log_wait_seconds`` after the final dot was never accepted.
    """

    database_url: str = field(repr=False)
    broker_url: str = field(repr=False)
    smtp_url: str = field(repr=False)
    mail_from: str
    fax_address: str
    base_url: str
    files_dir: Path
    secret_key: str = field(repr=False)
    playbook: Path = field(default_factory=default_playbook)
    safe_mode: bool = False
    safe_recipients: frozenset[str] = frozenset()
    data_dir: Path = Path(".coordinator")
    clock_start: datetime | None = None
    lease_seconds: float = 30.0
    tick_seconds: float = 2.0
    log_level: str = "info"
    brand_name: str = "Beacon Coordination"
    help_phone: str = "+1 612 555 0100"
    fax_number: str = ""
    paper: str = "letter"
    postal_address: str = "Beacon Coordination, 100 Example Avenue, Minneapolis, MN 55401"
    web_host: str = "127.0.0.1"
    web_port: int = 8000
    mail_catcher_url: str = ""
    inbound_dir: Path | None = None
    imap_url: str = field(default="", repr=False)
    inbound_token: str = field(default="", repr=False)
    mail_log: Path | None = None
    mail_log_wait_seconds: float = 600.0

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """Read ``COORDINATOR_…`` (each also as ``…_FILE``). Raises ``BadSettings`` with every problem there is."""
        env = Environment(environ)
        settings = cls(
            database_url=env.database_url("DATABASE_URL"),
            broker_url=env.broker_url("BROKER_URL"),
            smtp_url=env.smtp_url("SMTP_URL"),
            mail_from=env.address("MAIL_FROM"),
            fax_address=env.fax_pattern("FAX_ADDRESS"),
            base_url=env.base_url("BASE_URL"),
            files_dir=env.folder("FILES_DIR"),
            secret_key=env.secret("SECRET_KEY"),
            playbook=env.existing_file("PLAYBOOK", default=default_playbook()),
            safe_mode=env.flag("SAFE_MODE"),
            safe_recipients=env.addresses("SAFE_RECIPIENTS"),
            data_dir=Path(env.text("DATA_DIR", default=str(cls.data_dir))),
            clock_start=env.moment("CLOCK_START"),
            lease_seconds=env.seconds("LEASE_SECONDS", default=cls.lease_seconds),
            tick_seconds=env.seconds("TICK_SECONDS", default=cls.tick_seconds),
            log_level=env.one_of("LOG_LEVEL", ("debug", "info", "warning", "error"), default=cls.log_level),
            brand_name=env.text("BRAND_NAME", default=cls.brand_name),
            help_phone=env.text("HELP_PHONE", default=cls.help_phone),
            fax_number=env.text("FAX_NUMBER", default=cls.fax_number),
            paper=env.one_of("PAPER", ("letter", "a4"), default=cls.paper),
            postal_address=env.text("POSTAL_ADDRESS", default=cls.postal_address),
            web_host=env.text("WEB_HOST", default=cls.web_host),
            web_port=env.port("WEB_PORT", default=cls.web_port),
            mail_catcher_url=env.text("MAIL_CATCHER_URL", default=cls.mail_catcher_url),
            inbound_dir=env.existing_folder("INBOUND_DIR"),
            imap_url=env.imap_url("IMAP_URL"),
            inbound_token=env.secret("INBOUND_TOKEN", needed=False),
            mail_log=env.file_or_none("MAIL_LOG"),
            mail_log_wait_seconds=env.seconds("MAIL_LOG_WAIT_SECONDS", default=cls.mail_log_wait_seconds),
        )
        if env.problems:
            raise BadSettings(env.problems)
        return settings
