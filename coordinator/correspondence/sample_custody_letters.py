"""Invented letters about documents that went astray and about borrowed material."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from coordinator.correspondence.letter_values import LetterValues, LoanReturn, Misdelivery
from coordinator.correspondence.sample_letters import NOTES
from coordinator.correspondence.sample_parties import DESK, PATHOLOGY, PATIENT
from coordinator.correspondence.samples import BRAND, REFERENCE
from coordinator.domain.words import LegalBasis

_BASE = LetterValues(
    reference=REFERENCE,
    on=date(2026, 12, 3),
    brand=BRAND,
    to=DESK,
    patient=PATIENT,
    basis=LegalBasis.ACCESS_SELF,
    delivery=("Second Opinion Coordination", "PO Box 4100, Minneapolis, MN 55404"),
)

LETTERS = (
    (
        "l06-partial-receipt",
        "again",
        replace(_BASE, items=(replace(NOTES[4], status="Please send this again: the disc could not be read."),)),
    ),
    (
        "l08-wrong-patient",
        "",
        replace(
            _BASE,
            to=replace(DESK, department="Privacy Office", attention="Privacy Officer"),
            misdelivery=Misdelivery(
                "7F3A90C1", date(2026, 12, 2), date(2026, 12, 3), date(2026, 12, 10), "by fax", DESK.department, 4
            ),
        ),
    ),
    (
        "l11-slide-return",
        "",
        replace(
            _BASE,
            on=date(2027, 1, 20),
            to=replace(PATHOLOGY, organization="Northfield Cancer Institute"),
            loan_return=LoanReturn(
                lender="Lakeview General Hospital",
                postal=("Lakeview General Hospital", PATHOLOGY.department, "1 Main St", "Rochester, MN 55901"),
                kind="glass slides",
                material="12 glass slides",
                them="them",
                courier="ParcelCo, account 8841",
                stains="H&E, ER, PR, HER2",
                accessions=("S26-10442",),
                received_on=date(2026, 12, 8),
                tracking="1Z 999 AA1",
                return_by=date(2027, 2, 6),
                reminder=1,
            ),
        ),
    ),
)
"""Letter name, a word that tells variants apart, and the values."""
