"""The values of messages that a day or an hour makes urgent: the patient's deadline, and a visit by video today."""

from __future__ import annotations

from collections.abc import Mapping

from coordinator.correspondence.dates import reader_date
from coordinator.correspondence.parts import PartValue
from coordinator.domain.effect import Effect
from coordinator.domain.errors import NotFound, Refused
from coordinator.services.rendering.subject_matter import SubjectMatter
from coordinator.services.rendering.visit_words import visit_words

Values = Mapping[str, PartValue]


def record_delay(effect: Effect, about: SubjectMatter) -> Values:
    """M14: the patient's own day; what could save time only while the visit is still to come."""
    decide_by = about.case.deadline_on
    if decide_by is None:
        raise Refused("deadline.none", about.case.id)
    return {
        "decide_by": reader_date(decide_by, about.language),
        "before_visit": not about.case.visited(),
    }


def video_soon(effect: Effect, about: SubjectMatter) -> Values:
    """M22: when it begins."""
    appointment = about.appointment(effect.subject)
    if appointment is None:
        raise NotFound("appointment.unknown", effect.subject)
    return {"visit_time": visit_words(appointment, about.case.patient, about.language).time}
