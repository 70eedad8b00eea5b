"""How staff answer every kind of work item."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from coordinator.simulate.world.case_seen import Json
from coordinator.simulate.world.cast import NAVIGATOR, RECORDS, SUPERVISOR
from coordinator.simulate.world.deed import Deed
from coordinator.simulate.world.office_fate import office_fate
from coordinator.simulate.world.offices import request_key
from coordinator.simulate.world.patients import DEFAULT_ANSWERS
from coordinator.simulate.world.providers import fitting
from coordinator.simulate.world.scene import Scene

Answer = Callable[[Scene, Json, str], Iterator[Deed]]

IMAGES, SPECIMENS = ("IMG_DICOM",), ("PATH_REPORT", "PATH_SLIDES", "PATH_BLOCK", "MOL_REPORT", "CYTO_REPORT")
WITH_IMAGES = "IMG_REPORT"


def work_deeds(scene: Scene) -> Iterator[Deed]:
    """The acts that end the open work items, each kind in its own way."""
    counts: dict[str, int] = {}
    items = sorted(
        scene.case.show.get("work_items") or (), key=lambda w: (str(w.get("opened_at") or w["due_at"]), w["id"])
    )
    for item in items:
        kind = str(item["kind"])
        counts[kind] = counts.get(kind, 0) + 1
        if item["status"] == "open":
            yield from ANSWERS.get(kind, _done)(scene, item, f"work/{kind}-{counts[kind]}")
    if scene.case.stage == "records":
        yield from _unavailable(scene)


def _call_desk(scene: Scene, item: Json, key: str) -> Iterator[Deed]:
    request = next((r for r in scene.case.requests if r["id"] == item.get("about")), None)
    at = scene.opened(item)
    if request is None:
        yield scene.deed(key, "call_logged", at, by=RECORDS, work_item=item["id"], outcome="reached")
        return
    lost = not request.get("received_at") and _lost(scene, request)
    outcome = "never_received" if lost else "promised" if request.get("promised_on") else "has_it"
    yield scene.deed(
        key,
        "call_logged",
        at,
        by=RECORDS,
        request=request["id"],
        work_item=item["id"],
        outcome=outcome,
        note="asked for the queue it is in and a reference number",
    )
    if request.get("sent_at") and not request.get("received_at") and not lost and request["status"] != "cancelled":
        yield scene.deed(f"{key}/receipt", "request_received", at, by=RECORDS, request=request["id"], evidence="call")


def _lost(scene: Scene, request: Json) -> bool:
    """True where this letter never arrived."""
    sent = max(len(scene.case.events("request_sent", request=request["id"])), 1)
    chance = scene.chance(request_key(scene, request), "office", sent)
    return sent == 1 and office_fate(chance, scene.rates, str(request["department"])).outcome == "never_received"


def _call(scene: Scene, item: Json, key: str) -> Iterator[Deed]:
    """A call to the patient or a provider's office; reached at the first try three times out of four."""
    tries = len(scene.case.events("call_logged", work_item=item["id"]))
    patient: dict[str, object] = {"contact": "patient"} if item["kind"] == "call_patient" else {}
    reached = tries > 0 or scene.chance(key).random() < 0.75
    if reached:
        yield scene.deed(
            f"{key}/{tries}",
            "call_logged",
            scene.opened(item),
            0.1,
            work_item=item["id"],
            outcome="reached",
            values=patient,
        )
    else:
        yield scene.deed(
            f"{key}/{tries}",
            "call_logged",
            scene.opened(item),
            0.1,
            work_item=item["id"],
            outcome="left_message",
            values=patient,
        )


def _approve_letter(scene: Scene, item: Json, key: str) -> Iterator[Deed]:
    yield scene.deed(key, "letter_approved", scene.opened(item), 0.5, by=SUPERVISOR, work_item=item["id"])


def _laboratory(scene: Scene, item: Json, key: str) -> Iterator[Deed]:
    names = scene.offices.laboratories
    if names:
        yield scene.deed(
            key, "reviewing_laboratory_chosen", scene.opened(item), 0.5, organization=scene.chance(key).choice(names)
        )


def _find_source(scene: Scene, item: Json, key: str) -> Iterator[Deed]:
    """Somebody remembers where it was made: the hospital of the first opinion, at its desk for that kind of record."""
    wanted = _alternatives(item, scene)
    if not wanted:
        return
    record_type = wanted[0]
    sources: Sequence[Json] = scene.case.intake.get("sources") or ({},)
    organization = (scene.case.intake.get("first_opinion") or {}).get("organization") or sources[0].get("organization")
    department = (
        "image_library"
        if record_type in (*IMAGES, WITH_IMAGES)
        else "pathology"
        if record_type in SPECIMENS
        else "records_office"
    )
    others = [t for i in scene.case.open_items("find_source") for t in _alternatives(i, scene)[:1]]
    images = department == "image_library"
    items = sorted({t for t in others if t in (*IMAGES, WITH_IMAGES)} | {record_type}) if images else [record_type]
    if images and items[0] != record_type:
        return  # asked for together with the first of them
    yield scene.deed(
        key,
        "source_added",
        scene.opened(item),
        0.8,
        organization=organization,
        department=department,
        items=",".join(items),
        fax=unused_number(scene.case.intake),
    )


