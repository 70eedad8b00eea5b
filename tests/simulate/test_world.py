"""The pure outside world: it repeats itself, and nobody leaves a question unanswered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from seen_cases import NOW, event, intake, item, request, said, seen, work_item, world

from coordinator.domain.authorization import Authorization
from coordinator.domain.business_days import BusinessCalendar
from coordinator.domain.custody import Custody
from coordinator.domain.document import Document
from coordinator.domain.facts import table
from coordinator.domain.opinion import Comparison
from coordinator.domain.opinion_file import parse_opinion
from coordinator.domain.words import AuthorizationKind, Department, LegalBasis, RequestStatus, Stage, WorkItemKind
from coordinator.simulate.world.agenda import Agenda
from coordinator.simulate.world.opinions import first_opinion, written_opinion
from coordinator.simulate.world.world import World
from coordinator.simulate.world.written import FIRST, TOLD


def a_paper() -> Authorization:
    return Authorization("a-1", AuthorizationKind.ACCESS_REQUEST, "org-1", "Willamette Bone and Joint")


def busy():
    """A case with something to do for everybody."""
    return seen(
        requests=[request()],
        authorizations=[a_paper()],
        work_items=[work_item("call_desk", about="r-1"), work_item("find_source", code="IMG_DICOM")],
    )


def test_the_same_seed_gives_the_same_deeds():
    assert said(world(7).reactions(busy(), NOW)) == said(world(7).reactions(busy(), NOW))


def test_another_seed_gives_other_deeds():
    assert said(world(7).reactions(busy(), NOW)) != said(world(8).reactions(busy(), NOW))


def test_the_order_in_which_cases_are_looked_at_changes_nothing():
    outside = world()
    first = [said(outside.reactions(seen(n, requests=[request()]), NOW)) for n in (1, 2, 6)]
    again = [said(outside.reactions(seen(n, requests=[request()]), NOW)) for n in (6, 2, 1)]

    assert first == again[::-1]


def test_ids_do_not_matter():
    other = request(id="r-9", items=[item(t, id=f"other-{t}") for t in ("CONSULT_NOTE", "OP_NOTE", "MED_LIST")])

    assert said(world().reactions(seen(requests=[request()]), NOW)) == said(
        world().reactions(seen(requests=[other]), NOW)
    )


def test_looking_later_at_the_same_case_does_not_move_a_deed():
    outside, case = world(), seen(requests=[request()])

    assert said(outside.reactions(case, NOW)) == said(outside.reactions(case, NOW + timedelta(days=2)))


def test_every_deed_is_a_fact_with_keys_that_exist():
    for deed in world().reactions(busy(), NOW):
        fact = table()[deed.fact]
        assert {key.name for key in fact.keys} >= set(deed.values), deed
        assert all(key.name in deed.values for key in fact.keys if key.required), deed


QUOTED = event("fee_quoted", "2026-12-01T16:00:00+00:00", request="r-1")


def compared():
    return {"stage": Stage.COMPARISON, "comparisons": [Comparison("c-1", NOW)]}


ENDED_OTHERWISE = {
    "approve_fee": lambda: {"requests": [request(fee_status="quoted")], "events": [QUOTED]},
    "classify_agreement": compared,
    "verify_comparison": compared,
    "uncertain_send": None,
}
"""What else must stand in the case; an uncertain send is settled by whoever looks into the relay's mailbox."""


@pytest.mark.parametrize("kind", sorted(kind.value for kind in WorkItemKind))
def test_an_open_work_item_of_each_kind_is_acted_on(kind):
    make = ENDED_OTHERWISE.get(kind, dict)
    if make is None:
        return
    parts = make()
    about = {
        "address_bounced": "p-3", "find_office_address": "r-1", "reply_unread": "r-1", "call_desk": "r-1",
        "ask_back": "1", "check_document": "d-1",
    }.get(kind, "")  # fmt: skip
    standing = {
        "requests": [request(sent_at=None, received_at=None, status=RequestStatus.WAITING)],
        "documents": [Document("d-1", "scan", "00", NOW, "ravi", 10, "scan.pdf", item_id="i-OP_NOTE")],
        "shortlist": [{"provider": "v-1", "name": "Dr. A", "excluded": [], "facts": [], "slots": []}],
    }
    if kind == "answer_missing":
        standing |= {"stage": Stage.REQUEST, "intake": {**intake(6), "sources": []}, "requests": []}
    item_there = work_item(kind, about=about, code="IMG_DICOM" if kind == "find_source" else "")
    quiet = world().reactions(seen(**(standing | parts)), NOW)
    deeds = world().reactions(seen(work_items=[item_there], **(standing | parts)), NOW)

    if kind in ("approve_fee", "verify_comparison"):
        assert {"fee_approved", "fee_challenged", "fee_refused", "comparison_verified"} & {d.fact for d in deeds}
    elif kind == "answer_missing":
        assert "missing_answered" in {d.fact for d in deeds}
    else:
        assert set(said(deeds)) - set(said(quiet))


