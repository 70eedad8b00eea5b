from __future__ import annotations

from command_line import CommandLine
from stage import Stage


def test_resources_are_listed_by_condition_and_language(stage: Stage, line: CommandLine) -> None:
    found = line.json("resources", "--condition", "G35", "--language", "es")

    ids = [entry["id"] for entry in found]
    assert "ms-medlineplus-es" in ids
    assert not {"nci-breast", "ninds-ms"} & set(ids)
    assert {"id", "title", "url", "offers", "kind", "languages", "checked_on", "checked_by"} <= found[0].keys()
    assert "MedlinePlus" in line.ok("resources")
    assert "condition.unknown" in line.refused("resources", "--condition", "gout?")


def test_stale_resources_are_printed_nowhere(stage: Stage, line: CommandLine) -> None:
    stage.jump(days=400)

    assert line.json("resources") == []
    assert line.ok("resources").strip() == "Nothing reviewed in the last year fits."


def test_a_case_shows_the_visit_on_both_clocks(stage: Stage, line: CommandLine) -> None:
    ref = stage.intake("0006")
    stage.accept(ref)
    stage.fact(ref, "shortlist_wanted")
    slot = next(e["slots"][0] for e in line.json("case", "show", ref)["shortlist"] if not e["excluded"])
    stage.fact(ref, "appointment_booked", slot=slot["id"])

    told = line.ok("case", "show", ref)

    assert "2026-12-29 08:00 America/Los_Angeles" in told
    assert "2026-12-29 10:00 America/Chicago" in told
