"""How staff answer every kind of work item."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Any

from coordinator.domain.record_request import RecordRequest
from coordinator.domain.words import ItemStatus, RequestStatus, Stage
from coordinator.domain.work_item import WorkItem
from coordinator.simulate.world.cast import NAVIGATOR, RECORDS, SUPERVISOR
from coordinator.simulate.world.deed import Deed
from coordinator.simulate.world.offices import fate_of, request_key, times_sent
from coordinator.simulate.world.patients import DEFAULT_ANSWERS
from coordinator.simulate.world.providers import fitting
from coordinator.simulate.world.scene import Scene, turn

Answer = Callable[[Scene, WorkItem, str], Iterator[Deed]]

IMAGES, SPECIMENS = ("IMG_DICOM",), ("PATH_REPORT", "PATH_SLIDES", "PATH_BLOCK", "MOL_REPORT", "CYTO_REPORT")
WITH_IMAGES = "IMG_REPORT"


def work_deeds(scene: Scene) -> Iterator[Deed]:
    """The acts that end the open work items, each kind in its own way."""
    open_items = [item for item in scene.case.work_items if item.status == "open"]
    for item in sorted(open_items, key=turn):
        yield from ANSWERS.get(item.kind, _done)(scene, item, f"work/{item.kind}-{scene.number(item)}")
    if scene.case.stage is Stage.RECORDS:
        yield from _unavailable(scene)


def _call_desk(scene: Scene, item: WorkItem, key: str) -> Iterator[Deed]:
    request = scene.case.request(item.about)
    at = item.opened_at
    if request is None:
        yield scene.deed(key, "call_logged", at, by=RECORDS, work_item=item.id, outcome="reached")
        return
    lost = request.received_at is None and _lost(scene, request)
    outcome = "never_received" if lost else "promised" if request.promised_on else "has_it"
    yield scene.deed(
        key,
        "call_logged",
        at,
        by=RECORDS,
        request=request.id,
        work_item=item.id,
        outcome=outcome,
        note="asked for the queue it is in and a reference number",
    )
    asked = request.sent_at is not None and request.status is not RequestStatus.CANCELLED
    if asked and request.received_at is None and not lost:
        yield scene.deed(f"{key}/receipt", "request_received", at, by=RECORDS, request=request.id, evidence="call")


def _lost(scene: Scene, request: RecordRequest) -> bool:
    """True where this letter never arrived."""
    sent = times_sent(scene, request)
    return sent == 1 and fate_of(scene, request, sent).outcome == "never_received"


def _call(scene: Scene, item: WorkItem, key: str) -> Iterator[Deed]:
    """A call to the patient or a provider's office; reached at the first try three times out of four."""
    tries = scene.happened("call_logged", work_item=item.id)
    patient: dict[str, object] = {"contact": "patient"} if item.kind == "call_patient" else {}
    reached = tries > 0 or scene.drawn(Random.random, key) < 0.75
    outcome = "reached" if reached else "left_message"
    yield scene.deed(
        f"{key}/{tries}", "call_logged", item.opened_at, 0.1, work_item=item.id, outcome=outcome, values=patient
    )


def _approve_letter(scene: Scene, item: WorkItem, key: str) -> Iterator[Deed]:
    yield scene.deed(key, "letter_approved", item.opened_at, 0.5, by=SUPERVISOR, work_item=item.id)


def _laboratory(scene: Scene, item: WorkItem, key: str) -> Iterator[Deed]:
    names = scene.offices.laboratories
    if names:
        yield scene.deed(
            key, "reviewing_laboratory_chosen", item.opened_at, 0.5, organization=scene.chance(key).choice(names)
        )