def test_a_work_item_that_cannot_be_said_done_is_talked_over():
    case = seen(work_items=[work_item("stage_late")])
    case.refused.add("INTAKE-0006/work/stage_late-1")

    assert "call_logged" in {d.fact for d in world().reactions(case, NOW)}


def test_a_missing_source_of_images_is_found_at_the_hospital_of_the_first_opinion():
    items = [
        work_item("find_source", id="w-1", code="IMG_DICOM"),
        work_item("find_source", id="w-2", code="IMG_REPORT"),
    ]

    found = [d for d in world().reactions(seen(5, work_items=items), NOW) if d.fact == "source_added"]

    assert [(d.values["organization"], d.values["department"], d.values["items"]) for d in found] == [
        ("Mesa Children's Hospital", "image_library", "IMG_DICOM,IMG_REPORT")
    ]
    assert found[0].values["fax"] not in ("+15055550150", "+15055550151", "+15055550152")


def test_a_parent_signs_for_a_minor():
    case = seen(5, authorizations=[a_paper()])
    signed = [d for d in world().reactions(case, NOW) if d.fact == "authorization_signed"]

    assert [d.values["signer"] for d in signed] == [case.case.patient.representative().id]


def test_staff_do_nothing_on_a_weekend_or_a_holiday():
    outside = World(1, BusinessCalendar(frozenset({NOW.date()})))
    calls = [d.at for d in outside.reactions(busy(), NOW) if d.fact == "call_logged"]

    assert calls
    assert all(at.weekday() < 5 and at.date() != NOW.date() for at in calls)


def test_a_closed_case_is_left_alone_except_for_what_was_borrowed():
    slides = request(
        department=Department.PATHOLOGY, legal_basis=LegalBasis.TREATMENT, status=RequestStatus.DONE,
        items=[item("PATH_SLIDES", "verified")],
    )  # fmt: skip
    lent = Custody("k-1", "i-PATH_SLIDES", "received_by_reviewer", NOW)
    case = seen(1, stage=Stage.CLOSED, closed_at=NOW + timedelta(days=19), requests=[slides], custody=[lent])

    assert [(d.fact, d.values["status"]) for d in world().reactions(case, NOW)] == [("custody_moved", "returned")]


def test_all_opinions_are_files_that_can_be_read():
    for number in range(1, 11):
        told = intake(number)
        parsed = parse_opinion(
            written_opinion(told, 2, provider="Dr. A", on="2027-01-04", mode="video"), icd_exists=lambda _: True
        )
        assert parsed.ordinal == 2
        assert all(parsed.content[field] != "not_stated" for field in ("side_effects", "daily_life", "follow_up"))
    assert parse_opinion(first_opinion(intake(5)), icd_exists=lambda _: True).ordinal == 1
    assert set(FIRST) <= set(TOLD)


def test_the_agenda_hands_out_each_deed_once_and_in_order():
    agenda = Agenda()
    deeds = world().reactions(busy(), NOW)
    agenda.put("SO-TEST-6", deeds)

    handed = agenda.due(NOW + timedelta(days=90))
    agenda.put("SO-TEST-6", deeds)

    assert len(handed) == len(deeds) > 2
    assert all(a.at <= b.at for a, b in pairwise(handed))
    assert agenda.due(NOW + timedelta(days=90)) == []
    assert agenda.next_at() is None


EARLY, LATE = datetime(2026, 11, 24, 16, 5, tzinfo=UTC), datetime(2026, 11, 24, 17, 55, tzinfo=UTC)


def test_the_minute_at_which_a_letter_left_changes_no_day():
    early = request(sent_at=EARLY, received_at=None, status=RequestStatus.SENT)
    late = request(sent_at=LATE, received_at=None, status=RequestStatus.SENT)
    outside = world(3)

    assert said(outside.reactions(seen(requests=[early]), NOW)) == said(outside.reactions(seen(requests=[late]), NOW))
