"""``coordinator record-types``: what can be asked for, under which LOINC code, and how old it may be."""

from __future__ import annotations

from coordinator.cli import show
from coordinator.cli.options import AsJson


def record_types(json: AsJson = False) -> None:
    """Record types with their LOINC codes and the months for which each stays good."""
    from coordinator.correspondence.labels import LABELS
    from coordinator.domain.record_types import LOINC, MONTHS

    listed = [
        {
            "record_type": kind.value,
            "name": LABELS[kind].name,
            "loinc": list(codes),
            "months": MONTHS.get(kind),
            "physical": kind.physical,
        }
        for kind, codes in LOINC.items()
    ]
    if json:
        show.as_json(listed)
        return
    rows = [
        (kind.value, ", ".join(codes) or "none", f"{MONTHS[kind]} months" if kind in MONTHS else "any age",
         LABELS[kind].name)
        for kind, codes in LOINC.items()
    ]  # fmt: skip
    show.table(("type", "LOINC", "good for", "name"), rows, empty="No record type is known.")
