"""What patients and the people who act for them do: answer, sign, choose, pay, read, decide, and sometimes leave."""

from __future__ import annotations

from collections.abc import Iterator

from coordinator.domain.calendar import local
from coordinator.simulate.world.case_seen import Json, moment
from coordinator.simulate.world.cast import NAVIGATOR
from coordinator.simulate.world.chance import lognormal
from coordinator.simulate.world.deed import Deed
from coordinator.simulate.world.hours import ZONE
from coordinator.simulate.world.office_fate import office_fate
from coordinator.simulate.world.offices import OWED, request_key
from coordinator.simulate.world.scene import Scene

LEAVE_IN = {"records": 0.45, "scheduling": 0.25, "consultation": 0.20, "comparison": 0.10}
"""In which stage those withdraw who do (``domain.md`` §10.2)."""

DEFAULT_ANSWERS = {
    "screening.emergency_now": "no",
    "question.decision_deadline": "none",
    "sources": "patient holds all records",
}


def patient_deeds(scene: Scene) -> Iterator[Deed]:
    """Everything the patient's side does next."""
    yield from _leaving(scene)
    if scene.case.stage == "request":
        yield from _joining(scene)
    yield from _signing(scene)
    yield from _bringing(scene)
    yield from _fees(scene)


def reader_point(scene: Scene) -> Json | None:
    """The contact point over which the patient's side is reached first: e-mail before telephone, a minor's parent."""
    minor = scene.case.is_minor(local(scene.now, ZONE).date())
    points = list(scene.case.show.get("contact_points") or ())
    wanted = [
        p for p in points if (p["role"] == "representative") == minor and p["role"] in ("patient", "representative")
    ]
    order = {"email": 0, "phone": 1, "post": 2}
    return min(wanted or points, key=lambda p: order[p["kind"]], default=None)


def _joining(scene: Scene) -> Iterator[Deed]:
    """The first days: a round trip, identity, terms, open questions, acceptance (``domain.md`` §1.3)."""
    case = scene.case
    opened, missing = moment(case.show["opened_at"]), scene.case.missing
    day = 0.1 if case.urgent else 0.3 + scene.chance("joining").random()
    point = reader_point(scene)
    if "contact.not_verified" in missing and point is not None:
        yield scene.deed("contact", "contact_verified", opened, day, workdays=False, contact=point["id"])
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
    case, source = scene.case, scene.chance("signing")
    days = lognormal(source, *scene.rates.sign_days) * (0.4 if case.urgent else 1.0)
    alone = source.random() >= scene.rates.never_signs_alone
    signer = case.representative() if case.is_minor(local(scene.now, ZONE).date()) else "patient"
    for number, paper in enumerate(case.show.get("authorizations") or ()):
        if paper["status"] not in ("waiting", "expired") or signer is None:
            continue
        asked = case.since("authorization_requested", authorization=paper["id"]) or scene.now
        called = case.events("call_logged", contact="patient")
        if not alone and called and moment(called[-1]["at"]) > asked:
            asked, days = moment(called[-1]["at"]), 1.0
        elif not alone:
            days = 14.0
        yield scene.deed(
            f"paper-{number}/{paper['status']}",
            "authorization_signed",
            asked,
            min(days, 20.0),
            workdays=False,
            authorization=paper["id"],
            signer=signer,
        )


def _bringing(scene: Scene) -> Iterator[Deed]:
    """Records that the patient holds: portal downloads and discs from a drawer."""
    for request in scene.case.requests:
        owed = [i for i in request["items"] if i["status"] in OWED]
        if request["department"] == "patient" and owed and request["status"] != "cancelled":
            key = request_key(scene, request)
            days = lognormal(scene.chance(key), *scene.rates.response_days["patient"])
            asked = scene.case.since("request_made", request=request["id"]) or scene.now
            yield scene.deed(
                f"{key}/brings",
                "records_received",
                asked,
                days,
                request=request["id"],
                items=",".join(i["id"] for i in owed),
            )


def _fees(scene: Scene) -> Iterator[Deed]:
    """A quoted fee is approved and paid, challenged, or refused; the patient takes a day or two to say."""
    for request in scene.case.requests:
        quoted = scene.case.since("fee_quoted", request=request["id"])
        if quoted is None:
            continue
        key = request_key(scene, request)
        fate = office_fate(scene.chance(key, "office", 1), scene.rates, str(request["department"]), prepay=True)
        says = {"paid": "fee_approved", "challenged": "fee_challenged", "refused": "fee_refused"}[fate.fee_answer]
        if request.get("fee_status") == "quoted":
            yield scene.deed(
                f"{key}/{says}", says, quoted, 1.0 + scene.chance(key, "fee").random(), request=request["id"]
            )
        elif request.get("fee_status") == "approved":
            at = scene.case.since("fee_approved", request=request["id"]) or quoted
            yield scene.deed(f"{key}/fee_paid", "fee_paid", at, 1.0, request=request["id"], reference="CHEQUE-1001")


def _leaving(scene: Scene) -> Iterator[Deed]:
    """Some withdraw, a few are treated first or die (``domain.md`` §10.2)."""
    case, rates, source = scene.case, scene.rates, scene.chance("leaving")
    turn, where, when = source.random(), source.random(), source.random()
    opened = moment(case.show["opened_at"])
    if turn < rates.withdraws:
        if case.stage == _pick(LEAVE_IN, where):
            yield scene.deed("withdraws", "withdrawn", scene.stage_since, 1.0 + 12.0 * when)
    elif turn < rates.withdraws + rates.treated_before:
        yield scene.deed("treated", "case_closed", opened, 10.0 + 40.0 * when, reason="treated_before_second_opinion")
    elif turn < rates.withdraws + rates.treated_before + rates.dies:
        at = scene.deed("dies", "patient_died", opened, 5.0 + 50.0 * when)
        yield scene.deed(
            "dies", "patient_died", at.at, on=local(at.at, ZONE).date().isoformat(), source="the family called"
        )


def _pick(shares: dict[str, float], turn: float) -> str:
    for name, share in shares.items():
        if turn < share:
            return name
        turn -= share
    return next(reversed(shares))
