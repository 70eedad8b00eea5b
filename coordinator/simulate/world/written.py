"""What the played clinicians write about each condition. Invented texts; nothing here is medical advice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Told:
    """What the second clinician writes about one condition, and how a reviewer classes it (``domain.md`` §8.2–8.4)."""

    diagnosis: str
    treatment: str
    cause: str | None
    content: Json


def _rec(modality: str, intent: str, name: str, detail: str, urgency: str, reversible: str) -> Json:
    return {
        "rank": 1,
        "modality": modality,
        "intent": intent,
        "name": name,
        "detail": detail,
        "urgency": urgency,
        "reversible": reversible,
    }


INDUCTION = _rec(
    "systemic_therapy",
    "cure",
    "Continue induction protocol",
    "finish the block, then measure residual disease",
    "week",
    "partly",
)

TOLD: Mapping[str, Told] = {
    "C50": Told(
        "refined",
        "minor_change",
        "different_information",
        {
            "diagnoses": [
                {
                    "label": "Invasive ductal carcinoma of the left breast, stage IIA",
                    "icd10cm": "C50.912",
                    "role": "primary",
                    "laterality": "left",
                    "stage": {"system": "AJCC 8", "value": "IIA"},
                    "grade": "2",
                    "biomarkers": [{"name": "HER2", "value": "negative"}, {"name": "ER", "value": "positive"}],
                    "certainty": "confirmed",
                    "basis": ["pathology", "imaging"],
                    "reasoning": "slides were read again by breast pathology",
                }
            ],
            "recommendations": [
                _rec(
                    "surgery",
                    "cure",
                    "Surgery first",
                    "then decide on chemotherapy by the final pathology",
                    "month",
                    "no",
                )
            ],
            "alternatives": [{"name": "Chemotherapy first"}],
            "risks": [{"what": "second operation", "likelihood": "about 1 in 6"}],
            "expected_outcomes": [
                {"outcome": "no recurrence", "horizon": "5 years", "estimate": "most patients at this stage"}
            ],
            "side_effects": "arm swelling is possible after surgery",
            "daily_life": "two to three weeks off work",
            "cost": "within the plan except the deductible",
            "follow_up": "visit two weeks after surgery",
            "further_tests": ["gene expression test"],
            "uncertainty": "lymph nodes are judged by imaging only",
        },
    ),
    "I35": Told(
        "confirmed",
        "minor_change",
        "different_judgement",
        {
            "diagnoses": [
                {
                    "label": "Severe aortic valve stenosis",
                    "icd10cm": "I35.0",
                    "role": "primary",
                    "certainty": "confirmed",
                    "basis": ["imaging", "exam"],
                    "reasoning": "valve area and gradient agree",
                }
            ],
            "recommendations": [
                _rec(
                    "procedure",
                    "symptom_relief",
                    "Valve replacement by catheter",
                    "after a CT of the vessels",
                    "month",
                    "no",
                )
            ],
            "alternatives": [{"name": "Surgical valve replacement"}],
            "risks": [{"what": "pacemaker", "likelihood": "about 1 in 10"}],
            "side_effects": "bruising at the groin",
            "daily_life": "home after two days",
            "follow_up": "echo after one month",
            "further_tests": ["CT of the vessels"],
        },
    ),
    "G35": Told(
        "changed",
        "major_change",
        "different_reading",
        {
            "diagnoses": [
                {
                    "label": "Migraine without aura",
                    "icd10cm": "G43.009",
                    "role": "primary",
                    "certainty": "probable",
                    "basis": ["imaging", "history"],
                    "reasoning": "the lesions are small and not where demyelination is usual",
                }
            ],
            "recommendations": [
                _rec(
                    "further_testing",
                    "diagnose",
                    "Repeat MRI in six months",
                    "no treatment until then",
                    "quarter",
                    "yes",
                )
            ],
            "alternatives": [{"name": "Spinal tap"}],
            "against": ["starting disease-modifying therapy now"],
            "risks": [{"what": "a relapse before the next scan", "likelihood": "not known"}],
            "side_effects": "none",
            "daily_life": "headache diary",
            "cost": "one MRI",
            "follow_up": "video visit after the scan",
            "uncertainty": "early multiple sclerosis is not ruled out",
        },
    ),
    "M48": Told(
        "confirmed",
        "major_change",
        "different_judgement",
        {
            "diagnoses": [
                {
                    "label": "Lumbar spinal stenosis with neurogenic claudication",
                    "icd10cm": "M48.062",
                    "role": "primary",
                    "certainty": "confirmed",
                    "basis": ["imaging", "exam"],
                    "reasoning": "MRI and symptoms agree",
                }
            ],
            "recommendations": [
                _rec(
                    "rehabilitation",
                    "symptom_relief",
                    "Supervised therapy for three months",
                    "twice a week",
                    "month",
                    "yes",
                )
            ],
            "alternatives": [{"name": "Decompression without fusion"}, {"name": "L4-L5 fusion"}],
            "expected_outcomes": [
                {"outcome": "walks further", "horizon": "3 months", "estimate": "about half of patients"}
            ],
            "side_effects": "sore muscles at first",
            "daily_life": "walking as far as is comfortable",
            "cost": "therapy co-payments",
            "follow_up": "visit after three months",
        },
    ),
    "C91": Told(
        "confirmed",
        "same",
        None,
        {
            "diagnoses": [
                {
                    "label": "B-cell acute lymphoblastic leukemia",
                    "icd10cm": "C91.00",
                    "role": "primary",
                    "certainty": "confirmed",
                    "basis": ["pathology", "genetic"],
                    "reasoning": "marrow, flow cytometry and genetics agree",
                }
            ],
            "recommendations": [INDUCTION],
            "trials": [{"name": "frontline trial of a bispecific antibody", "note": "not open here"}],
            "side_effects": "low counts, infections",
            "daily_life": "school at home during the block",
            "cost": "covered",
            "follow_up": "marrow at the end of the block",
        },
    ),
    "M17": Told(
        "confirmed",
        "minor_change",
        "different_judgement",
        {
            "diagnoses": [
                {
                    "label": "Primary osteoarthritis of the right knee",
                    "icd10cm": "M17.11",
                    "role": "primary",
                    "laterality": "right",
                    "certainty": "confirmed",
                    "basis": ["imaging", "exam"],
                    "reasoning": "mostly the inner compartment",
                }
            ],
            "recommendations": [
                _rec(
                    "surgery", "symptom_relief", "Partial knee replacement", "inner compartment only", "elective", "no"
                )
            ],
            "alternatives": [{"name": "Exercise and weight loss for six months"}, {"name": "Total knee replacement"}],
            "risks": [{"what": "later total replacement", "likelihood": "about 1 in 10 in ten years"}],
            "side_effects": "stiffness in the first weeks",
            "daily_life": "six weeks without kneeling",
            "follow_up": "at six weeks",
        },
    ),
}

FIRST: Mapping[str, Json] = {
    "C91": {
        "basis_mode": "exam",
        "side_effects": "low counts",
        "daily_life": "hospital visits twice a week",
        "cost": "covered",
        "follow_up": "marrow at the end of the block",
        "recommendations": [INDUCTION],
    },
}
"""First opinions whose written note says more than the intake."""
