"""What the tray's pages say of results and problems, in sentences that tell what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coordinator.domain.errors import Refused
from coordinator.domain.words.inbound_words import InboundStatus
from coordinator.services.portal.uploading import MOST_MEGABYTES

PROBLEMS: Mapping[str, str] = {
    "none": "Choose a file.",
    "file.too_large": f"This file is too large: at most {MOST_MEGABYTES} MB. Scan it in gray, or in two parts.",
    "file.kind_unknown": "This kind of file is not taken in. Use PDF, JPEG, PNG or TIFF.",
    "file.kind_differs": "What is in the file does not fit the ending of its name. Save it anew as PDF or JPEG.",
    "file.unreadable": "This file cannot be opened. Scan it again.",
    "file.needs_a_case": "Without a case only PDF, JPEG, PNG and TIFF files can wait. Name the case, or scan it.",
    "case.unknown": "There is no such case among yours. Leave it empty, and it waits for whoever knows.",
    "case.not_seen": "There is no such case among yours. Look at the reference, or ask a supervisor to move it.",
    "way.unknown": "Choose how it came.",
    "case.same": "It lies in this case already.",
    "document.verified": "Somebody checked it as this patient's. Correct that first, in the case's timeline.",
    "document.counted": "It counts as the answer to what was asked for. Correct “records received” first.",
    "document.moved": "It lies in another case by now.",
    "document.split": "Somebody split it by now. Look at its parts.",
    "document.merged": "Somebody put it together with others by now.",
    "document.quarantined": "It is locked away as somebody else's. A supervisor decides about it.",
    "document.wrong_patient": "This very file was locked away in that case before.",
    "document.not_matched": "Name, birth date and one more must stand on it.",
    "document.other_item": "It was said to answer another item. Say first which one it answers.",
    "document.not_dicom": "An imaging study comes as DICOM files; a picture of it is not enough.",
    "document.no_pages": "Only PDF files can be split here.",
    "why.missing": "Say why nothing follows from it: the next person will ask.",
    "inbound.nothing_attached": "Nothing is attached that could be filed. Say what the mail tells.",
    "inbound.not_understood_yet": "It is being read; that takes up to a minute. Load this page again.",
    "undo.too_late": "Ten minutes are over. Correct the fact in its case.",
    "correction.overtaken": "Something later builds on this fact. Correct it in its case.",
    "inbound.open": "It waits again already.",
    "inbound.certain": "It is certain whose it is. Say there that it is somebody else's.",
    "ref.form": "Write the case's reference, such as SO-7K4M-Q2.",
}


def problem_words(code: str, detail: str = "") -> str:
    """A sentence for a refusal; its own detail where nobody wrote one."""
    return PROBLEMS.get(code) or (f"{detail[:1].upper()}{detail[1:]}." if detail else f"This was refused ({code}).")


def refusal_words(refusal: Refused) -> str:
    """The same for a refusal as it was raised; of several reasons each."""
    if refusal.reasons:
        return " ".join(problem_words(reason.code, reason.detail) for reason in refusal.reasons)
    return problem_words(refusal.code, refusal.detail)


def result_words(row: Any, who: str) -> str:
    """What became of a mail, and by whom."""
    if row.status is InboundStatus.DISMISSED:
        return f"{who} said that nothing follows from this: {row.why}"
    if row.fact:
        return f"{who} recorded “{row.fact.replace('_', ' ')}” from this."
    return f"{who} put what was attached into a case."
