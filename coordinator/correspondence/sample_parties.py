"""Who the invented letters are about and who reads them. Nobody here exists."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from coordinator.correspondence.letter_values import PatientLines, Recipient

PATIENT = PatientLines(
    full_name="Maria Okafor",
    former_names=("Maria Eze",),
    birth_date=date(1968, 4, 17),
    record_number="LK-220417",
    postal=("412 Birch Ave", "Rochester, MN 55901"),
    phone="(507) 555-0181",
)

DESK = Recipient(
    organization="Lakeview General Hospital",
    department="Health Information Management, Release of Information",
    postal=("1 Main St", "Rochester, MN 55901"),
    fax="(507) 555-0110",
    phone="(612) 555-0160",
)

PATHOLOGY = replace(DESK, department="Pathology, Slide and Block Requests", fax="(507) 555-0112")

PROVIDER = Recipient(
    organization="Northfield Cancer Institute",
    department="Second opinion office",
    attention="Dr. Helen Park",
    postal=("9 Prairie Rd", "Northfield, MN 55057"),
    fax="(507) 555-0190",
)
