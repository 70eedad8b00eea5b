"""What a patient calls things: record types and kinds of visits, in English and Spanish.

Offices read the trade names of ``labels.py``. A language nobody wrote here reads English.
"""

from __future__ import annotations

from collections.abc import Mapping

from coordinator.correspondence.labels import LABELS
from coordinator.domain.words import RecordType, VisitMode

_SPANISH: Mapping[RecordType, str] = {
    RecordType.PATH_REPORT: "Informe de patología",
    RecordType.PATH_SLIDES: "Laminillas de vidrio con la muestra",
    RecordType.PATH_BLOCK: "Bloque de parafina con la muestra",
    RecordType.CYTO_REPORT: "Informe de células (citología)",
    RecordType.MOL_REPORT: "Informe de la prueba genética o molecular",
    RecordType.IMG_REPORT: "Informe de las imágenes",
    RecordType.IMG_DICOM: "Imágenes completas (como rayos X, tomografía o resonancia)",
    RecordType.LAB_REPORT: "Resultados de laboratorio",
    RecordType.CONSULT_NOTE: "Notas de la consulta",
    RecordType.SECOND_OPINION: "Informe de segunda opinión",
    RecordType.PROGRESS_NOTE: "Notas de seguimiento",
    RecordType.HP_NOTE: "Historia clínica y examen físico",
    RecordType.OP_NOTE: "Informe de la operación",
    RecordType.PROC_NOTE: "Informe del procedimiento",
    RecordType.DISCHARGE: "Resumen de alta del hospital",
    RecordType.EPISODE_SUMMARY: "Resumen de la atención (CCD)",
    RecordType.PT_SUMMARY: "Resumen de su salud",
    RecordType.ED_NOTE: "Notas de la sala de emergencias",
    RecordType.REFERRAL: "Nota de referencia",
    RecordType.TUMOR_BOARD: "Notas de la junta de especialistas",
    RecordType.CHEMO: "Documentos de la quimioterapia",
    RecordType.RT_SUMMARY: "Resumen y plan de la radioterapia",
    RecordType.ECG: "Electrocardiograma (ECG)",
    RecordType.ECHO: "Ecocardiograma (ultrasonido del corazón)",
    RecordType.CATH: "Cateterismo cardíaco",
    RecordType.STRESS: "Prueba de esfuerzo",
    RecordType.HOLTER: "Monitor portátil del ritmo del corazón (Holter)",
    RecordType.EEG: "Electroencefalograma (EEG)",
    RecordType.EMG: "Electromiografía y estudio de los nervios (EMG)",
    RecordType.PFT: "Prueba de la función de los pulmones",
    RecordType.SLEEP: "Estudio del sueño",
    RecordType.ENDO: "Informe de endoscopia o colonoscopia",
    RecordType.PREOP: "Evaluación antes de la operación",
    RecordType.MED_LIST: "Lista de medicinas",
    RecordType.PLAN: "Plan de atención",
    RecordType.IMPLANT: "Tarjeta del implante o dispositivo",
    RecordType.PT_REHAB: "Notas de la terapia física",
    RecordType.LETTER: "Cartas",
    RecordType.GENERIC: "Documentos médicos",
}

_VISIT_MODES: Mapping[str, Mapping[VisitMode, str]] = {
    "en": {
        VisitMode.IN_PERSON: "in person",
        VisitMode.VIDEO: "by video",
        VisitMode.RECORD_REVIEW: "from your files",
    },
    "es": {
        VisitMode.IN_PERSON: "en persona",
        VisitMode.VIDEO: "por video",
        VisitMode.RECORD_REVIEW: "con sus documentos",
    },
}


def record_type_name(kind: RecordType, language: str) -> str:
    """The record as its patient calls it. Stands only where details may stand (``domain.md`` §4.1)."""
    return _SPANISH[kind] if language == "es" else LABELS[kind].name


def visit_mode(mode: VisitMode, language: str) -> str:
    """How a visit takes place, as a few words within a line."""
    return _VISIT_MODES.get(language, _VISIT_MODES["en"])[mode]
