from __future__ import annotations

from command_line import CommandLine, working
from redis import Redis
from servers import SmtpSink
from stage import Stage

from coordinator.cli.neighbours import broker_check, relay_check


def test_the_clock_is_lived_through_to_rest(stage: Stage, line: CommandLine) -> None:
    ref = stage.intake("0006")
    assert line.json("clock", "show") == {"kind": "virtual", "now": "2026-11-23T15:00:00+00:00"}
    with working(stage):
        assert line.json("clock", "advance", "6h")["now"] == "2026-11-23T21:00:00+00:00"
    assert [c["name"] for c in line.json("case", "communications", ref)] == ["m01-welcome"]


def test_without_workers_nobody_can_live_through_time(line: CommandLine) -> None:
    assert "stack.not_running" in line.refused("clock", "advance", "1d")
    assert "stack.not_running" in line.refused("clock", "jump", "1d")


def test_a_pause_holds_everything_and_the_doctor_says_so(stage: Stage, line: CommandLine) -> None:
    line.ok("outbound", "pause", "--why", "the printer burns")
    ref = stage.intake("0001")
    assert line.json("case", "communications", ref) == []
    outbound = {check["name"]: check for check in _doctor(line)["checks"]}["outbound"]
    assert "paused by operator" in outbound["detail"]
    with working(stage):
        line.ok("outbound", "resume", "--why", "it does not")
    assert [c["name"] for c in line.json("case", "communications", ref)] == ["m01-welcome"]


def test_the_doctor_finds_a_missing_broker_and_names_every_check(line: CommandLine) -> None:
    report = _doctor(line)
    checks = {check["name"]: check["ok"] for check in report["checks"]}
    assert report["ok"] is False
    healthy = {name for name, ok in checks.items() if ok}
    assert {"database", "migrations", "smtp", "clock_skew", "backlog"} <= healthy
    assert not {"broker", "workers", "tick"} & healthy
    assert report["clock"] == {"kind": "virtual", "now": "2026-11-23T15:00:00+00:00"}
    assert set(report) >= {"ok", "checks", "mail_catcher", "web", "clock"}


def test_a_broker_that_may_drop_messages_is_found_wanting(valkey_url: str) -> None:
    with Redis.from_url(valkey_url) as client:
        client.config_set("maxmemory-policy", "allkeys-lru")
        found = broker_check(valkey_url)
        client.config_set("maxmemory-policy", "noeviction")
    assert (found["ok"], "allkeys-lru" in found["detail"]) == (False, True)
    assert broker_check(valkey_url)["ok"] is True


def test_a_relay_is_asked_for_its_greeting(smtp_sink: SmtpSink) -> None:
    assert relay_check(smtp_sink.url)["ok"] is True
    assert relay_check("smtp://127.0.0.1:9")["ok"] is False


def test_a_preview_is_a_pdf_and_sends_nothing(stage: Stage, line: CommandLine, tmp_path) -> None:  # type: ignore[no-untyped-def]
    ref = stage.intake("0006")
    stage.accept(ref)
    stage.sign_all(ref)
    before = line.json("case", "communications", ref)
    line.ok("letter", ref, "l01", "-o", tmp_path / "l01.pdf", "--request", stage.request(ref, "records_office").id)
    assert (tmp_path / "l01.pdf").read_bytes().startswith(b"%PDF-")
    assert line.json("case", "communications", ref) == before
    assert "letter.unknown" in line.refused("letter", ref, "l99", "-o", tmp_path / "l99.pdf")


def _doctor(line: CommandLine):  # type: ignore[no-untyped-def]
    import json

    return json.loads(line.run("doctor", "--json").stdout)
