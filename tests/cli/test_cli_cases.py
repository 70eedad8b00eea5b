from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import CommandLine, working
from sqlalchemy import text
from stage import Stage

from coordinator.paths import examples_dir

SHOWN = {
    "ref", "external_id", "stage", "status", "close_reason", "deadline_risk", "navigator", "opened_at",
    "stage_entered_at", "missing", "readiness", "holders", "authorizations", "record_requests", "priority", "on_hold",
    "back_plan", "contact_points", "contacts", "documents", "custody", "shortlist", "referrals", "appointments",
    "opinions",
    "comparison", "work_items",
}  # fmt: skip


def test_an_empty_list_says_what_to_do_next(line: CommandLine) -> None:
    assert "coordinator intake load" in line.ok("case", "list")
    assert line.json("case", "list") == []


def test_a_case_is_shown_with_every_promised_key(stage: Stage, line: CommandLine) -> None:
    ref = stage.intake("0006")
    shown = line.json("case", "show", ref.lower())
    assert set(shown) >= SHOWN
    assert shown["ref"] == ref
    assert [m["code"] for m in shown["missing"]][:2] == ["identity.not_verified", "terms.not_accepted"]


def test_a_list_can_be_narrowed_to_a_stage(stage: Stage, line: CommandLine) -> None:
    ref = stage.intake("0006")
    assert [one["ref"] for one in line.json("case", "list", "--stage", "request")] == [ref]
    assert line.json("case", "list", "--stage", "records") == []
    assert "stage.unknown" in line.refused("case", "list", "--stage", "waiting")


def test_a_case_that_is_not_there_is_refused(line: CommandLine) -> None:
    assert line.refused("case", "show", "SO-NONE-00").startswith("ref: case.not_found")


def test_a_recorded_fact_is_acted_on_when_the_command_returns(stage: Stage, line: CommandLine) -> None:
    ref = stage.intake("0006")
    with working(stage):
        line.ok("case", "record", ref, "identity_verified")
        line.ok("case", "record", ref, "terms_accepted")
        point = line.json("case", "show", ref)["contact_points"][0]["id"]
        recorded = line.json("case", "record", ref, "contact_verified", f"contact={point}")
        line.ok("case", "record", ref, "case_accepted")
    assert recorded["recorded"] is True
    assert recorded["ids"] == {"contact": point}
    shown = line.json("case", "show", ref)
    assert shown["stage"] == "records"
    assert {request["department"] for request in shown["record_requests"]} == {"records_office", "image_library"}


def test_the_same_fact_twice_changes_nothing(stage: Stage, line: CommandLine) -> None:
    ref = stage.intake("0006")
    stage.fact(ref, "terms_accepted")
    assert line.json("case", "record", ref, "terms_accepted") == {"recorded": False, "seq": None, "ids": {}}


def test_every_missing_key_is_one_line_on_stderr(stage: Stage, line: CommandLine) -> None:
    ref = stage.intake("0006")
    lines = line.refused("case", "record", ref, "office_promised").splitlines()
    assert [said.split(": ")[:2] for said in lines] == [["key.missing", "request"], ["key.missing", "on"]]


def test_a_stranger_cannot_record(stage: Stage, line: CommandLine) -> None:
    ref = stage.intake("0006")
    said = line.refused("case", "record", ref, "terms_accepted", "--by", "nobody@beacon.example")
    assert said.startswith("by: staff.unknown")


def test_an_opinion_file_that_is_no_json_is_refused_with_its_place(
    stage: Stage, line: CommandLine, tmp_path: Path
) -> None:
    ref = stage.intake("0006")
    file = tmp_path / "opinion.json"
    file.write_text('{"ordinal": 1,')
    assert "file: file.wrong" in line.refused("case", "record", ref, "opinion_filed", f"file={file}")
    assert "file: file.unreadable" in line.refused("case", "record", ref, "opinion_filed", f"file={tmp_path}/none.json")