def _alternatives(item: Json, scene: Scene) -> list[str]:
    code = str(item.get("code") or "")
    if not code:
        code = next(iter(scene.case.missing.get("source.missing", [])), "").replace(" or ", "+")
    return [t for t in code.split("+") if t]


def unused_number(intake: Json) -> str | None:
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
        for item in request["items"]:
            if item["essential"] and item["status"] in ("not_available", "refused"):
                told = "no_record_found" if item["status"] == "not_available" else "request_refused"
                at = scene.case.since(told, request=request["id"]) or scene.now
                yield scene.deed(
                    f"{request_key(scene, request)}/gap/{item['record_type']}",
                    "item_waived",
                    at,
                    2.0,
                    item=item["id"],
                    reason="it cannot be had; the patient agreed to go on without",
                    agreed_by="patient",
                )


def _portal(scene: Scene, item: Json, key: str) -> Iterator[Deed]:
    yield scene.deed(
        key, "work_item_done", scene.opened(item), 0.1, by=RECORDS, work_item=item["id"], note="copied, reference noted"
    )


def _missing(scene: Scene, item: Json, key: str) -> Iterator[Deed]:
    for field in scene.case.missing.get("answer.missing", []):
        yield scene.deed(
            f"answer/{field}",
            "missing_answered",
            scene.opened(item),
            1.0,
            field=field,
            value=DEFAULT_ANSWERS.get(field, "none"),
        )


def _document(scene: Scene, item: Json, key: str) -> Iterator[Deed]:
    document = next((d for d in scene.case.show.get("documents") or () if d["id"] == item.get("about")), None)
    if document is not None and document.get("item") and document["status"] != "quarantined":
        yield scene.deed(key, "document_verified", scene.opened(item), 1.0, by=RECORDS, item=document["item"])
    else:
        yield from _done(scene, item, key)


def _no_provider(scene: Scene, item: Json, key: str) -> Iterator[Deed]:
    """First ask whether the deadline can move; where nobody is known at all, say so and end the case openly."""
    late = [e for e in scene.case.show.get("shortlist") or () if [x["filter"] for x in e["excluded"]] == ["H7"]]
    day = scene.case.show.get("deadline_on")
    if late and day and not scene.was_refused(f"{key}/deadline"):
        yield scene.deed(
            f"{key}/deadline",
            "missing_answered",
            scene.opened(item),
            0.5,
            field="question.decision_deadline",
            value="none",
        )
        yield scene.deed(f"{key}/list", "shortlist_wanted", scene.opened(item), 0.5)
        return
    yield scene.deed(f"{key}/end", "case_closed", scene.opened(item), 10.0, reason="provider_unavailable")


def _next_provider(scene: Scene, item: Json, key: str) -> Iterator[Deed]:
    asked = {r["provider"] for r in scene.case.show.get("referrals") or ()}
    others = [e for e in fitting(scene) if e["provider"] not in asked]
    if others:
        yield scene.deed(key, "provider_chosen", scene.opened(item), 0.1, provider=others[0]["provider"])


def _reply(scene: Scene, item: Json, key: str) -> Iterator[Deed]:
    yield scene.deed(
        key, "call_logged", scene.opened(item), 0.2, by=RECORDS, request=item.get("about"), outcome="has_it"
    )


def _ask_back(scene: Scene, item: Json, key: str) -> Iterator[Deed]:
    yield scene.deed(
        key,
        "clarification_offered",
        scene.opened(item),
        1.2,
        to=item.get("about"),
        questions="Please say what was left open.",
    )


def _bounced(scene: Scene, item: Json, key: str) -> Iterator[Deed]:
    yield scene.deed(key, "contact_verified", scene.opened(item), 1.0, contact=item.get("about"))


def _address(scene: Scene, item: Json, key: str) -> Iterator[Deed]:
    """Nobody finds an address: patient and navigator go on without, or the patient brings it."""
    request = next((r for r in scene.case.requests if r["id"] == item.get("about")), None)
    for wanted in request["items"] if request else ():
        if wanted["status"] in ("needed", "requested"):
            yield scene.deed(
                f"{key}/{wanted['record_type']}",
                "item_waived",
                scene.opened(item),
                5.0,
                item=wanted["id"],
                reason="the office could not be found",
                agreed_by="patient",
            )


def _done(scene: Scene, item: Json, key: str) -> Iterator[Deed]:
    by = SUPERVISOR if item["kind"] == "supervisor_review" else NAVIGATOR
    yield scene.deed(
        key, "work_item_done", scene.opened(item), 0.3, by=by, work_item=item["id"], note="looked at and talked over"
    )


def _elsewhere(scene: Scene, item: Json, key: str) -> Iterator[Deed]:
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
    "duplicate_proposed": _done,
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
"""One answer for each kind of work item."""
