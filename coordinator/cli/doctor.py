"""``coordinator doctor``: is everything there, and does it keep up?"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import typer

from coordinator.cli import show
from coordinator.cli.options import DATA_DIR, AsJson, DataDir

if TYPE_CHECKING:
    from coordinator.cli.joined import Joined

Json = dict[str, Any]


def doctor(json: AsJson = False, data_dir: DataDir = DATA_DIR) -> None:
    """Look at database, broker, workers, tick, relay, backlog, clocks and settings; exit 1 when something is wrong."""
    from coordinator.cli.joined import joined

    with joined(data_dir) as place:
        report = examine(place)
    if json:
        show.as_json(report)
    else:
        rows = [("ok" if c["ok"] else "WRONG", c["name"], c["detail"]) for c in report["checks"]]
        show.table(("", "check", ""), rows, empty="")
        clock = report["clock"]
        show.fields(
            {
                "web": report["web"],
                "mail catcher": report["mail_catcher"],
                "clock": f"{clock['now']} ({clock['kind']})" if clock else "unknown",
            }
        )
    raise typer.Exit(0 if report["ok"] else 1)


def examine(place: Joined) -> Json:
    """``{ok, checks, mail_catcher, web, clock}``; ``clock`` is null where the database does not answer."""
    from coordinator.cli.neighbours import broker_check, relay_check

    checks, clock = _database(place)
    checks += [broker_check(place.world.broker_url), relay_check(place.world.smtp_url), _settings(place)]
    if not place.running:
        hint = "no stack is up on this data folder: `coordinator up` starts one"
        checks.insert(0, {"name": "stack", "ok": False, "detail": hint})
    return {
        "ok": all(check["ok"] for check in checks),
        "checks": checks,
        "mail_catcher": place.world.mail_catcher_url or None,
        "web": (place.world.web_url or None) if place.running else None,
        "clock": clock,
    }


def _database(place: Joined) -> tuple[list[Json], Json | None]:
    from sqlalchemy.exc import OperationalError

    from coordinator.services.views import doctor as views

    try:
        with place.world.database.reading() as session:
            answers = views.check("database", True, "answers")
            checks = [answers, *views.database_checks(session, time.time())]
            migrated = next(check["ok"] for check in checks if check["name"] == "migrations")
            return checks, views.clock_now(session) if migrated else None
    except OperationalError:
        return [views.check("database", False, "does not answer")], None


def _settings(place: Joined) -> Json:
    """Settings that are allowed and still deserve a look. What is plainly wrong never gets past the start."""
    unsafe = (
        [] if place.world.relay_is_secured else ["mails travel to the relay in clear text: use smtps or smtp+starttls"]
    )
    words = list(unsafe)
    if place.world.safe_recipients is not None:
        words.append(f"safe mode: only {len(place.world.safe_recipients)} recipients are written to")
    return {"name": "settings", "ok": not unsafe, "detail": "; ".join(words) or "nothing unsafe"}
