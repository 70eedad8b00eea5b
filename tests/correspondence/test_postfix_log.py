"""What a Postfix log can and cannot tell of a mail whose answer never came."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from coordinator.correspondence.lookup import Verdict
from coordinator.correspondence.postfix_log import PostfixLog

OURS = "<6f1d0c@beacon.example>"
DOT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
NOW = DOT + timedelta(hours=1)
PATIENCE = timedelta(minutes=10)


def line(minutes: float, daemon: str, said: str, host: str = "relay") -> str:
    at = (DOT + timedelta(minutes=minutes)).isoformat(timespec="microseconds")
    return f"{at} {host} postfix/{daemon}[4711]: {said}\n"


BEFORE = line(-30, "smtpd", "connect from localhost[127.0.0.1]")
AFTER = line(30, "smtpd", "connect from localhost[127.0.0.1]")
NAMED = line(0, "cleanup", f"4XyZ12abc: message-id={OURS}")
QUEUED = line(0, "qmgr", "4XyZ12abc: from=<desk@beacon.example>, size=2345, nrcpt=1 (queue active)")
SENT = line(1, "smtp", "4XyZ12abc: to=<maria@patients.example>, relay=mx, dsn=2.0.0, status=sent (250 2.0.0 OK)")
BOUNCED = line(1, "smtp", "4XyZ12abc: to=<maria@patients.example>, relay=mx, dsn=5.1.1, status=bounced (said: 550)")
ANOTHER = line(0, "cleanup", "4XyZ99xyz: message-id=<another@beacon.example>") + line(
    0, "qmgr", "4XyZ99xyz: from=<x@y.example>, size=1, nrcpt=1 (queue active)"
)


def asked(folder: Path, text: str, **older: str | bytes) -> tuple[Verdict, str]:
    (folder / "mail.log").write_text(text, encoding="utf-8")
    for end, content in older.items():
        name = folder / f"mail.log{end.replace('_', '.').replace('D', '-')}"
        name.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = PostfixLog(folder / "mail.log", PATIENCE).look_up(OURS, DOT, NOW)
    assert "@" not in found.evidence
    return found.verdict, found.evidence


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (BEFORE + NAMED + QUEUED, "queued"),
        (BEFORE + NAMED + QUEUED + SENT, "sent"),
        (BEFORE + NAMED + QUEUED + BOUNCED, "bounced"),
        (NAMED + QUEUED, "queued"),
        (BEFORE + ANOTHER + NAMED + QUEUED + AFTER, "queued"),
        (BEFORE.replace("postfix/", "postfix-out/") + (NAMED + QUEUED).replace("postfix/", "postfix-out/"), "queued"),
    ],
    ids=["queued", "sent", "bounced later", "log begins with it", "among others", "second instance"],
)
def test_a_mail_that_the_queue_manager_names_was_accepted(tmp_path: Path, text: str, told: str) -> None:
    verdict, evidence = asked(tmp_path, text)

    assert verdict is Verdict.ACCEPTED
    assert "4XyZ12abc" in evidence
    assert evidence.endswith(told)


@pytest.mark.parametrize(
    "text",
    [
        BEFORE + ANOTHER + AFTER,
        BEFORE
        + NAMED
        + line(0, "cleanup", "4XyZ12abc: milter-reject: END-OF-MESSAGE from x: 5.7.1 no; from=<a>")
        + AFTER,
        # an earlier try, long refused, and the short queue id given to somebody else
        line(-60, "cleanup", f"4XyZ12abc: message-id={OURS}")
        + line(-50, "cleanup", "4XyZ12abc: message-id=<another@beacon.example>")
        + line(-50, "qmgr", "4XyZ12abc: from=<x@y.example>, size=1, nrcpt=1 (queue active)")
        + AFTER,
    ],
    ids=["no trace", "rejected after the dot", "queue id used again"],
)
def test_a_mail_that_a_log_around_it_does_not_name_was_never_accepted(tmp_path: Path, text: str) -> None:
    assert asked(tmp_path, text)[0] is Verdict.NOT_ACCEPTED


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no log at all\n\x00\xff",
        BEFORE,
        BEFORE + line(9, "smtpd", "connect from localhost[127.0.0.1]"),
        AFTER,
        BEFORE + NAMED + AFTER,
        f"{BEFORE}{(DOT + timedelta(minutes=30)).isoformat()} relay dovecot: imap-login: Login\n",
    ],
    ids=["empty", "garbage", "ends before", "ends too early", "begins after", "begun and no more", "not postfix"],
)
def test_in_doubt_it_is_unknown(tmp_path: Path, text: str) -> None:
    assert asked(tmp_path, text)[0] is Verdict.UNKNOWN


def test_a_log_that_cannot_be_read_tells_nothing(tmp_path: Path) -> None:
    found = PostfixLog(tmp_path / "gone.log", PATIENCE).look_up(OURS, DOT, NOW)

    assert found.verdict is Verdict.UNKNOWN


def test_rotated_files_are_read_in_their_order(tmp_path: Path) -> None:
    assert asked(tmp_path, QUEUED + AFTER, _1=BEFORE + NAMED)[0] is Verdict.ACCEPTED
    assert asked(tmp_path, AFTER, _1=line(-1, "smtpd", "x"), _2_gz=gzip.compress(BEFORE.encode()))[0] is (
        Verdict.NOT_ACCEPTED
    )
    assert asked(tmp_path, AFTER, _1=line(5, "smtpd", "x"), _2_gz=gzip.compress((BEFORE + NAMED + QUEUED).encode()))[
        0
    ] is (Verdict.ACCEPTED)


def test_files_rotated_by_date_are_read_too(tmp_path: Path) -> None:
    older = gzip.compress((BEFORE + NAMED + QUEUED).encode())

    assert asked(tmp_path, AFTER, D20261124=line(5, "smtpd", "x"), D20261123_gz=older)[0] is Verdict.ACCEPTED


def test_behind_a_missing_file_nothing_counts(tmp_path: Path) -> None:
    assert asked(tmp_path, AFTER, _2=BEFORE)[0] is Verdict.UNKNOWN


def test_a_broken_archive_tells_nothing(tmp_path: Path) -> None:
    assert asked(tmp_path, AFTER, _1_gz=gzip.compress(BEFORE.encode())[:-9])[0] is Verdict.UNKNOWN


@pytest.mark.parametrize("zone", ["UTC", "America/Chicago"])
def test_a_log_without_years_and_zones_is_in_the_machines_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    import time

    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        stamp = lambda minutes: (DOT + timedelta(minutes=minutes)).astimezone().strftime("%b %e %H:%M:%S")  # noqa: E731
        text = "".join(f"{stamp(m)} relay postfix/smtpd[1]: connect from x\n" for m in (-30, 30))
        assert asked(tmp_path, text)[0] is Verdict.NOT_ACCEPTED
        late = "".join(f"{stamp(m)} relay postfix/smtpd[1]: connect from x\n" for m in (5, 30))
        assert asked(tmp_path, late)[0] is Verdict.UNKNOWN
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_log_without_years_spans_the_turn_of_the_year(tmp_path: Path) -> None:
    """Written in December, read in January."""
    began = datetime(2026, 12, 31, 23, 0, tzinfo=UTC).astimezone()
    ended, now = began + timedelta(hours=2), began + timedelta(days=2)
    text = "".join(f"{m.strftime('%b %e %H:%M:%S')} relay postfix/smtpd[1]: connect from x\n" for m in (began, ended))
    (tmp_path / "mail.log").write_text(text, encoding="utf-8")

    found = PostfixLog(tmp_path / "mail.log", PATIENCE).look_up(OURS, began + timedelta(minutes=30), now)

    assert found.verdict is Verdict.NOT_ACCEPTED
