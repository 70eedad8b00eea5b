"""What patients and the people who act for them do: answer, sign, choose, pay, read, decide, and sometimes leave."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from random import Random

from coordinator.domain.calendar import local
from coordinator.domain.patient import ContactPoint
from coordinator.domain.words import AuthorizationStatus, ContactKind, RequestStatus, Stage
from coordinator.simulate.world.cast import NAVIGATOR
from coordinator.simulate.world.chance import lognormal
from coordinator.simulate.world.deed import Deed
from coordinator.simulate.world.hours import ZONE
from coordinator.simulate.world.offices import GIVE_UP_DAYS, OWED, fate_of, request_key
from coordinator.simulate.world.scene import Scene

WAITING = (AuthorizationStatus.WAITING,)
LEAVE_IN = {"records": 0.45, "scheduling": 0.25, "consultation": 0.20, "comparison": 0.10}
"""In which stage those withdraw who do (``domain.md`` §10.2)."""

DIES_AFTER_DAYS = 4.0
"""Calendar days after the slides went out, where a direction says that the patient dies while they are."""

DEFAULT_ANSWERS = {
    "screening.emergency_now": "no",
    "question.decision_deadline": "none",
    "sources": "patient holds all records",
}


def patient_deeds(scene: Scene) -> Iterator[Deed]:
    """Everything the patient's side does next."""
    yield from _leaving(scene)
    if scene.case.stage is Stage.REQUEST:
        yield from _joining(scene)
    yield from _signing(scene)
    yield from _bringing(scene)
    yield from _fees(scene)


POINT_ORDER = {ContactKind.EMAIL: 0, ContactKind.PHONE: 1, ContactKind.POST: 2}


def reader_point(scene: Scene) -> ContactPoint | None:
    """The contact point over which the patient's side is reached first: e-mail before telephone, a minor's parent."""
    patient = scene.case.patient
    reader = patient.reader(local(scene.now, ZONE).date())
    points = patient.points_of(reader) or patient.contact_points
    return min(points, key=lambda p: POINT_ORDER[p.kind], default=None)


def _joining(scene: Scene) -> Iterator[Deed]:
    """The first days: a round trip, identity, terms, open questions, acceptance (``domain.md`` §1.3)."""
    opened, missing = scene.case.opened_at, scene.missing
    day = 0.1 if scene.urgent else 0.3 + scene.drawn(Random.random, "joining")
    point = reader_point(scene)
    if "contact.not_verified" in missing and point is not None:
        yield scene.deed("contact", "contact_verified", opened, day, workdays=False, contact=point.id)
    if "identity.not_verified" in missing:
        yield scene.deed("identity", "identity_verified", opened, day)
    if "terms.not_accepted" in missing:
        yield scene.deed("terms", "terms_accepted", opened, day)
    if "representative.missing" in missing or "capacity.unsettled" in missing:
        yield scene.deed(
            "no-authority", "case_declined", opened, 10.0, reason="nobody with authority can act for the patient"
        )
        return
    for field in missing.get("answer.missing", []):
        yield scene.deed(
            f"answer/{field}",
            "missing_answered",
            opened,
            day + 1,
            field=field,
            value=DEFAULT_ANSWERS.get(field, "none"),
        )
    if "emergency.now" in missing:
        yield scene.deed("emergency-over", "missing_answered", opened, 3.0, field="screening.emergency_now", value="no")
    if set(missing) == {"case.not_accepted"}:
        yield scene.deed("accepted", "case_accepted", opened, day, navigator=NAVIGATOR)


def _signing(scene: Scene) -> Iterator[Deed]:
    """All papers that wait are signed in one sitting; who never signs alone signs after the call."""
    case = scene.case
    papers = [(n, p) for n, p in enumerate(case.authorizations) if p.status in WAITING]
    if not papers:
        return
    drawn, turn = scene.drawn(lambda chance: (lognormal(chance, *scene.rates.sign_days), chance.random()), "signing")
    days, alone = drawn * (0.4 if scene.urgent else 1.0), turn >= scene.rates.never_signs_alone
    signer = _signer(scene)
    if signer is None:
        return
    for number, paper in papers:
        asked = scene.since("authorization_requested", authorization=paper.id) or scene.now
        called = scene.since("call_logged", contact="patient")
        if not alone and called is not None and called > asked:
            asked, days = called, 1.0
        elif not alone:
            days = 14.0
        yield scene.deed(
            f"paper-{number}/{paper.status}",
            "authorization_signed",
            asked,
            min(days, 20.0),
            workdays=False,
            authorization=paper.id,
            signer=signer,
        )


