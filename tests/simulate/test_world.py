"""The pure outside world: it repeats itself, and nobody leaves a question unanswered."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from seen_cases import NOW, event, intake, item, request, said, seen, work_item, world

from coordinator.domain.business_days import BusinessCalendar
from coordinator.domain.facts import table
from coordinator.domain.opinion_file import parse_opinion
from coordinator.domain.words import WorkItemKind
from coordinator.simulate.world.agenda import Agenda
from coordinator.simulate.world.opinions import first_opinion, second_opinion
from coordinator.simulate.world.work import ANSWERS
from coordinator.simulate.world.world import World
from coordinator.simulate.world.written import FIRST, TOLD


def busy():
    """A case with something to do for everybody."""
    return seen(
        record_requests=[request()],
        authorizations=[{"id": "a-1", "status": "waiting", "kind": "access_request", "requests": ["r-1"]}],
        work_items=[work_item("call_desk", about="r-1"), work_item("find_source", code="IMG_DICOM")],
    )


def test_the_same_seed_gives_the_same_deeds():
    assert said(world(7).reactions(busy(), NOW)) == said(world(7).reactions(busy(), NOW))


def test_another_seed_gives_other_deeds():
    assert said(world(7).reactions(busy(), NOW)) != said(world(8).reactions(busy(), NOW))


def test_the_order_in_which_cases_are_looked_at_changes_nothing():
    outside = world()
    first = [said(outside.reactions(seen(n, record_requests=[request()]), NOW)) for n in (1, 2, 6)]
    again = [said(outside.reactions(seen(n, record_requests=[request()]), NOW)) for n in (6, 2, 1)]

    assert first == again[::-1]


def test_ids_do_not_matter():
    other = request(id="r-9", items=[item(t) | {"id": f"other-{t}"} for t in ("CONSULT_NOTE", "OP_NOTE", "MED_LIST")])

    assert said(world().reactions(seen(record_requests=[request()]), NOW)) == said(
        world().reactions(seen(record_requests=[other]), NOW)
    )


def test_looking_later_at_the_same_case_does_not_move_a_deed():
    outside, case = world(), seen(record_requests=[request()])

    assert said(outside.reactions(case, NOW)) == said(outside.reactions(case, NOW + timedelta(days=2)))


def test_every_deed_is_a_fact_with_keys_that_exist():
    for deed in world().reactions(busy(), NOW):
        fact = table()[deed.fact]
        assert {key.name for key in fact.keys} >= set(deed.values), deed
        assert all(key.name in deed.values for key in fact.keys if key.required), deed


def test_every_kind_of_work_item_has_an_answer():
    assert set(ANSWERS) == {kind.value for kind in WorkItemKind}


QUOTED = event("fee_quoted", "2026-12-01T16:00:00+00:00", request="r-1")
DRAFT = {"stage": "comparison", "comparison": {"id": "c-1", "status": "draft"}}
ENDED_OTHERWISE = {
    "approve_fee": {"record_requests": [request(fee_status="quoted")], "entries": [QUOTED]},
    "classify_agreement": DRAFT,
    "verify_comparison": DRAFT,
    "uncertain_send": None,
}
"""What else must stand on the page; an uncertain send is settled by whoever looks into the relay's mailbox."""


@pytest.mark.parametrize("kind", sorted(kind.value for kind in WorkItemKind))
def test_an_open_work_item_of_each_kind_is_acted_on(kind):
    page = ENDED_OTHERWISE.get(kind, {})
    if page is None:
        return
    about = {
        "address_bounced": "p-1", "find_office_address": "r-1", "reply_unread": "r-1", "call_desk": "r-1",
        "ask_back": "1", "check_document": "d-1",
    }.get(kind)  # fmt: skip
    standing = {
        "record_requests": [request(sent_at=None, received_at=None, status="waiting")],
        "documents": [{"id": "d-1", "item": "i-OP_NOTE", "status": "received"}],
        "shortlist": [{"provider": "v-1", "name": "Dr. A", "excluded": [], "facts": [], "slots": []}],
        "missing": [{"code": "answer.missing", "detail": "sources"}],
    }
    item_there = work_item(kind, about=about, code="IMG_DICOM" if kind == "find_source" else None)
    quiet = world().reactions(seen(**(standing | page)), NOW)
    deeds = world().reactions(seen(work_items=[item_there], **(standing | page)), NOW)

    if kind in ("approve_fee", "verify_comparison"):
        assert {"fee_approved", "fee_challenged", "fee_refused", "comparison_verified"} & {d.fact for d in deeds}
    else:
        assert set(said(deeds)) - set(said(quiet))


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
    paper = {"id": "a-1", "status": "waiting", "kind": "access_request", "requests": []}
    parent = {"id": "c-1", "name": "", "role": "representative", "may_be_told": "all", "in_effect": "yes"}

    signed = [
        d
        for d in world().reactions(seen(5, authorizations=[paper], contacts=[parent]), NOW)
        if d.fact == "authorization_signed"
    ]

    assert [d.values["signer"] for d in signed] == ["c-1"]


def test_staff_do_nothing_on_a_weekend_or_a_holiday():
    outside = World(1, BusinessCalendar(frozenset({NOW.date()})))
    calls = [d.at for d in outside.reactions(busy(), NOW) if d.fact == "call_logged"]

    assert calls
    assert all(at.weekday() < 5 and at.date() != NOW.date() for at in calls)


def test_a_closed_case_is_left_alone_except_for_what_was_borrowed():
    slides = request(
        department="pathology", legal_basis="treatment", status="done", items=[item("PATH_SLIDES", "verified")]
    )
    case = seen(
        1, stage="closed", closed_at="2026-12-20T17:00:00+00:00", record_requests=[slides],
        custody=[{"item": "i-PATH_SLIDES", "status": "received_by_reviewer", "return_by": None}],
    )  # fmt: skip

    assert [(d.fact, d.values["status"]) for d in world().reactions(case, NOW)] == [("custody_moved", "returned")]


def test_all_opinions_are_files_that_can_be_read():
    for number in range(1, 7):
        told = intake(number)
        parsed = parse_opinion(
            second_opinion(told, provider="Dr. A", on="2027-01-04", mode="video"), icd_exists=lambda _: True
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


def test_the_minute_at_which_a_letter_left_changes_no_day():
    early = request(sent_at="2026-11-24T16:05:00+00:00", received_at=None, status="sent")
    late = request(sent_at="2026-11-24T17:55:00+00:00", received_at=None, status="sent")
    outside = world(3)

    assert said(outside.reactions(seen(record_requests=[early]), NOW)) == said(
        outside.reactions(seen(record_requests=[late]), NOW)
    )
