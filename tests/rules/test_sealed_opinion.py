"""A first opinion that is sealed: nothing that reaches the second provider tells of it (domain.md §8.6)."""

from __future__ import annotations

import email
import email.policy
import json
from datetime import date, timedelta
from typing import Any

import pytest
from opinion_stories import (
    LETTERHEAD,
    RECORDS,
    Story,
    accepted,
    book,
    effect,
    opinion,
    settle,
    text_of,
)

from coordinator.domain.document import Document
from coordinator.domain.effect import Effect
from coordinator.domain.errors import Refused
from coordinator.domain.packet_told import TOLD
from coordinator.domain.routes import NoRoute, route_of
from coordinator.domain.words import Disclosure, RecordType, ToRole
from coordinator.paths import examples_dir
from coordinator.services.rendering import render
from coordinator.services.rendering.side_by_side import warnings
from coordinator.services.world import federal_holidays

WORRY = "Dr. Marsh of Lakeview General Hospital said: chemotherapy first, then surgery."
TELLS = ("Marsh", "Lakeview", "Chemotherapy first", "my first doctor", "first team")
SEALED_KIND = "Consultation notes"


def sealed(**question: Any) -> Story:
    """Intake 0001, sealed; a sealed consultation note and an open laboratory report are verified."""
    told = json.loads((examples_dir() / "intake" / "intake-0001.json").read_text(encoding="utf-8"))["question"]
    story = accepted("0001", worry=WORRY, question={**told, "disclosure": "sealed", **question})
    case = story.life.case
    for number, kind in enumerate((RecordType.CONSULT_NOTE, RecordType.LAB_REPORT), start=1):
        item, request = next((i, r) for r in case.requests for i in r.items if i.record_type is kind)
        document = Document(
            f"doc-{number}", kind.value, f"0{number}", story.now, RECORDS, 10, f"document-{number}.pdf", item.id,
            status="verified", request_id=request.id, format="pdf", page_count=number, dated=date(2026, 11, number),
        )  # fmt: skip
        case.documents.append(document)
        story.fact("document_verified", item=item.id)
    story.fact("document_sealed", document="doc-1")
    story.fact("supplement_told", text="herbs that Dr. Marsh told me to stop")
    story.fact("question_added", text="Is Dr. Marsh right about chemotherapy first, then surgery?")
    return story


def to_provider(story: Story) -> list[Effect]:
    """One of every letter that goes to a provider of this case, and each reminder of it."""
    case = story.life.case
    case.answers = {**case.answers, TOLD: {case.referrals[-1].id: []}}  # so that L13 has everything to tell
    found = []
    for name, rule in story.life.book.playbook.messages.items():
        if rule.kind == "letter" and name.startswith(("l12", "l13", "l14")):
            subject = case.referrals[-1].id if name < "l14" else case.appointments[-1].id
            found.append(effect(name, case, ToRole.PROVIDER, subject))
    return found


def everything_in(story: Story, order: Effect) -> str:
    """All that can be read of what leaves by fax: headers, file names, mail text, and the words of each page."""
    case = story.life.case
    route = route_of(order, case, today=story.now.date())
    assert not isinstance(route, NoRoute)
    made = render(
        [order], route, case, letterhead=LETTERHEAD, directory=story.life.book.directory, texts=story.texts,
        holidays=federal_holidays(), now=story.now,
    )  # fmt: skip
    if not made.message_id:
        return text_of(made.bytes)
    mail = email.message_from_bytes(made.bytes, policy=email.policy.default)
    told = [str(value) for value in mail.values()]
    for part in mail.walk():
        content = part.get_payload(decode=True) or b""
        told.append(str(part.get_filename() or ""))
        told.append(text_of(content) if content.startswith(b"%PDF") else content.decode("utf-8", "replace"))
    return " ".join(told)