def _find_source(scene: Scene, item: WorkItem, key: str) -> Iterator[Deed]:
    """Somebody remembers where it was made: the hospital of the first opinion, at its desk for that kind of record."""
    wanted = _alternatives(item, scene)
    if not wanted:
        return
    record_type = wanted[0]
    sources: Sequence[Mapping[str, Any]] = scene.intake.get("sources") or ({},)
    organization = (scene.intake.get("first_opinion") or {}).get("organization") or sources[0].get("organization")
    department = (
        "image_library"
        if record_type in (*IMAGES, WITH_IMAGES)
        else "pathology"
        if record_type in SPECIMENS
        else "records_office"
    )
    others = [t for i in scene.open_items("find_source") for t in _alternatives(i, scene)[:1]]
    images = department == "image_library"
    items = sorted({t for t in others if t in (*IMAGES, WITH_IMAGES)} | {record_type}) if images else [record_type]
    if images and items[0] != record_type:
        return  # asked for together with the first of them
    yield scene.deed(
        key,
        "source_added",
        item.opened_at,
        0.8,
        organization=organization,
        department=department,
        items=",".join(items),
        fax=unused_number(scene.intake),
    )


def _alternatives(item: WorkItem, scene: Scene) -> list[str]:
    code = str(item.code or "")
    if not code:
        code = next(iter(scene.missing.get("source.missing", [])), "").replace(" or ", "+")
    return [t for t in code.split("+") if t]


def unused_number(intake: Mapping[str, Any]) -> str | None:
    """A fax number next to the first source's, that nobody in the intake has."""
    sources = [s for s in intake.get("sources") or () if s.get("fax")]
    if not sources:
        return None
    taken = {s.get(k) for s in sources for k in ("fax", "phone")}
    taken |= {p["number"] for p in intake["patient"].get("phones") or ()} | {
        c.get("phone") for c in intake.get("contacts") or ()
    }
    number = int(sources[0]["fax"].removeprefix("+"))
    return next(f"+{number + step}" for step in range(1, 100) if f"+{number + step}" not in taken)


def _unavailable(scene: Scene) -> Iterator[Deed]:
    """What an office does not have or will not give: patient and navigator go on without, with the reason on record."""
    for request in scene.case.requests:
        for item in request.items:
            if item.essential and item.status in (ItemStatus.NOT_AVAILABLE, ItemStatus.REFUSED):
                told = "no_record_found" if item.status is ItemStatus.NOT_AVAILABLE else "request_refused"
                yield scene.deed(
                    f"{request_key(scene, request)}/gap/{item.record_type}",
                    "item_waived",
                    scene.since(told, request=request.id) or scene.now,
                    2.0,
                    item=item.id,
                    reason="it cannot be had; the patient agreed to go on without",
                    agreed_by="patient",
                )


def _portal(scene: Scene, item: WorkItem, key: str) -> Iterator[Deed]:
    yield scene.deed(
        key, "work_item_done", item.opened_at, 0.1, by=RECORDS, work_item=item.id, note="copied, reference noted"
    )


def _missing(scene: Scene, item: WorkItem, key: str) -> Iterator[Deed]:
    for field in scene.missing.get("answer.missing", []):
        yield scene.deed(
            f"answer/{field}",
            "missing_answered",
            item.opened_at,
            1.0,
            field=field,
            value=DEFAULT_ANSWERS.get(field, "none"),
        )


def _document(scene: Scene, item: WorkItem, key: str) -> Iterator[Deed]:
    document = next((d for d in scene.case.documents if d.id == item.about), None)
    if document is not None and document.item_id and document.status != "quarantined":
        yield scene.deed(key, "document_verified", item.opened_at, 1.0, by=RECORDS, item=document.item_id)
    else:
        yield from _done(scene, item, key)


def _no_provider(scene: Scene, item: WorkItem, key: str) -> Iterator[Deed]:
    """First ask whether the deadline can move; where nobody is known at all, say so and end the case openly."""
    late = [e for e in scene.case.shortlist if [x["filter"] for x in e["excluded"]] == ["H7"]]
    if late and scene.case.deadline_on and not scene.was_refused(f"{key}/deadline"):
        yield scene.deed(
            f"{key}/deadline",
            "missing_answered",
            item.opened_at,
            0.5,
            field="question.decision_deadline",
            value="none",
        )
        yield scene.deed(f"{key}/list", "shortlist_wanted", item.opened_at, 0.5)
        return
    if scene.case.visited() or scene.case.appointment() is not None:
        yield from _done(scene, item, key)
        return
    yield scene.deed(f"{key}/end", "case_closed", item.opened_at, 10.0, reason="provider_unavailable")


