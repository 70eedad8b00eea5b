from __future__ import annotations

from pathlib import Path

from command_line import CommandLine, working
from stage import Stage

MAILS = Path(__file__).resolve().parents[1] / "inbound" / "mails"


def test_a_mail_is_received_listed_shown_and_assigned(stage: Stage, line: CommandLine) -> None:
    ref = stage.intake("0001")
    mail = str(MAILS / "54-reply-reference-in-subject-only.eml")

    (received,) = line.json("inbox", "receive", mail)
    (listed,) = line.json("inbox", "list")
    shown = line.json("inbox", "show", received["id"])
    assert received["id"] == listed["id"] == shown["id"]
    assert (listed["kind"], listed["status"]) == ("reply", "unmatched")
    assert shown["text"] == "Request complete, sent by courier."

    with working(stage):
        told = line.json("inbox", "assign", received["id"], "--case", ref, "--as", "note_added", "text=sent by courier")
    assert told["recorded"] is True
    assert line.json("inbox", "list") == []
    (ended,) = line.json("inbox", "list", "--all")
    assert (ended["status"], ended["case_ref"]) == ("assigned", ref)


def test_a_folder_of_mails_is_received_and_one_is_dismissed(stage: Stage, line: CommandLine) -> None:
    received = line.json("inbox", "receive", str(MAILS))
    waits = line.json("inbox", "list")

    assert len(received) == len(list(MAILS.glob("*.eml")))
    assert {one["id"] for one in waits} < {one["id"] for one in received}
    line.ok("inbox", "dismiss", waits[0]["id"], "--why", "noise")
    assert len(line.json("inbox", "list")) == len(waits) - 1
    assert "inbound.ended" in line.refused("inbox", "dismiss", waits[0]["id"], "--why", "noise")
    assert "inbound.not_found" in line.refused("inbox", "show", "nothing")
