"""What each record type is called in a letter, its LOINC code and the form we can read (``domain.md`` §2.2).

Physical items have no LOINC code: they are specimens. Labels are for offices; a patient's mail never names one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coordinator.domain.words import Department, RecordType

_PAPER = "PDF"
_STRUCTURED = "PDF or CDA"
_WITH_IMAGES = "PDF report, images as DICOM"


@dataclass(frozen=True)
class Label:
    """The words for one record type. ``loinc`` is empty where no code is settled."""

    name: str
    loinc: str
    accepted: str


LABELS: Mapping[RecordType, Label] = {
    RecordType.PATH_REPORT: Label("Pathology report", "11526-1", _STRUCTURED),
    RecordType.PATH_SLIDES: Label("Glass slides or recuts", "", "Glass, or whole-slide images"),
    RecordType.PATH_BLOCK: Label("Paraffin block", "", "Block, on loan"),
    RecordType.CYTO_REPORT: Label("Cytology report", "11526-1", _PAPER),
    RecordType.MOL_REPORT: Label("Genetic or molecular test report", "51969-4", _PAPER),
    RecordType.IMG_REPORT: Label("Imaging report", "18748-4", _PAPER),
    RecordType.IMG_DICOM: Label("Imaging study, all series", "18748-4", "DICOM (no JPEG or screenshots)"),
    RecordType.LAB_REPORT: Label("Laboratory results", "11502-2", _PAPER),
    RecordType.CONSULT_NOTE: Label("Consultation notes", "11488-4", _STRUCTURED),
    RecordType.SECOND_OPINION: Label("Second opinion report", "47040-1", _PAPER),
    RecordType.PROGRESS_NOTE: Label("Progress notes", "11506-3", _STRUCTURED),
    RecordType.HP_NOTE: Label("History and physical", "34117-2", _STRUCTURED),
    RecordType.OP_NOTE: Label("Operative note", "11504-8", _PAPER),
    RecordType.PROC_NOTE: Label("Procedure note", "28570-0", _PAPER),
    RecordType.DISCHARGE: Label("Discharge summary", "18842-5", _STRUCTURED),
    RecordType.EPISODE_SUMMARY: Label("Summary of care (CCD)", "34133-9", "CDA or PDF"),
    RecordType.PT_SUMMARY: Label("Patient summary", "60591-5", "FHIR or PDF"),
    RecordType.ED_NOTE: Label("Emergency department note", "34111-5", _PAPER),
    RecordType.REFERRAL: Label("Referral note", "57133-1", _PAPER),
    RecordType.TUMOR_BOARD: Label("Conference note", "34098-4", _PAPER),
    RecordType.CHEMO: Label("Chemotherapy records", "11486-8", "PDF or flow sheet"),
    RecordType.RT_SUMMARY: Label("Radiation treatment summary and plan", "68602-2", "PDF, plan as DICOM-RT"),
    RecordType.ECG: Label("Electrocardiogram (ECG)", "11524-6", "PDF or XML"),
    RecordType.ECHO: Label("Echocardiogram", "11522-0", _WITH_IMAGES),
    RecordType.CATH: Label("Cardiac catheterization", "18745-0", _WITH_IMAGES),
    RecordType.STRESS: Label("Stress test", "18752-6", _PAPER),
    RecordType.HOLTER: Label("Ambulatory rhythm monitor", "18754-2", _PAPER),
    RecordType.EEG: Label("EEG", "11523-8", "PDF, tracing as EDF"),
    RecordType.EMG: Label("EMG and nerve conduction study", "18749-2", _PAPER),
    RecordType.PFT: Label("Pulmonary function test", "", _PAPER),
    RecordType.SLEEP: Label("Sleep study", "28633-6", _PAPER),
    RecordType.ENDO: Label("Endoscopy or colonoscopy report", "18751-8", "PDF, with photographs"),
    RecordType.PREOP: Label("Preoperative evaluation", "67862-3", _PAPER),
    RecordType.MED_LIST: Label("Medication list", "56445-0", _PAPER),
    RecordType.PLAN: Label("Plan of care", "56447-6", _PAPER),
    RecordType.IMPLANT: Label("Implant or device card", "", "PDF or a clear scan"),
    RecordType.PT_REHAB: Label("Physical therapy notes", "34824-3", _PAPER),
    RecordType.LETTER: Label("Letters", "51852-2", _PAPER),
    RecordType.GENERIC: Label("Medical records", "11503-0", _PAPER),
}

DEPARTMENTS: Mapping[Department, str] = {
    Department.RECORDS_OFFICE: "Health Information Management, Release of Information",
    Department.IMAGE_LIBRARY: "Image Library, Radiology Records",
    Department.PATHOLOGY: "Pathology, Slide and Block Requests",
    Department.PHYSICIAN_OFFICE: "Medical Records",
    Department.PATIENT: "",
}