def _next_provider(scene: Scene, item: WorkItem, key: str) -> Iterator[Deed]:
    asked = {r.provider.id for r in scene.case.referrals}
    others = [e for e in fitting(scene) if e["provider"] not in asked]
    if others:
        yield scene.deed(key, "provider_chosen", item.opened_at, 0.1, provider=others[0]["provider"])


def _reply(scene: Scene, item: WorkItem, key: str) -> Iterator[Deed]:
    yield scene.deed(key, "call_logged", item.opened_at, 0.2, by=RECORDS, request=item.about, outcome="has_it")


def _ask_back(scene: Scene, item: WorkItem, key: str) -> Iterator[Deed]:
    yield scene.deed(
        key,
        "clarification_offered",
        item.opened_at,
        1.2,
        to=item.about,
        questions="Please say what was left open.",
    )


def _bounced(scene: Scene, item: WorkItem, key: str) -> Iterator[Deed]:
    yield scene.deed(key, "contact_verified", item.opened_at, 1.0, contact=item.about)


def _address(scene: Scene, item: WorkItem, key: str) -> Iterator[Deed]:
    """Nobody finds an address: patient and navigator go on without, or the patient brings it."""
    request = scene.case.request(item.about)
    for wanted in request.items if request else ():
        if wanted.status in (ItemStatus.NEEDED, ItemStatus.REQUESTED):
            yield scene.deed(
                f"{key}/{wanted.record_type}",
                "item_waived",
                item.opened_at,
                5.0,
                item=wanted.id,
                reason="the office could not be found",
                agreed_by="patient",
            )


def _done(scene: Scene, item: WorkItem, key: str) -> Iterator[Deed]:
    """A person looks at it and says so; what only its own fact ends is at least talked over."""
    by = SUPERVISOR if item.kind == "supervisor_review" else NAVIGATOR
    if scene.was_refused(key):
        yield scene.deed(f"{key}/call", "call_logged", item.opened_at, 0.3, by=by, work_item=item.id, outcome="reached")
        return
    yield scene.deed(
        key, "work_item_done", item.opened_at, 0.3, by=by, work_item=item.id, note="looked at and talked over"
    )


def _no_duplicate(scene: Scene, item: WorkItem, key: str) -> Iterator[Deed]:
    yield scene.deed(key, "duplicate_settled", item.opened_at, 0.3, work_item=item.id, duplicate="no")


def _elsewhere(scene: Scene, item: WorkItem, key: str) -> Iterator[Deed]:
    """Ended by a fact that somebody records anyway: the fee's answer, the reviewer's class, the second look."""
    return iter(())


ANSWERS: Mapping[str, Answer] = {
    "call_desk": _call_desk,
    "call_patient": _call,
    "call_provider": _call,
    "approve_letter": _approve_letter,
    "choose_reviewing_laboratory": _laboratory,
    "find_source": _find_source,
    "find_office_address": _address,
    "copy_into_office_portal": _portal,
    "answer_missing": _missing,
    "approve_fee": _elsewhere,
    "check_document": _document,
    "duplicate_proposed": _no_duplicate,
    "no_provider": _no_provider,
    "ask_next_provider": _next_provider,
    "choose_wording": _done,
    "classify_agreement": _elsewhere,
    "verify_comparison": _elsewhere,
    "ask_back": _ask_back,
    "next_step": _done,
    "plan_infeasible": _done,
    "stage_late": _done,
    "supervisor_review": _done,
    "address_bounced": _bounced,
    "reply_unread": _reply,
    "stuck": _done,
    "uncertain_send": _done,
}
"""Kinds that are answered in their own way; every other one a person ends by saying so."""
