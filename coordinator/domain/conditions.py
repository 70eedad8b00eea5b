"""The conditions a playbook may name: each answers one question about a case and the subject of a ladder or message."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from coordinator.domain.case import Case
from coordinator.domain.document_conditions import (
    chased_already,
    material_with_reviewer,
    quarantine_open,
    quarantine_over,
)
from coordinator.domain.guards import unanswered
from coordinator.domain.opinion_conditions import OPINION_CONDITIONS
from coordinator.domain.packet_told import packet_behind, packet_up_to_date
from coordinator.domain.paper_form import resting_on, successor
from coordinator.domain.record_request import ENDED
from coordinator.domain.request_conditions import (
    fee_challenged,
    fee_decided,
    fee_undecided,
    gap_open,
    send_again_open,
    send_again_settled,
)
from coordinator.domain.standing_conditions import STANDING
from coordinator.domain.visit_conditions import VISIT_CONDITIONS
from coordinator.domain.words import (
    AppointmentStatus,
    AuthorizationStatus,
    ReferralStatus,
    RequestStatus,
    Stage,
)

Condition = Callable[[Case, str], bool]


def always(case: Case, subject: str) -> bool:
    """Nothing to ask."""
    return True


def answered(case: Case, subject: str) -> bool:
    """No intake question that a guard needs is open."""
    return not unanswered(case)


def contact_verified(case: Case, subject: str) -> bool:
    """The contact point was confirmed by a round trip, or is gone."""
    point = case.contact_point(subject)
    return point is None or point.verified_at is not None or not point.open


def contact_unverified(case: Case, subject: str) -> bool:
    """The contact point still waits for its round trip."""
    return not contact_verified(case, subject)


def signed(case: Case, subject: str) -> bool:
    """The paper is no longer waiting for a signature."""
    paper = case.authorization(subject)
    return paper is None or paper.status is not AuthorizationStatus.WAITING


def signature_wanted(case: Case, subject: str) -> bool:
    """At least one paper waits for a signature."""
    return any(a.status is AuthorizationStatus.WAITING for a in case.authorizations)


def renewal_wanted(case: Case, subject: str) -> bool:
    """A signed paper that offices still answer under has a successor that nobody signed (any paper without subject)."""
    paper = case.authorization(subject)
    for one in [paper] if paper else case.authorizations:
        if one.status is AuthorizationStatus.SIGNED and resting_on(case, one) and not paper_settled(case, one.id):
            return True
    return False


def paper_settled(case: Case, subject: str) -> bool:
    """The paper lapsed or was taken back, or the one that renews it is signed."""
    paper = case.authorization(subject)
    if paper is None or paper.status is not AuthorizationStatus.SIGNED:
        return True
    following = successor(case, paper)
    return following is not None and following.status is not AuthorizationStatus.WAITING


def request_settled(case: Case, subject: str) -> bool:
    """The office owes nothing more, or nothing more is asked of it."""
    request = case.request(subject)
    return request is None or request.status in ENDED or not request.owes


def items_outstanding(case: Case, subject: str) -> bool:
    """The office still owes something it was asked for."""
    return not request_settled(case, subject)


def request_may_leave(case: Case, subject: str) -> bool:
    """The request is ready: nothing is wanted of the patient or of us, and something is still to be asked for."""
    request = case.request(subject)
    return request is not None and request.status is RequestStatus.READY and bool(request.outstanding())


def receipt_evidenced(case: Case, subject: str) -> bool:
    """We can show that the office has our letter."""
    request = case.request(subject)
    return request is not None and request.receipt_evidenced


def legal_deadline_applies(case: Case, subject: str) -> bool:
    """Legal basis A or B with evidenced receipt: only then is there a day 30 (``domain.md`` §3.7)."""
    request = case.request(subject)
    if request is None or request.legal_basis is None:
        return False
    return request.legal_basis.deadline_applies and request.receipt_evidenced


def overdue_may_be_said(case: Case, subject: str) -> bool:
    """§3.7 L05: evidenced receipt, verified identity and a valid signed request."""
    request = case.request(subject)
    if request is None or not legal_deadline_applies(case, subject) or case.identity_level < 3:
        return False
    paper = case.authorization(request.authorization_id or "")
    return paper is not None and paper.status is AuthorizationStatus.SIGNED


def promised_date_ahead(case: Case, subject: str) -> bool:
    """The office named a day (the silence until then is computed where time is known)."""
    request = case.request(subject)
    return request is not None and request.promised_on is not None


def reply_unread(case: Case, subject: str) -> bool:
    """An answer of this office waits for us to look at it, or records wait for our review."""
    request = case.request(subject)
    return request is not None and request.reply_unread


def ball_with_us(case: Case, subject: str) -> bool:
    """The office waits for us: a fee, a form, a returned request."""
    request = case.request(subject)
    return request is not None and request.ball_with_us


def appointment_stands(case: Case, subject: str) -> bool:
    """This very appointment is still the booked one."""
    appointment = case.appointment()
    return appointment is not None and appointment.id == subject


def appointment_over(case: Case, subject: str) -> bool:
    """This appointment was superseded, cancelled, attended or missed."""
    return not appointment_stands(case, subject)


def booked_again(case: Case, subject: str) -> bool:
    """After a visit that did not take place there is a new one."""
    return case.appointment() is not None or case.visited()


def not_booked_again(case: Case, subject: str) -> bool:
    """A new visit is still to be found."""
    return not booked_again(case, subject)


def provider_chosen(case: Case, subject: str) -> bool:
    """The patient chose, or a visit stands already."""
    return case.referral() is not None or case.appointment() is not None


def provider_not_chosen(case: Case, subject: str) -> bool:
    """The choice is still the patient's."""
    return not provider_chosen(case, subject)


