"""The conditions of synthetic patients: invented pairs of a first diagnosis and what a second one may make of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Condition:
    """``refined`` is another code of the same category, ``changed`` one of another category (``domain.md`` §8.2)."""

    label: str
    code: str
    refined: str
    changed: str
    plan: str


CONDITIONS: Mapping[str, tuple[Condition, ...]] = {
    "oncology_solid": (
        Condition("Cancer of the lung, upper lobe", "C34.11", "C34.12", "D14.31", "Surgery, then chemotherapy"),
        Condition("Cancer of the colon", "C18.2", "C18.7", "D12.2", "Surgery"),
        Condition("Cancer of the prostate", "C61", "C61", "N40.1", "Radiation"),
    ),
    "hematology_oncology": (
        Condition("Multiple myeloma", "C90.00", "C90.01", "D47.2", "Combination therapy, then transplant"),
        Condition("Follicular lymphoma", "C82.00", "C82.10", "C83.30", "Immunochemotherapy"),
    ),
    "cardiology": (
        Condition("Coronary heart disease", "I25.10", "I25.110", "I20.0", "Stent of two vessels"),
        Condition("Atrial fibrillation", "I48.0", "I48.91", "I47.1", "Ablation"),
    ),
    "neurology": (
        Condition("Epilepsy", "G40.209", "G40.909", "R55", "Two medicines"),
        Condition("Parkinson's disease", "G20", "G20", "G25.0", "Levodopa"),
    ),
    "neurosurgery_spine": (Condition("Disc prolapse with nerve pain", "M51.16", "M51.26", "M54.50", "Disc surgery"),),
    "orthopaedics": (
        Condition("Osteoarthritis of the hip", "M16.11", "M16.9", "M25.551", "Hip replacement"),
        Condition("Tear of the rotator cuff", "M75.121", "M75.101", "M25.511", "Repair by arthroscopy"),
    ),
    "gastroenterology": (Condition("Crohn's disease", "K50.00", "K50.10", "K58.9", "Biologic medicine"),),
    "pulmonology": (Condition("Scarring of the lung", "J84.10", "J84.112", "J67.9", "Antifibrotic medicine"),),
    "gynaecology": (Condition("Fibroids of the uterus", "D25.1", "D25.9", "N80.0", "Removal of the uterus"),),
}
"""By specialty. The texts are invented; nothing here is medical advice."""
