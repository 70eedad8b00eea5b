"""Invented letters, one of each kind, for previews and checks. Nobody here exists."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from coordinator.correspondence.letter_values import (
    Attempt,
    AuthorizationBlock,
    FeeBlock,
    LetterItem,
    LetterValues,
    Loan,
    ReportBlock,
    Representative,
    RequestBlock,
    SensitiveCategory,
    Signature,
)
from coordinator.correspondence.packet_values import PacketBlock, PacketUpdate
from coordinator.correspondence.sample_opinions import opinion_samples
from coordinator.correspondence.sample_parties import DESK, PATHOLOGY, PATIENT, PROVIDER
from coordinator.correspondence.samples import BRAND, REFERENCE
from coordinator.domain.words import LegalBasis, RecordType

WRITTEN_ON = date(2026, 11, 24)

_DATES = "June 1, 2026 to November 15, 2026"

NOTES = (
    LetterItem(RecordType.CONSULT_NOTE, dates=_DATES, body_part="outpatient"),
    LetterItem(RecordType.PROGRESS_NOTE, dates=_DATES),
    LetterItem(RecordType.LAB_REPORT, dates=_DATES, body_part="all panels"),
    LetterItem(RecordType.MED_LIST, dates="current"),
    LetterItem(RecordType.IMG_DICOM, dates="August 1, 2026", body_part="MR, left breast", accession="MR-88121"),
    LetterItem(RecordType.IMG_REPORT, dates="August 1, 2026", body_part="MR, left breast", accession="MR-88121"),
)

SLIDES = (
    LetterItem(RecordType.PATH_SLIDES, dates="September 14, 2026", body_part="core biopsy", accession="S26-10442"),
)

_SIGNATURE = Signature(
    "Maria Okafor",
    date(2026, 11, 23),
    identity="photo ID seen by video, November 23, 2026",
    proof="on file with Second Opinion Coordination, shown on request",
)

_REQUEST = RequestBlock(
    requester=("Maria Okafor, the patient",),
    dates_of_service=_DATES,
    signature=_SIGNATURE,
    needed_by=date(2026, 12, 18),
    sensitive=(
        SensitiveCategory("substance use treatment", included=False),
        SensitiveCategory("mental health", included=False),
        SensitiveCategory("HIV", included=False),
        SensitiveCategory("genetic tests", included=True, initials="MO"),
    ),
)

_HOME = ("Maria Okafor", "c/o Second Opinion Coordination", "PO Box 4100, Minneapolis, MN 55404", "fax (555) 555-0101")

_BASE = LetterValues(
    reference=REFERENCE,
    on=WRITTEN_ON,
    brand=BRAND,
    to=DESK,
    patient=PATIENT,
    basis=LegalBasis.ACCESS_SELF,
    items=NOTES,
    delivery=_HOME,
    request=_REQUEST,
)

_CHASE = replace(
    _BASE,
    items=tuple(replace(item, status="") for item in NOTES[2:5]),
    request=None,
    sent_on=date(2026, 11, 23),
    received_on=date(2026, 11, 24),
    receipt="fax confirmed by your machine",
    due_on=date(2026, 12, 24),
    attempts=(Attempt(date(2026, 11, 19), "fax", date(2026, 11, 19), "fax confirmed by your machine"),),
)

_ENDS = "The 30 days for an answer (45 CFR 164.524(b)(2)) end"

_TREATING = Signature("Dr. Helen Park", date(2026, 11, 30), identity="treating provider, NPI 1000000000")

LOAN = Loan(
    laboratory="Northfield Cancer Institute, Department of Pathology",
    postal=("9 Prairie Rd", "Northfield, MN 55057"),
    slides="all diagnostic slides, about 12",
    stains="H&E; ER, PR, HER2, Ki-67",
    courier="Overnight courier",
    courier_account="4471-2290",
    return_by=date(2027, 1, 29),
)

LETTERS: tuple[tuple[str, str, LetterValues], ...] = (
    ("l01-request", "a", _BASE),
    (
        "l01-request",
        "a-pathology",
        replace(
            _BASE,
            to=PATHOLOGY,
            items=(LetterItem(RecordType.PATH_REPORT, dates="September 2026", accession="S26-10442"),),
            request=replace(_REQUEST, hold_slides=True),
        ),
    ),
    (
        "l01-request",
        "a-parent",
        replace(
            _BASE,
            request=replace(
                _REQUEST,
                requester=("Ada Okafor", "parent of the patient"),
                signature=replace(_SIGNATURE, name="Ada Okafor", authority="parent of the patient"),
                representative=Representative(
                    "Ada Okafor", "(507) 555-0182", "I am the parent of Maria Okafor", "my child's"
                ),
            ),
        ),
    ),
    (
        "l01-request",
        "b",
        replace(
            _BASE,
            basis=LegalBasis.ACCESS_DIRECTIVE,
            delivery=(
                "Northfield Cancer Institute",
                "secure inbox records@northfield.example",
                "9 Prairie Rd, Northfield, MN 55057",
            ),
        ),
    ),
    (
        "l01-request",
        "c",
        replace(
            _BASE,
            basis=LegalBasis.AUTHORIZATION,
            delivery=_HOME[1:],
            authorization=AuthorizationBlock(
                disclosing="Lakeview General Hospital",
                receiving=_HOME[1:],
                records=("Consultation notes", "Progress notes", "Laboratory results", "Imaging study, all series"),
                dates_of_service=_DATES,
                expires_on=date(2027, 5, 22),
            ),
            request=replace(
                _REQUEST,
                requester=("Second Opinion Coordination", "under the patient's authorization"),
                substance_use_notice=True,
            ),
        ),
    ),
    (
        "l01-request",
        "d",
        replace(
            _BASE,
            basis=LegalBasis.TREATMENT,
            to=PATHOLOGY,
            items=SLIDES,
            loan=LOAN,
            delivery=(LOAN.laboratory, *LOAN.postal),
            request=replace(
                _REQUEST,
                requester=("Dr. Helen Park", "Northfield Cancer Institute", "treating provider"),
                signature=_TREATING,
                dates_of_service="September 14, 2026",
                sensitive=(),
            ),
        ),
    ),
    ("l02-reminder-1", "", replace(_CHASE, on=date(2026, 12, 4))),
    ("l03-reminder-2", "", replace(_CHASE, on=date(2026, 12, 15))),
    ("l18-late-request", "", replace(_CHASE, on=date(2026, 12, 15), limit=_ENDS)),
    (
        "l04-pre-deadline",
        "",
        replace(
            _CHASE,
            on=date(2026, 12, 21),
            to=replace(DESK, attention="Director of Records and Privacy Officer"),
            limit=_ENDS,
        ),
    ),
    (
        "l05-overdue",
        "",
        replace(
            _CHASE,
            on=date(2026, 12, 28),
            to=replace(DESK, attention="Privacy Officer"),
            answer_by=date(2027, 1, 5),
            limit=_ENDS.replace(" end", " ended"),
        ),
    ),
    ("l09-cancel-request", "", replace(_CHASE, on=date(2026, 12, 9))),
    ("l09-request-closed", "", replace(_CHASE, on=date(2026, 12, 9), items=())),
    ("l06-partial-receipt", "", replace(_CHASE, on=date(2026, 12, 2), arrived=NOTES[:2])),
    (
        "l06-partial-receipt",
        "unreadable",
        replace(
            _CHASE,
            on=date(2026, 12, 2),
            items=(replace(NOTES[4], status="The disc did not open here."),),
            refused=NOTES[1:2],
        ),
    ),
    (
        "l07-fee-challenge",
        "",
        replace(
            _CHASE,
            on=date(2026, 12, 2),
            fee=FeeBlock("$88.00", ("the charge for retrieving", "a price by the page")),
        ),
    ),
    (
        "l12-referral-packet",
        "",
        replace(
            _BASE,
            to=PROVIDER,
            basis=None,
            items=(),
            delivery=(),
            request=None,
            packet=PacketBlock(
                condition="Malignant neoplasm of left female breast (ICD-10-CM C50.912)",
                question="Do I need chemotherapy before surgery, or can surgery come first?",
                documents=(
                    "Pathology report, September 14, 2026",
                    "MR of the left breast, report and images, August 1, 2026",
                    "Laboratory results, June to November 2026",
                    "Medication list, November 2026",
                ),
                answer_by=date(2026, 12, 8),
                decision_by=date(2027, 1, 11),
                mode="visit in person or by video",
                sealed=True,
                safety=("no known allergies", "treatment is scheduled for January 11, 2027"),
                worry="Losing my job while I am treated",
                other_treatments=("turmeric capsules",),
                gaps=("Genetic test report",),
            ),
        ),
    ),
    (
        "l13-packet-update",
        "",
        replace(
            _BASE,
            to=PROVIDER,
            basis=None,
            items=(),
            delivery=(),
            request=None,
            update=PacketUpdate(
                "Dr. Helen Park",
                ("Laboratory results, November 2026, 3 pages", "Operative note, May 2, 2024, 2 pages"),
                in_all=6,
                visit_on=date(2027, 1, 5),
                gaps=("Genetic or molecular test report",),
            ),
        ),
    ),
    (
        "l14-report-request",
        "",
        replace(
            _BASE,
            to=PROVIDER,
            basis=None,
            items=(),
            delivery=(),
            request=None,
            report=ReportBlock("Dr. Helen Park", visit_on=date(2027, 1, 5), due_on=date(2027, 1, 15), reminder=1),
        ),
    ),
    *opinion_samples(_BASE, PROVIDER),
)
"""Letter name, a word that tells variants apart, and the values."""