def test_a_first_opinion_is_filed_from_its_file(stage: Stage, line: CommandLine, tmp_path: Path) -> None:
    ref = stage.intake("0006")
    stage.accept(ref)
    file = tmp_path / "opinion.json"
    file.write_text(
        json.dumps(
            {
                "ordinal": 1,
                "author": {"name": "Dr. Owen Clarke"},
                "basis_mode": "exam",
                "diagnoses": [{"label": "Osteoarthritis of the right knee", "icd10cm": "M17.11"}],
            }
        )
    )
    with working(stage):
        line.ok("case", "record", ref, "opinion_filed", f"file={file}")
    (opinion,) = line.json("case", "show", ref)["opinions"]
    assert (opinion["ordinal"], opinion["status"], opinion["filed_by"]) == (1, "filed", "operator")


def test_the_plan_speaks_the_readers_local_time(stage: Stage, line: CommandLine) -> None:
    ref = stage.intake("0006")
    plan = line.json("case", "plan", ref, "--days", "5")
    first = plan["entries"][0]
    assert first["local_time"] == "2026-11-23T10:00:00-08:00"
    assert (first["time_zone"], first["would_send"], first["reason"]) == ("America/Los_Angeles", True, "window")
    assert first["parts"] == ["m01-welcome", "m02-verify-contact"]


def test_looking_at_the_plan_changes_nothing(stage: Stage, line: CommandLine) -> None:
    ref = stage.intake("0006")
    before = line.json("case", "show", ref)
    assert line.json("case", "plan", ref) == line.json("case", "plan", ref)
    assert line.json("case", "show", ref) == before


def test_what_was_sent_is_listed_with_the_file_of_its_bytes(stage: Stage, line: CommandLine) -> None:
    ref = stage.intake("0001")
    (mail,) = line.json("case", "communications", ref)
    assert mail["parts"] == ["m01-welcome", "m02-verify-contact"]
    assert b"Message-ID" in Path(mail["file"]).read_bytes()
    assert mail["local_time"].endswith(("-06:00", "-05:00"))
    timeline = line.json("case", "timeline", ref)["entries"]
    assert "m01-welcome" in [entry["name"] for entry in timeline if entry["kind"] == "communication"]
    assert [entry["at"] for entry in timeline] == sorted(entry["at"] for entry in timeline)


def test_why_says_stage_missing_holder_and_what_comes_next(stage: Stage, line: CommandLine) -> None:
    ref = stage.intake("0006")
    said = line.ok("case", "why", ref)
    for piece in (
        "Stage request",
        "identity.not_verified",
        "navigator: identity check",
        "verify-contact for an e-mail",
    ):
        assert piece in said


def test_a_computed_date_is_explained_step_by_step(stage: Stage, line: CommandLine) -> None:
    ref = stage.intake("0001")
    shown = line.json("case", "show", ref)
    said = line.ok("case", "why", ref, "--date", "consult_by")
    assert f"consult_by is {shown['back_plan']['consult_by']}" in said
    assert "packet_by" not in said
    assert "date.unknown" in line.refused("case", "why", ref, "--date", "birthday")


def test_a_case_without_a_deadline_says_that_a_date_has_no_reason(stage: Stage, line: CommandLine) -> None:
    assert "date.none" in line.refused("case", "why", stage.intake("0006"), "--date", "consult_by")


def test_effects_are_listed_by_status_and_case(stage: Stage, line: CommandLine) -> None:
    stage.intake("0006")
    ref = stage.intake("0001")
    listed = line.json("effects", "list", "--case", ref, "--status", "done")
    assert {effect["name"] for effect in listed} == {"m01-welcome", "m02-verify-contact"}
    assert {effect["case_ref"] for effect in listed} == {ref}
    assert "status.unknown" in line.refused("effects", "list", "--status", "waiting")


def test_an_operator_cancels_an_order_with_a_reason(stage: Stage, line: CommandLine) -> None:
    ref = stage.intake("0006")
    waiting = line.json("effects", "list", "--case", ref, "--status", "pending")[0]
    with working(stage):
        line.ok("effects", "cancel", waiting["id"], "--why", "the patient asked on the telephone")
    found = {effect["id"]: effect for effect in line.json("effects", "list", "--case", ref)}[waiting["id"]]
    assert (found["status"], found["reason"]) == ("never", "cancelled")


