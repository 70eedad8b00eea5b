"""How often things happen and how long they take (``domain.md`` §10.2). Lengths are calendar days: median and sigma."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Length = tuple[float, float]


def _responses() -> Mapping[str, Length]:
    return {
        "patient": (4, 0.80),
        "records_office": (14, 0.75),
        "physician_office": (14, 0.75),
        "image_library": (7, 0.65),
        "pathology": (10, 0.60),
    }


def _deaths() -> Mapping[str, float]:
    return {
        "oncology_solid": 0.012,
        "hematology_oncology": 0.015,
        "cardiology": 0.006,
        "cardiac_surgery": 0.006,
        "neurology": 0.005,
        "neurosurgery_spine": 0.001,
        "orthopaedics": 0.001,
    }


def _leads() -> Mapping[str, float]:
    return {
        "oncology_solid": 10.0,
        "hematology_oncology": 14.0,
        "cardiology": 20.0,
        "cardiac_surgery": 20.0,
        "neurology": 23.0,
        "neurosurgery_spine": 10.0,
        "orthopaedics": 10.0,
    }


def _diagnoses() -> Mapping[str, float]:
    return {"confirmed": 0.46, "refined": 0.34, "changed": 0.16, "undetermined": 0.04}


def _treatments() -> Mapping[str, float]:
    return {"same": 0.42, "minor_change": 0.27, "major_change": 0.24, "not_comparable": 0.07}


@dataclass(frozen=True)
class Rates:
    """The numbers of §10.2 as far as this world plays them; those marked "ours" are not in that section."""

    response_days: Mapping[str, Length] = field(default_factory=_responses)
    hurried: float = 0.70
    never_received: float = 0.04
    returned: float = 0.05
    no_record: float = 0.03
    fee_hold: float = 0.03
    never_answers: float = 0.025
    denied: float = 0.004
    partial: float = 0.16
    second_part_days: Length = (6, 0.6)
    fee_quoted: float = 0.35
    fee_dollars: Length = (22, 0.9)
    fee_challenged: float = 0.25
    extension: float = 0.05
    letter_hurries: float = 1.25
    call_hurries: float = 1.40
    promises: float = 0.25  # ours: how many offices name a day by themselves
    promise_broken: float = 0.20  # ours
    receipt_by_machine: float = 0.60  # ours: a fax or portal confirmation without a call
    sign_days: Length = (2, 0.9)
    never_signs_alone: float = 0.03
    choose_days: Length = (1.5, 0.6)  # ours
    open_days: Length = (1.5, 0.8)  # ours: until the comparison is read
    decide_days: Length = (2.5, 0.6)  # ours
    withdraws: float = 0.07
    dies: Mapping[str, float] = field(default_factory=_deaths)
    dies_otherwise: float = 0.003
    treated_before: float = 0.035
    provider_declines: float = 0.09
    provider_silent: float = 0.11
    visit_lead_days: Mapping[str, float] = field(default_factory=_leads)  # medians, where no listed slot is taken
    visit_lead_otherwise: float = 18.0
    visit_lead_sigma: float = 0.6
    reschedules: float = 0.14
    no_show: float = 0.07
    no_show_video: float = 0.61
    no_show_again: float = 4.4
    no_show_far_away: float = 1.8
    no_show_not_reminded: float = 1.3
    in_person: float = 0.43
    in_person_or_video: float = 0.88
    report_days: Length = (5, 0.7)
    no_written_report: float = 0.04
    agreement_diagnosis: Mapping[str, float] = field(default_factory=_diagnoses)
    agreement_treatment: Mapping[str, float] = field(default_factory=_treatments)
    major_when_changed: float = 0.55
    third_opinion: float = 0.02
    third_opinion_when_grave: float = 0.22
    clarification_days: Length = (5, 0.7)
    clarification_never: float = 0.15
    declines_to_decide: float = 0.10  # ours