def referral_answered(case: Case, subject: str) -> bool:
    """The provider's office accepted or declined, or the referral lapsed."""
    referral = next((r for r in case.referrals if r.id == subject), None)
    return referral is None or referral.status is not ReferralStatus.SENT


def referral_stands(case: Case, subject: str) -> bool:
    """The case is offered to this provider and was not declined."""
    referral = next((r for r in case.referrals if r.id == subject), None)
    return referral is not None and referral.status in (ReferralStatus.SENT, ReferralStatus.ACCEPTED)


def opinion_filed(case: Case, subject: str) -> bool:
    """The answer of the latest visit is on file."""
    return case.second_opinion_filed()


def opinion_awaited(case: Case, subject: str) -> bool:
    """The visit took place and its answer is not on file."""
    return not case.second_opinion_filed() and any(
        a.id == subject and a.status is AppointmentStatus.ATTENDED for a in case.appointments
    )


def comparison_opened(case: Case, subject: str) -> bool:
    """The patient opened the side by side or was walked through it."""
    comparison = case.comparison()
    return comparison is None or comparison.opened_at is not None


def comparison_waits(case: Case, subject: str) -> bool:
    """A verified comparison was shared and is not opened."""
    comparison = case.comparison()
    return comparison is not None and comparison.shared_at is not None and comparison.opened_at is None


def left_request(case: Case, subject: str) -> bool:
    """The case was accepted, or declined: it stands elsewhere than in request."""
    return case.stage is not Stage.REQUEST


def in_records(case: Case, subject: str) -> bool:
    """The case stands in records."""
    return case.stage is Stage.RECORDS


def left_records(case: Case, subject: str) -> bool:
    """The case stands elsewhere than in records."""
    return case.stage is not Stage.RECORDS


def stage_left(case: Case, subject: str) -> bool:
    """The stage visit named by the subject (``records/1``) is over."""
    return subject != f"{case.stage}/{case.stage_visit}"


def material_returned(case: Case, subject: str) -> bool:
    """The borrowed material is back, or lost."""
    custody = next((c for c in case.custody if c.id == subject), None)
    return custody is None or not custody.out


_HERE: Mapping[str, Condition] = {
    f.__name__: f
    for f in (
        always,
        answered,
        contact_verified,
        contact_unverified,
        signed,
        signature_wanted,
        renewal_wanted,
        paper_settled,
        request_settled,
        items_outstanding,
        request_may_leave,
        receipt_evidenced,
        legal_deadline_applies,
        overdue_may_be_said,
        promised_date_ahead,
        reply_unread,
        ball_with_us,
        fee_undecided,
        fee_decided,
        fee_challenged,
        gap_open,
        send_again_open,
        send_again_settled,
        packet_behind,
        packet_up_to_date,
        appointment_stands,
        appointment_over,
        booked_again,
        not_booked_again,
        provider_chosen,
        provider_not_chosen,
        referral_answered,
        referral_stands,
        *VISIT_CONDITIONS,
        opinion_filed,
        opinion_awaited,
        comparison_opened,
        comparison_waits,
        left_request,
        in_records,
        left_records,
        stage_left,
        material_returned,
        material_with_reviewer,
        chased_already,
        quarantine_open,
        *OPINION_CONDITIONS,
        quarantine_over,
    )
}
CONDITIONS: Mapping[str, Condition] = {**_HERE, **STANDING}
"""Every name a playbook may use in ``ends_when``, ``unless``, ``only_if``, ``only_while`` and ``silent_while``."""
