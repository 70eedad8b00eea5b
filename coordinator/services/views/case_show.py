"""One case as ``case show`` prints it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from coordinator.correspondence.call_scripts import script_for
from coordinator.domain import handover
from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.facts.reaching import looked_for
from coordinator.domain.guards import missing
from coordinator.domain.holding import days_by_holder
from coordinator.domain.opinion import Comparison
from coordinator.domain.plan_options import FOCUSED_QUESTION, OPTIONS
from coordinator.domain.priority import WHEN_SET
from coordinator.domain.status import status_of
from coordinator.domain.words import WorkItemKind
from coordinator.playbook.book import Book
from coordinator.playbook.scheduling import back_plan
from coordinator.services.absence import acting_for
from coordinator.services.views.authorizations import authorizations
from coordinator.services.views.choosing_shown import appointment_shown, choosing_shown, referral_shown
from coordinator.services.views.contact_points import contact_points
from coordinator.services.views.corrections import corrections
from coordinator.services.views.documents_shown import documents_shown
from coordinator.services.views.holders import holders
from coordinator.services.views.opinions_show import around_opinions, beside_rows
from coordinator.services.views.plain import Json, plain
from coordinator.services.views.readiness import readiness
from coordinator.services.views.record_request import request_shown
from coordinator.store import cases, communications, journal


def case_show(session: Session, ref: str, book: Book, now: datetime) -> Json:
    """Everything a script or a person at the terminal needs of one case. Raises ``NotFound``."""
    case = cases.by_ref(session, ref)
    today = local(now, case.patient.time_zone).date()
    records = _records(case, communications.of_case(session, case.id), today) | documents_shown(case, today)
    shown = _standing(case, book.of(case), today) | _people(case, today) | records | _visits(case) | _answers(case)
    shown |= choosing_shown(case, now)
    acting = acting_for(session, [case.navigator], today).get((case.navigator or "").lower(), case.navigator)
    shown["acting_navigator"] = acting
    for item in shown["work_items"]:
        item["owner"] = acting if item["status"] == "open" else None
    shown["days_by_holder"] = days_by_holder(case, now)
    shown["corrections"] = corrections(session, case.id)
    shown |= around_opinions(case, journal.texts_of(session, case.id))
    found: Json = plain(shown)
    return found


def _standing(case: Case, book: Book, today: date) -> Json:
    made = back_plan(case, book)
    dates = ("share_by", "report_by", "consult_by", "packet_by", "request_records_by")
    return {
        "ref": case.ref,
        "external_id": case.external_id,
        "stage": case.stage,
        "status": status_of(case),
        "close_reason": case.close_reason,
        "priority": case.priority,
        "deadline_risk": case.deadline_risk,
        "deadline_on": case.deadline_on,
        "navigator": case.navigator,
        "handover": handover.shown(case),
        "contact_status": "unreachable" if looked_for(case) else "ok",
        "opened_at": case.opened_at,
        "playbook_version": case.playbook_version,
        "stage_entered_at": case.stage_entered_at,
        "closed_at": case.closed_at,
        "specialty": case.specialty,
        "on_hold": case.on_hold,
        "hold": _hold(case) if case.on_hold else None,
        "stuck": case.stuck,
        "seq": case.seq,
        "missing": [{"code": reason.code, "detail": reason.detail} for reason in missing(case, today)],
        "readiness": readiness(case, today),
        "holders": holders(case),
        "plan_options": _plan_options(case),
        "priority_when_set": case.answers.get(WHEN_SET),
        "treatment_on": case.treatment_on,
        "duplicates": case.answers.get("duplicates") or {},
        "back_plan": {name: getattr(made, name) for name in dates} if made else None,
        "work_items": [
            {
                "id": w.id,
                "kind": w.kind,
                "due_at": w.due_at,
                "priority": w.priority,
                "status": w.status,
                "about": w.about or None,
                "effect": w.effect_id,
                "code": w.code or None,
                "script": script_for(w.kind, w.code) or None,
                "opened_at": w.opened_at,
            }
            for w in sorted(case.work_items, key=lambda w: (not w.open, w.due_at, w.id))
        ],
    }


def _hold(case: Case) -> Json:
    """The pause with its day, and the legal dates that run on meanwhile (``domain.md`` §12, "on hold")."""
    return {
        "reason": case.hold_reason,
        "review_on": case.hold_review_on,
        "legal_dates": [
            {"request": r.id, "organization": r.organization_name, "due_on": r.due_on}
            for r in case.requests
            if r.open and r.due_on is not None and r.outstanding()
        ],
    }


def _plan_options(case: Case) -> list[Json]:
    """What can be done while the plan cannot be met, each with the fact that records it (``domain.md`` §1.8)."""
    if not case.open_items(WorkItemKind.PLAN_INFEASIBLE):
        return []
    return [
        {
            "option": option,
            "says": says,
            "record": f"plan_option_chosen option={option}" + (" text=…" if option == FOCUSED_QUESTION else ""),
        }
        for option, says in OPTIONS.items()
    ]


def _people(case: Case, today: date) -> Json:
    return {
        "contact_points": contact_points(case, today),
        "contacts": [
            {
                "id": c.id,
                "name": c.name,
                "role": c.role,
                "may_be_told": c.may_be_told if c.revoked_at is None else "nothing",
                "in_effect": c.in_effect,
                "language": case.patient.language_of(c),
                "acts": c.acts_on(today),
                "authority": c.authority,
                "authority_document": c.authority_document_id,
                "authority_until": c.authority_until,
                "permitted_on": c.permitted_on,
                "permitted_by": c.permitted_by,
                "revoked_at": c.revoked_at,
                "emergency": bool(c.emergency),
            }
            for c in case.patient.contacts
        ],
        "reader": reader.id if (reader := case.patient.reader(today)) else "patient",
        "intake": case.intake,
    }


def _records(case: Case, letters: Sequence[Any], today: date) -> Json:
    return {
        "authorizations": authorizations(case, letters),
        "record_requests": [request_shown(case, request, today) for request in case.requests],
    }


def _visits(case: Case) -> Json:
    return {
        "shortlist": [{key: value for key, value in one.items() if key != "measures"} for one in case.shortlist],
        "referrals": [
            {
                "id": r.id,
                "provider": r.provider.id,
                "name": r.provider.name,
                "status": r.status,
                "accept_by": r.accept_by,
                "packet_sent_at": r.packet_sent_at,
            }
            | referral_shown(r)
            for r in case.referrals
        ],
        "appointments": [
            {
                "id": a.id,
                "status": a.status,
                "starts_at": a.starts_at,
                "time_zone": a.time_zone,
                "mode": a.mode,
                "provider": a.provider.id,
                "name": a.provider.name,
                "sequence": a.sequence,
                "slot": a.slot_id,
            }
            | appointment_shown(case, a)
            for a in case.appointments
        ],
    }


def _answers(case: Case) -> Json:
    comparison = case.comparison()
    return {
        "opinions": [
            {
                "id": o.id,
                "ordinal": o.ordinal,
                "author": o.author,
                "status": o.status,
                "filed_by": o.filed_by,
                "filed_at": o.filed_at,
            }
            for o in sorted(case.opinions, key=lambda o: o.ordinal)
        ],
        "comparison": _comparison(case, comparison) if comparison else None,
    }


def _comparison(case: Case, made: Comparison) -> Json:
    def weighed(proposed: str | None, confirmed: str | None) -> dict[str, Any]:
        return {"proposed": proposed, "confirmed": confirmed, "by": made.classified_by if confirmed else None}

    return {
        "id": made.id,
        "status": made.status,
        "opinions": sorted(o.ordinal for o in case.opinions),
        "diagnosis": weighed(made.diagnosis_proposed, made.diagnosis_confirmed),
        "treatment": weighed(made.treatment_proposed, made.treatment_confirmed),
        "cause": weighed(made.cause_proposed, made.cause_confirmed),
        "verified_by": made.verified_by,
        "verified_at": made.verified_at,
        "shared_at": made.shared_at,
        "opened_at": made.opened_at,
        "rows": made.rows,
        "prompts": made.prompts,
        **beside_rows(case),
    }
