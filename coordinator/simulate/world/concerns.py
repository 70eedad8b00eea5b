"""Whom an event concerns: which sides of the world may do something else after it. The others are not asked again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from coordinator.domain.event import Event
from coordinator.domain.words import WorkItemKind

WORK, CUSTODY, PATIENTS, OFFICES, PROVIDERS, READERS = "work", "custody", "patients", "offices", "providers", "readers"

Sides = Collection[str]

EVERYBODY: Sides = (WORK, CUSTODY, PATIENTS, OFFICES, PROVIDERS, READERS)

REMINDER = "l11"
"""The letter that asks the laboratory for what was lent (``domain.md`` §5)."""


def _events(names: str, *sides: str) -> dict[str, Sides]:
    return dict.fromkeys(names.split(), sides)


_HEEDED_BY: Mapping[str, Sides] = {
    **_events(
        """
        wait_started wait_ended rung_reached rung_absorbed rung_missed message_sent message_not_sent letter_not_sent
        packet_grown packet_indexed next_step_made estimate_owed authorization_expired third_opinion_relevant
        """
    ),
    **_events("work_item_done letter_approved letter_handed_over", WORK),
    **_events("identity_verified terms_accepted authorization_requested authorization_signed", PATIENTS),
    **_events("contact_verified", PATIENTS, PROVIDERS),
    **_events("request_ready", OFFICES),
    **_events("request_sent request_received office_promised", WORK, OFFICES),
    **_events("fee_quoted fee_approved fee_challenged fee_refused fee_paid", PATIENTS, OFFICES),
    **_events("request_made patient_holds_items", WORK, CUSTODY, PATIENTS, OFFICES),
    **_events("records_received request_answered", WORK, CUSTODY, PATIENTS, OFFICES),
    **_events("document_verified", WORK, PATIENTS, OFFICES, PROVIDERS, READERS),
    **_events("custody_moved material_lent", CUSTODY, PATIENTS),
    **_events("deadline_risk_changed cost_agreed coverage_checked interpreter_booked risk_acknowledged", PROVIDERS),
    **_events(
        """
        provider_chosen referral_made referral_accepted referral_declined referral_lapsed packet_access_revoked
        shortlist_wanted shortlist_made shortlist_offered appointment_booked appointment_rescheduled visit_attended
        """,
        WORK,
        PROVIDERS,
        READERS,
    ),
    **_events("opinion_drafted", PROVIDERS, READERS),
    **_events("opinion_filed", CUSTODY, PROVIDERS, READERS),
    **_events(
        """
        comparison_made agreement_classified comparison_verified comparison_shared comparison_opened
        clarification_wanted clarification_offered clarification_sent clarification_answered
        copy_to_treating copy_wanted copy_sent decision_recorded decision_declined
        """,
        READERS,
    ),
}
"""The events that come most often, and who reads what they change; any other one concerns everybody."""


def _work_item(event: Event) -> Sides:
    """Staff; the reviewer who is asked for a class reads the comparison (``domain.md`` §8.4)."""
    return (WORK, READERS) if event["kind"] == WorkItemKind.CLASSIFY_AGREEMENT else (WORK,)


def _letter(event: Event) -> Sides:
    """The office that is asked for records; a reminder concerns the laboratory that has the slides."""
    return [*_its_office(event), *((CUSTODY,) if event["name"].startswith(REMINDER) else ())]


def _call(event: Event) -> Sides:
    """Whoever was called, and staff, who call again where nobody answered."""
    return [WORK, *_its_office(event), *((PATIENTS,) if event["contact"] else ())]


def _its_office(event: Event) -> Sides:
    return (OFFICES,) if event["request"] else ()


_HEEDED_AS_IT_SAYS: Mapping[str, Callable[[Event], Sides]] = {
    "work_item_opened": _work_item,
    "work_item_ended": _work_item,
    "letter_sent": _letter,
    "call_logged": _call,
}


def concerned_by(event: Event) -> Sides:
    """The sides of the world that may do something else than they were about to."""
    sides = _HEEDED_BY.get(event.name)
    if sides is None:
        as_it_says = _HEEDED_AS_IT_SAYS.get(event.name)
        sides = as_it_says(event) if as_it_says else EVERYBODY
    return sides
