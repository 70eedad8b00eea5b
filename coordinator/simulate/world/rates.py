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
    dies: float = 0.006
    treated_before: float = 0.035
    provider_declines: float = 0.09
    provider_silent: float = 0.11
    visit_lead_days: float = 9.0
    reschedules: float = 0.14
    no_show: float = 0.07
    no_show_video: float = 0.61
    no_show_again: float = 4.4
    no_show_far_away: float = 1.8
    report_days: Length = (5, 0.7)
    no_written_report: float = 0.04
    clarification_days: Length = (5, 0.7)
    clarification_never: float = 0.15
    declines_to_decide: float = 0.10  # ours
