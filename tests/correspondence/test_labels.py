"""The code beside a label is the one documents are filed under."""

from __future__ import annotations

from coordinator.correspondence.labels import LABELS
from coordinator.domain.record_types import loinc_of


def test_letters_and_documents_use_one_code_for_one_record_type():
    assert {kind: label.loinc or None for kind, label in LABELS.items()} == {kind: loinc_of(kind) for kind in LABELS}
