"""Putting the program together from its settings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from coordinator.correspondence import mime
from coordinator.correspondence.lookup import CaughtMail, Lookup
from coordinator.correspondence.mail_text import written
from coordinator.correspondence.parts import Brand, Paper
from coordinator.correspondence.postfix_log import PostfixLog
from coordinator.correspondence.smtp import Relay
from coordinator.environment import LOOPBACK
from coordinator.playbook.loader import load
from coordinator.services import playbooks
from coordinator.services.rendering import Letterhead
from coordinator.services.world import World
from coordinator.settings import Settings
from coordinator.store import clock, reference
from coordinator.store.database import Database

USUAL_PER_MINUTE = 600
"""Mails to one domain through a relay elsewhere: nobody notices the pace, and nobody calls it a flood."""

HELP_HOURS = "Monday to Friday, 8 a.m. to 6 p.m. Central"
HOURS_ELSEWHERE = {"es": "de lunes a viernes, de 8\u00a0a.\u00a0m. a 6\u00a0p.\u00a0m., hora del centro"}


def world(environ: Mapping[str, str]) -> World:
    """The world these settings name. Raises ``BadSettings`` with every problem, ``PlaybookProblems`` likewise."""
    settings = Settings.from_environment(environ)
    mime.self_test()
    name, *postal = [part.strip() for part in settings.postal_address.split(",")]
    brand = Brand(
        name=settings.brand_name,
        help_phone=settings.help_phone,
        help_hours=HELP_HOURS,
        hours_elsewhere=HOURS_ELSEWHERE,
        postal=_window_lines(postal or [name]),
        mail_from=settings.mail_from,
        fax=settings.fax_number,
        paper=Paper(settings.paper),
    )
    lease = timedelta(seconds=settings.lease_seconds)
    return World(
        database=Database(settings.database_url),
        playbook=load(settings.playbook),
        templates=written(),
        secret=settings.secret_key.encode(),
        files=settings.files_dir,
        lease=lease,
        letterhead=Letterhead(
            brand=brand,
            mail_from=settings.mail_from,
            fax_address=settings.fax_address,
            secret=settings.secret_key.encode(),
        ),
        connect=lambda: Relay(settings.smtp_url, timeout=max(settings.lease_seconds * 0.7, 1.0)),
        relay_is_secured=_secured(settings.smtp_url),
        safe_recipients=settings.safe_recipients if settings.safe_mode else None,
        mail_catcher_url=settings.mail_catcher_url,
        web_url=settings.base_url,
        broker_url=settings.broker_url,
        smtp_url=settings.smtp_url,
        inbound_dir=settings.inbound_dir,
        imap_url=settings.imap_url,
        inbound_token=settings.inbound_token,
        lookups=_lookups(settings, lease),
        per_minute=_per_minute(settings),
    )


def prepare(environ: Mapping[str, str]) -> None:
    """Bring the database to the newest schema, fill its reference tables, settle its clock, keep the playbook."""
    # Only here: Alembic and the schemas of files would cost every short command half a second.
    from coordinator.services.reference import icd_rows, zip_rows
    from coordinator.store.migrations import migrate

    settings = Settings.from_environment(environ)
    migrate(settings.database_url)
    database = Database(settings.database_url)
    try:
        with database.transaction() as session:
            if not reference.filled(session):
                reference.fill(
                    session,
                    ((row.code, row.label, row.is_leaf) for row in icd_rows()),
                    ((row.zip, row.state, row.latitude, row.longitude, row.time_zone) for row in zip_rows()),
                )
        with database.transaction() as session:
            clock.begin(session, settings.clock_start)
            playbooks.begin(session, settings.playbook, clock.now(session))
    finally:
        database.dispose()


def _per_minute(settings: Settings) -> Mapping[str, int]:
    """A relay on this machine paces itself, and the mail catcher needs no pace."""
    if settings.smtp_per_minute is not None:
        return settings.smtp_per_minute
    return {} if _on_this_machine(settings.smtp_url) else {"*": USUAL_PER_MINUTE}


def _lookups(settings: Settings, lease: timedelta) -> tuple[Lookup, ...]:
    """Where uncertain sends can be looked up. The catcher is on this machine: it is done long before a lease ends."""
    places: list[Lookup] = []
    if settings.mail_log is not None:
        places.append(PostfixLog(settings.mail_log, timedelta(seconds=settings.mail_log_wait_seconds)))
    if settings.mail_catcher_url:
        places.append(CaughtMail(settings.mail_catcher_url, lease))
    return tuple(places)


def _window_lines(parts: list[str]) -> tuple[str, ...]:
    """Street on one line, the rest on the next."""
    return (parts[0], ", ".join(parts[1:])) if len(parts) > 1 else (parts[0],)


def _secured(smtp_url: str) -> bool:
    """Whether letters may travel through this relay: TLS is demanded, or it listens on this very machine."""
    return smtp_url.partition("://")[0] in ("smtps", "smtp+starttls") or _on_this_machine(smtp_url)


def _on_this_machine(smtp_url: str) -> bool:
    rest = smtp_url.partition("://")[2]
    return rest.rpartition("@")[2].partition("/")[0].rsplit(":", 1)[0].strip("[]") in LOOPBACK
