"""What the played clinicians write about one exact code, before ``written.py``. Invented; no medical advice."""

from __future__ import annotations

from collections.abc import Mapping

from coordinator.simulate.world.written import Told

BY_CODE: Mapping[str, Told] = {
    "C50.911": Told(
        "confirmed",
        "minor_change",
        "different_judgement",
        {
            "diagnoses": [
                {
                    "label": "Invasive lobular carcinoma of the right breast, stage IIA",
                    "icd10cm": "C50.911",
                    "role": "primary",
                    "laterality": "right",
                    "stage": {"system": "AJCC 8", "value": "IIA"},
                    "biomarkers": [{"name": "HER2", "value": "negative"}, {"name": "ER", "value": "positive"}],
                    "certainty": "confirmed",
                    "basis": ["pathology", "imaging"],
                    "reasoning": "slides were read again by breast pathology",
                }
            ],
            "recommendations": [
                {
                    "rank": 1,
                    "modality": "surgery",
                    "intent": "cure",
                    "name": "Breast-conserving surgery",
                    "detail": "with radiation, then hormone therapy",
                    "urgency": "month",
                    "reversible": "no",
                }
            ],
            "alternatives": [{"name": "Mastectomy"}],
            "risks": [{"what": "second operation", "likelihood": "about 1 in 5"}],
            "side_effects": "tired during radiation",
            "daily_life": "three weeks off work",
            "cost": "within the plan except the deductible",
            "follow_up": "visit two weeks after surgery",
            "uncertainty": "the extent is judged by one imaging method only",
        },
    ),
    "C91.01": Told(
        "confirmed",
        "major_change",
        "different_judgement",
        {
            "diagnoses": [
                {
                    "label": "Acute lymphoblastic leukemia in first remission",
                    "icd10cm": "C91.01",
                    "role": "primary",
                    "certainty": "confirmed",
                    "basis": ["pathology", "genetic"],
                    "reasoning": "marrow and genetics agree; no residual disease was found",
                }
            ],
            "recommendations": [
                {
                    "rank": 1,
                    "modality": "systemic_therapy",
                    "intent": "cure",
                    "name": "Maintenance therapy",
                    "detail": "with measurement of residual disease every three months",
                    "urgency": "month",
                    "reversible": "yes",
                }
            ],
            "alternatives": [{"name": "Transplant in first remission"}],
            "risks": [{"what": "the disease comes back", "likelihood": "about 1 in 4"}],
            "side_effects": "low counts",
            "daily_life": "at home; one visit a month",
            "cost": "covered",
            "follow_up": "marrow after three months",
        },
    ),
    "M17.12": Told(
        "confirmed",
        "major_change",
        "different_judgement",
        {
            "diagnoses": [
                {
                    "label": "Primary osteoarthritis of the left knee",
                    "icd10cm": "M17.12",
                    "role": "primary",
                    "laterality": "left",
                    "certainty": "confirmed",
                    "basis": ["imaging", "exam"],
                    "reasoning": "the inner compartment only, and moderate",
                }
            ],
            "recommendations": [
                {
                    "rank": 1,
                    "modality": "rehabilitation",
                    "intent": "symptom_relief",
                    "name": "Exercise program for three months",
                    "detail": "then decide on surgery by how far the ladder goes",
                    "urgency": "elective",
                    "reversible": "yes",
                }
            ],
            "alternatives": [{"name": "Partial knee replacement"}],
            "risks": [{"what": "pain stays as it is", "likelihood": "about 1 in 3"}],
            "side_effects": "sore muscles at first",
            "daily_life": "work goes on",
            "cost": "a copay for each session",
            "follow_up": "after three months",
        },
    ),
}
"""Cases that share their first three signs with another example but not its side, its remission or its advice."""