def _signer(scene: Scene) -> str | None:
    patient = scene.case.patient
    if not patient.is_minor(local(scene.now, ZONE).date()):
        return "patient"
    representative = patient.representative()
    return representative.id if representative else None


def _bringing(scene: Scene) -> Iterator[Deed]:
    """Records that the patient holds: portal downloads and discs from a drawer; a few are never found."""
    for request in scene.case.requests:
        if not request.from_patient or request.status is RequestStatus.CANCELLED:
            continue
        owed = [item for item in request.items if item.status in OWED]
        if not owed:
            continue
        key = request_key(scene, request)
        days = scene.drawn(lambda chance: lognormal(chance, *scene.rates.response_days["patient"]), key)
        asked = scene.since("request_made", request=request.id) or scene.now
        if scene.drawn(Random.random, key, "finds") < scene.rates.never_answers:
            for item in owed:
                yield scene.deed(
                    f"{key}/not-found/{item.record_type}",
                    "item_waived",
                    asked,
                    GIVE_UP_DAYS[scene.case.priority],
                    item=item.id,
                    reason="the patient could not find it",
                    agreed_by="patient",
                )
            continue
        items = ",".join(item.id for item in owed)
        yield scene.deed(f"{key}/brings", "records_received", asked, days, request=request.id, items=items)


def _fees(scene: Scene) -> Iterator[Deed]:
    """A quoted fee is approved and paid, challenged, or refused; the patient takes a day or two to say."""
    for request in scene.case.requests:
        if request.fee_status not in ("quoted", "approved"):
            continue
        quoted = scene.since("fee_quoted", request=request.id) or scene.now
        key = request_key(scene, request)
        answer = fate_of(scene, request, 1).fee_answer
        says = {"paid": "fee_approved", "challenged": "fee_challenged", "refused": "fee_refused"}[answer]
        if request.fee_status == "quoted":
            waits = 1.0 + scene.drawn(Random.random, key, "fee")
            yield scene.deed(f"{key}/{says}", says, quoted, waits, request=request.id)
        else:
            at = scene.since("fee_approved", request=request.id) or quoted
            yield scene.deed(f"{key}/fee_paid", "fee_paid", at, 1.0, request=request.id, reference="CHEQUE-1001")


def _leaving(scene: Scene) -> Iterator[Deed]:
    """Some withdraw, a few are treated first or die (``domain.md`` §10.2)."""
    case, rates, told = scene.case, scene.rates, scene.direction
    turn, where, when = scene.drawn(lambda chance: (chance.random(), chance.random(), chance.random()), "leaving")
    opened, dies = case.opened_at, rates.dies.get(case.specialty, rates.dies_otherwise)
    if told.withdraws_on_day is not None:
        yield scene.deed("withdraws", "withdrawn", opened, float(told.withdraws_on_day))
    elif told.treated_on_day is not None:
        yield _treated(scene, float(told.treated_on_day))
    elif told.dies_on_day is not None:
        yield _dies(scene, float(told.dies_on_day))
    elif told.dies_when is not None:
        lent = scene.since("material_lent")
        if lent is not None:
            yield _dies(scene, DIES_AFTER_DAYS, since=lent)
    elif told.stays:
        return
    elif turn < rates.withdraws:
        if case.stage == _pick(LEAVE_IN, where):
            yield scene.deed("withdraws", "withdrawn", scene.stage_since, 1.0 + 12.0 * when)
    elif turn < rates.withdraws + rates.treated_before:
        yield _treated(scene, 10.0 + 40.0 * when)
    elif turn < rates.withdraws + rates.treated_before + dies:
        yield _dies(scene, 5.0 + 50.0 * when)


def _treated(scene: Scene, days: float) -> Deed:
    return scene.deed("treated", "case_closed", scene.case.opened_at, days, reason="treated_before_second_opinion")


def _dies(scene: Scene, days: float, since: datetime | None = None) -> Deed:
    at = scene.deed("dies", "patient_died", since or scene.case.opened_at, days).at
    on = local(at, ZONE).date().isoformat()
    return scene.deed("dies", "patient_died", at, on=on, source="the family called")


def _pick(shares: dict[str, float], turn: float) -> str:
    for name, share in shares.items():
        if turn < share:
            return name
        turn -= share
    return next(reversed(shares))