def test_nothing_that_goes_to_the_provider_of_a_sealed_case_tells_of_the_first_opinion() -> None:
    story = sealed()
    settle(story)
    book(story)
    letters = to_provider(story)
    assert {order.name[:3] for order in letters} >= {"l12", "l13", "l14"}

    for order in letters:
        words = everything_in(story, order)
        for telling in (*TELLS, SEALED_KIND, "CONSULT_NOTE", "document-1", "doc-1"):
            assert telling.lower() not in words.lower(), (order.name, telling)

    packet = everything_in(story, letters[0])
    assert "Laboratory results" in packet
    assert "2 documents" not in packet
    assert "of 2" not in packet.split("Index of documents")[1].split("Not obtained")[0].replace("Page 1 of 2", "")


def test_what_keeps_the_patient_safe_is_never_sealed() -> None:
    story = sealed()
    settle(story)
    book(story)

    packet = everything_in(story, to_provider(story)[0])

    assert "treatment is scheduled for January 11, 2027" in packet
    assert "turmeric capsules" in packet


def test_the_same_case_in_the_open_tells_it() -> None:
    story = sealed(disclosure="full")
    settle(story)
    book(story)
    packet = everything_in(story, to_provider(story)[0])

    for telling in ("Marsh", "Lakeview", "Chemotherapy first"):
        assert telling in packet


def test_a_question_that_tells_of_the_first_opinion_cannot_be_taken_along() -> None:
    from coordinator.domain.facts.question_facts import question_chosen
    from coordinator.services.question_bank import question_bank

    story = sealed()
    question = question_bank().by_id["q2-7"]
    with pytest.raises(Refused) as caught:
        question_chosen(story.life.case, None, None, question)  # type: ignore[arg-type]
    assert caught.value.code == "question.sealed"


def test_the_seal_ends_by_itself_once_the_second_opinion_is_on_file() -> None:
    story = sealed()
    settle(story)
    book(story)
    story.advance(days=14, hours=2)
    story.fact("visit_attended")
    assert story.life.case.disclosure is Disclosure.SEALED

    story.fact("opinion_filed", by=RECORDS, file=opinion())

    assert story.life.case.disclosure is Disclosure.FULL
    unsealed = [e for e in story.life.journal.after(0) if e.name == "opinion_unsealed"]
    assert [(e.by, e["cause"]) for e in unsealed] == [("engine", "opinion_filed")]


def test_a_person_may_lift_the_seal_earlier_with_a_reason() -> None:
    story = sealed()
    recorded = story.fact("opinion_unsealed", reason="the patient asked for it")

    assert story.life.case.disclosure is Disclosure.FULL
    assert story.texts[recorded.seq or 0]["text"] == "the patient asked for it"


def test_a_packet_that_is_sealed_only_in_part_says_so_beside_the_comparison() -> None:
    story = sealed()
    story.fact("seal_incomplete", document="doc-2")
    settle(story)
    book(story)
    story.advance(days=14, hours=2)
    story.fact("visit_attended")
    story.fact("opinion_filed", by=RECORDS, file=opinion())
    case = story.life.case

    assert "partially_blinded" in {name for o in case.opinions for name in warnings(case, o)}
    assert story.now + timedelta(0) > case.opened_at


def test_a_third_provider_is_sealed_off_from_both_earlier_opinions() -> None:
    story = sealed()
    settle(story)
    book(story)
    story.advance(days=14, hours=2)
    story.fact("visit_attended")
    story.fact("opinion_filed", by=RECORDS, file=opinion())
    story.fact("worry_told", text="Dr. Two said: Exercise first.")
    case = story.life.case
    case.opinions[-1].author = "Dr. Two"
    story.fact("third_opinion_wanted")
    for entry in case.shortlist:
        entry["excluded"] = [x for x in entry["excluded"] if x["filter"] == "H3"]
    book(story)

    packet = everything_in(story, effect("l12-referral-packet", case, ToRole.PROVIDER, case.referrals[-1].id))

    for telling in (*TELLS, "Exercise first", "Two said", SEALED_KIND):
        assert telling.lower() not in packet.lower()