def test_a_journal_that_was_cut_off_is_found_out(stage: Stage, line: CommandLine) -> None:
    ref = stage.intake("0006")
    assert "holds" in line.ok("audit", "verify", ref)
    with stage.world.database.transaction() as session:
        session.execute(text("""UPDATE "case" SET seq = seq + 1"""))
    result = line.run("audit", "verify")
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{ref}: entry ")


def test_a_document_is_filed_and_changes_no_item(stage: Stage, line: CommandLine, tmp_path: Path) -> None:
    ref = stage.intake("0006")
    stage.accept(ref)
    item = stage.request(ref, "image_library").items[0]
    file = tmp_path / "scan.pdf"
    file.write_bytes(b"%PDF-1.7 scan")
    with working(stage):
        filed = line.json("case", "document", ref, file, "--item", item.id)
    shown = line.json("case", "show", ref)
    assert [(d["id"], d["item"], d["status"]) for d in shown["documents"]] == [(filed["id"], item.id, "received")]
    assert {i["status"] for r in shown["record_requests"] for i in r["items"]} == {"needed"}


@pytest.mark.parametrize("number", ["0001", "0002", "0003", "0004", "0005", "0006"])
def test_every_example_can_be_looked_at_in_every_way(stage: Stage, line: CommandLine, number: str) -> None:
    ref = stage.intake(number)
    stage.accept(ref)
    for words in (["show"], ["timeline"], ["plan"], ["communications"], ["why"]):
        said = line.ok("case", *words, ref)
        assert said.strip()
        assert "None" not in said


def test_intake_problems_are_all_named_with_their_path(stage: Stage, line: CommandLine, tmp_path: Path) -> None:
    told = json.loads((examples_dir() / "intake" / "intake-0006.json").read_text())
    told["patient"]["time_zone"] = "Mars/Olympus"
    del told["question"]["specialty"]
    file = tmp_path / "broken.json"
    file.write_text(json.dumps(told))
    result = line.run("intake", "check", file)
    assert result.exit_code == 1
    assert "$.patient.time_zone" in result.stdout
    assert "$.question.specialty" in result.stdout
    assert len(line.refused("intake", "load", file).splitlines()) == 2
    assert line.json("case", "list") == []


def test_the_same_intake_is_the_same_case_and_other_content_is_refused(
    stage: Stage, line: CommandLine, tmp_path: Path
) -> None:
    file = tmp_path / "intake.json"
    told = json.loads((examples_dir() / "intake" / "intake-0006.json").read_text())
    file.write_text(json.dumps(told))
    with working(stage):
        (first,) = line.json("intake", "load", file)["cases"]
        (again,) = line.json("intake", "load", file)["cases"]
    assert (first["created"], again["created"]) == (True, False)
    assert again["ref"] == first["ref"]
    told["patient"]["birth_date"] = "1979-10-26"
    file.write_text(json.dumps(told))
    assert "birth_date" in line.refused("intake", "load", file)


def test_loading_the_directory_again_changes_nothing(line: CommandLine) -> None:
    counts = line.json("directory", "load", examples_dir() / "directory.json")
    assert set(counts) == {"organizations", "desks", "providers", "slots"}
    assert all(n["created"] == n["changed"] == 0 < n["same"] for n in counts.values())


def test_a_staff_user_is_added_once(line: CommandLine) -> None:
    words = ("user", "add", "ada@beacon.example", "--name", "Ada Vale", "--role", "navigator")
    assert "added" in line.ok(*words)
    assert "changed" in line.ok(*words)
    assert line.refused(*words[:-1], "wizard").startswith("role: role.unknown")


def test_evidence_is_printed_and_written(stage: Stage, line: CommandLine, tmp_path: Path) -> None:
    ref = stage.intake("0006")
    stage.accept(ref)
    stage.sign_all(ref)
    stage.advance(days=1)
    file = tmp_path / "packet.pdf"

    packet = line.json("case", "evidence", ref)
    line.ok("case", "evidence", ref, "-o", str(file))

    assert packet["chain"]["unbroken"] is True
    assert len(packet["requests"]) == len([r for r in stage.case(ref).requests if r.sent_at])
    assert file.read_bytes().startswith(b"%PDF")
