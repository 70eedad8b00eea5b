"""Records that come after the packet reach the provider who has it (``domain.md`` §5, L13)."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from filed import MATCHED, pdf, put
from lived import lived
from opinion_stories import RECORDS, Story, before_visit, visited
from scheduling_stage import chosen, in_scheduling
from stage import Stage

from coordinator.domain.document import Document
from coordinator.domain.errors import Refused
from coordinator.domain.words import RecordType
from coordinator.services import operate
from coordinator.services.perform import carry_out
from coordinator.services.preview import preview_letter
from coordinator.services.record import record
from coordinator.services.releasing import Released, release
from coordinator.services.world import new_id
from coordinator.store import claims


@lived
def _with_packet(stage: Stage) -> str:
    """A case whose packet left before its records were here."""
    ref = in_scheduling(stage, "0006")
    chosen(stage, ref)
    stage.fact(ref, "referral_accepted")
    stage.advance(days=1)
    assert stage.names(ref).count("l12-referral-packet") == 1
    return ref


def _filed(stage: Stage, ref: str, kind: str, pages: int) -> str:
    """A late record, filed and named."""
    filed = put(stage, ref, pdf(pages, 300 + pages), f"late-{pages}.pdf")
    stage.fact(ref, "document_described", document=filed.id, type=kind)
    return filed.id


def _comes(stage: Stage, ref: str, kind: str, pages: int) -> None:
    """A late record, filed and checked."""
    stage.fact(ref, "document_verified", document=_filed(stage, ref, kind, pages), matched=MATCHED)


def _updates(stage: Stage, ref: str) -> list[str]:
    """The words of every L13 that left."""
    told = []
    for letter in stage.sent(ref, name="l13-packet-update"):
        with pypdfium2.PdfDocument(Path(stage.folder) / letter.letter_path) as opened:
            told.append(" ".join(" ".join(p.get_textpage().get_text_range() for p in opened).split()))
    return told


@pytest.mark.rule("5-late-records")
def test_a_record_that_comes_late_reaches_the_provider_who_has_the_packet_and_those_of_one_day_as_one_letter(
    stage: Stage,
) -> None:
    ref = _with_packet(stage)
    with pytest.raises(Refused, match="nothing_new"):
        preview_letter(stage.world, ref, "l13")

    _comes(stage, ref, "LAB_REPORT", 3)
    _comes(stage, ref, "OP_NOTE", 5)
    assert preview_letter(stage.world, ref, "l13").startswith(b"%PDF")
    stage.advance(days=4)

    (words,) = _updates(stage, ref)
    assert "Laboratory results, 3 pages" in words
    assert "Operative note, 5 pages" in words
    assert "It now holds 2 documents" in words


def test_what_is_verified_while_a_letter_waits_for_its_relay_is_in_the_next_one(stage: Stage) -> None:
    """The words are fixed at the release: what is verified between release and dot is not in them."""
    ref = _with_packet(stage)
    _comes(stage, ref, "LAB_REPORT", 3)
    late = _filed(stage, ref, "OP_NOTE", 5)
    operate.pause(stage.world, "rehearsal")
    stage.advance(days=3)
    operate.resume(stage.world, "over")
    with stage.world.database.transaction() as session:
        claim = claims.claim(session, "pdf", stage.now, stage.world.lease, new_id())
    assert claim is not None
    released = release(stage.world, claim)
    assert isinstance(released, Released)
    record(stage.world, ref, "document_verified", {"document": late, "matched": MATCHED})
    carry_out(stage.world, released)
    stage.advance(days=5)

    first, second = _updates(stage, ref)
    assert "Operative note" not in first
    assert "Operative note, 5 pages" in second


# -- on plain objects ------------------------------------------------------------------


def _told(story: Story, kind: RecordType = RecordType.LAB_REPORT) -> None:
    """A record that comes after the packet left."""
    case = story.life.case
    number = len(case.documents) + 1
    case.documents.append(
        Document(f"doc-{number}", kind.value, f"0{number}", story.now, RECORDS, 10, f"late-{number}.pdf", format="pdf")
    )
    story.fact("document_verified", document=f"doc-{number}", matched=MATCHED)


def _updated(story: Story) -> int:
    return [left.name for left in story.life.sent].count("l13-packet-update")


@pytest.mark.rule("5-late-records")
def test_what_came_is_told_once_and_what_comes_later_in_a_letter_of_its_own() -> None:
    story = before_visit()
    story.advance(days=1)
    _told(story)
    _told(story, RecordType.OP_NOTE)
    story.advance(days=3)
    assert _updated(story) == 1

    _told(story, RecordType.IMG_REPORT)
    story.advance(days=4)
    assert _updated(story) == 2
    story.advance(days=4)
    assert _updated(story) == 2


@pytest.mark.parametrize("fact", [{"referral_declined": {"reason": "no_capacity"}}, {"withdrawn": {}}])
def test_who_has_no_use_for_the_packet_any_more_hears_of_nothing_new(fact: dict[str, dict[str, str]]) -> None:
    story = before_visit()
    story.advance(days=1)
    _told(story)
    for name, values in fact.items():
        story.fact(name, **values)
    story.advance(days=4)

    assert _updated(story) == 0


def test_after_the_visit_nothing_is_added_to_the_packet() -> None:
    story = visited()
    _told(story)
    story.advance(days=4)

    assert _updated(story) == 0


def test_an_urgent_case_does_not_wait_for_the_next_day() -> None:
    story = before_visit()
    story.advance(days=1)
    story.fact("priority_set", priority="urgent", reason="surgery is planned")
    _told(story)
    story.advance(hours=20)

    assert _updated(story) == 1
