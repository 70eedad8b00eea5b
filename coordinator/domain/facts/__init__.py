"""The facts people record about a case. ``record`` is the one way in; ``FACTS`` says what there is to record."""

from __future__ import annotations

from collections.abc import Mapping

from coordinator.domain.facts import (  # noqa: F401 - each enters its facts into the registry
    appointment_facts,
    authorization_facts,
    basis_facts,
    choosing_facts,
    closing_facts,
    comparison_facts,
    contact_facts,
    correction,
    coverage_facts,
    custody_facts,
    deadline_facts,
    decision_facts,
    denial_facts,
    desk_work,
    document_facts,
    duplicate_facts,
    estimate_facts,
    fax_facts,
    fee_facts,
    follow_through_facts,
    handover_facts,
    hold_facts,
    inbound_facts,
    language_facts,
    message_facts,
    office_facts,
    opinion_facts,
    people_facts,
    posting_facts,
    provider_facts,
    quarantine_facts,
    question_facts,
    records_facts,
    request_stage,
    search_facts,
    source_facts,
    standing_facts,
    step_facts,
    visit_facts,
    withheld_facts,
    worklist_facts,
)
from coordinator.domain.facts.fact import Fact, Key, Kind, Known, Recorded
from coordinator.domain.facts.record import record
from coordinator.domain.facts.registry import table

FACTS: Mapping[str, Fact] = table()
"""Every fact by name, in the order of interface.md."""

__all__ = ["FACTS", "Fact", "Key", "Kind", "Known", "Recorded", "record"]
